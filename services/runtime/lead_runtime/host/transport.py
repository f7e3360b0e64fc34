"""How the read models' faust app reads Kafka: committed records alone, a batch at a time, places kept by ourselves.

faust's own consumer reads what was aborted, acknowledges what failed, and dies with a commit that the broker missed
(0.15.3). Here an agent gets all that was fetched of one topic as one event, and says itself how far it is.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any, Final, cast

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata, TopicPartition
from faust.transport.drivers import aiokafka as driver
from faust.types.tuples import TP, ConsumerMessage, Message

from lead_runtime import logs

_LONGEST_PAUSE: Final = 5.0
WORTH_A_FETCH: Final = 1 << 16
LONGEST_WAIT_MS: Final = 100
"""What is read for people may be a tenth of a second late: fetched record by record it costs the leads their speed."""
_log = logs.get(__name__)


class CommittedRecordsThread(driver.AIOKafkaConsumerThread):
    """faust's consumer thread, reading committed records; a broker that is away is waited for."""

    async def on_start(self) -> None:
        """Connects, however long that takes."""
        pause = 0.2
        while not self.should_stop:
            try:
                await super().on_start()
            except (KafkaError, OSError) as error:
                _log.warning("read models wait for kafka", error=type(error).__name__)
                await self._ensure_consumer().stop()
            else:
                return
            await self.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _create_worker_consumer(self, transport: driver.Transport) -> AIOKafkaConsumer:
        consumer = super()._create_worker_consumer(transport)
        # faust has no settings for these; the fetcher starts with them
        consumer._isolation_level = "read_committed"  # noqa: SLF001
        consumer._fetch_min_bytes, consumer._fetch_max_wait_ms = WORTH_A_FETCH, LONGEST_WAIT_MS  # noqa: SLF001
        return consumer

    async def _commit(self, offsets: Mapping[TP, int]) -> bool:
        mine = self.assignment()
        places = {TopicPartition(*tp): OffsetAndMetadata(offset, "") for tp, offset in offsets.items() if tp in mine}
        try:
            await self._ensure_consumer().commit(places)
        except (KafkaError, OSError) as error:
            _log.warning("read models keep their place for later", error=type(error).__name__)
            return False
        return True


class PlaceKeeper(driver.Consumer):
    """A consumer that commits what agents have said to be done, and nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._done: dict[TP, int] = {}

    def done(self, message: Message) -> None:
        """Everything in ``message`` is folded in; ignored where the partitions were given away meanwhile."""
        if message.generation_id == self.app.consumer_generation_id:
            for record in cast("list[Any]", message.value):
                self._done[TP(record.topic, record.partition)] = record.offset + 1

    async def getmany(self, timeout: float) -> AsyncIterator[tuple[TP, ConsumerMessage]]:  # noqa: ASYNC109 - faust's
        """One message per topic; its value is the list of records, those of a partition in their order."""
        records, _ = await self._wait_next_records(timeout)
        generation = self.app.consumer_generation_id
        if not records or self.should_stop:
            return
        if not self.flow_active:
            await self.perform_seek()  # what was fetched into a rebalance is fetched again
            return
        by_topic: dict[str, list[Any]] = defaultdict(list)
        for tp, batch in records.items():
            by_topic[tp.topic] += batch
        for batch in by_topic.values():
            if not self.flow_active or generation != self.app.consumer_generation_id:
                return
            yield TP(batch[-1].topic, batch[-1].partition), self._as_message(batch, generation)

    def ack(self, message: Message) -> bool:
        """faust acknowledges whatever left a stream, failed or not: that says nothing about our place."""
        message.acked = True
        self._unacked_messages.discard(message)
        return True

    async def force_commit(self, topics: Iterable[Any] | None = None, start_new_transaction: bool = True) -> bool:
        """Commits the places; what could not be committed stays for the next time."""
        places = dict(self._done)
        if not places or not await self._commit(places):
            return False
        self._done = {tp: offset for tp, offset in self._done.items() if places.get(tp) != offset}
        return True

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Commits while the partitions are still ours, then forgets them."""
        await self.commit()
        self._done.clear()
        await super().on_partitions_revoked(revoked)

    def _new_consumer_thread(self) -> CommittedRecordsThread:
        return CommittedRecordsThread(self, loop=self.loop, beacon=self.beacon)

    async def _add_gap(self, tp: TP, offset_from: int, offset_to: int) -> None:
        """Transaction markers and compaction leave gaps; places do not mind them."""
        await asyncio.sleep(0)

    def _as_message(self, batch: list[Any], generation: int) -> ConsumerMessage:
        last = batch[-1]
        seconds = (last.timestamp or 0) / 1000
        value = cast("bytes", batch)  # raw: no codec looks at it on its way to the agent
        return ConsumerMessage(
            last.topic, last.partition, last.offset, seconds, last.timestamp_type, None, None, value, None, 0, 0,
            TP(last.topic, last.partition), generation_id=generation,
        )  # fmt: skip


class CommittedBatches(driver.Transport):
    """The transport that the app is given."""

    Consumer = PlaceKeeper
