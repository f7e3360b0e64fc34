"""Folds what the topics hold into a board again, from the beginning, beside the read models that go on."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from lead_runtime.engine.settings import Pause, next_please
from lead_runtime.host.seen import seen_in
from lead_runtime.host.spec import Fold, ReadModel

MOST_PASSES: Final = 20
_AT_ONCE: Final = 500
_TURN: Final = 50
"""Records folded before others have their turn."""
_WAIT_MS: Final = 100

GoOn = Callable[[], Awaitable[bool]]


class Refill:
    """One filling. ``go_on`` is asked about once for each batch; False ends it."""

    def __init__(
        self, bootstrap: str, models: Sequence[ReadModel], go_on: GoOn, between_turns: Pause = next_please
    ) -> None:
        self._bootstrap, self._go_on, self._between_turns = bootstrap, go_on, between_turns
        self._folds: dict[str, list[Fold]] = defaultdict(list)
        for model in models:
            if model.refilled:
                self._folds[model.topic].append(model.handler)
        self.folded: Counter[str] = Counter()
        """Records by topic."""

    async def run(self) -> bool:
        """Whether all that was committed is folded in, and then what came meanwhile, until nothing has.

        The read models go on and fold what comes, too; where they were ahead the next pass brings it again. Raises
        KafkaError, RedisError, and what a fold raises.
        """
        if not self._folds:
            return True
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="earliest",  # what retention takes away while it is read is no loss here
            max_partition_fetch_bytes=1 << 20,
            fetch_max_wait_ms=_WAIT_MS,
        )
        await consumer.start()
        try:
            return await self._fill(consumer)
        finally:
            await consumer.stop()

    async def _fill(self, consumer: AIOKafkaConsumer) -> bool:
        places = await _assigned(consumer, list(self._folds))
        for _ in range(MOST_PASSES):
            before = self.folded.total()
            if not await self._pass(consumer, await consumer.end_offsets(places)):
                return False
            if self.folded.total() == before:
                break
        return True

    async def _pass(self, consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
        """Up to what was committed when it began: an open transaction is nothing that the read models have folded."""
        left = set(ends)
        consumer.resume(*left)
        while True:
            reached = {place for place in left if await consumer.position(place) >= ends[place]}
            consumer.pause(*reached)
            left -= reached
            if not await self._go_on():
                return False
            if not left:
                return True
            for place, records in (await consumer.getmany(timeout_ms=_WAIT_MS, max_records=_AT_ONCE)).items():
                await self._fold(place.topic, records)

    async def _fold(self, topic: str, records: list[ConsumerRecord[bytes, bytes]]) -> None:
        for start in range(0, len(records), _TURN):
            await self._between_turns()
            seen = list(seen_in(topic, records[start : start + _TURN]))
            for fold in self._folds[topic] if seen else ():
                await fold(seen)
        self.folded[topic] += len(records)


async def _assigned(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> list[TopicPartition]:
    # Asking for the topics' metadata is what makes aiokafka know their partitions; assign alone does not
    await consumer._client.set_topics(topics)  # noqa: SLF001
    places = [TopicPartition(topic, n) for topic in topics for n in sorted(consumer.partitions_for_topic(topic) or ())]
    missing = set(topics) - {place.topic for place in places}
    if missing:
        raise KafkaError(f"topics are missing: {sorted(missing)}")
    consumer.assign(places)
    await consumer.seek_to_beginning(*places)
    return places
