"""The global inputs: read whole by every worker before its first record, then followed."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from structlog import get_logger

from lead_contracts.base import Event

from .api import Record
from .protocol import high_watermarks
from .wire import CONTRACT_ERRORS, read_event

log = get_logger(__name__)
_RETRY_S = 1.0


class GlobalTables:
    """The newest event of each key. Implements ``api.Globals``; the driver of the tests fills it by hand."""

    def __init__(self) -> None:
        self._events: dict[str, dict[str, Event]] = defaultdict(dict)
        self._versions: dict[str, int] = defaultdict(int)

    def get(self, topic: str, key: str) -> Event | None:
        """See ``api.Globals``."""
        return self._events[topic].get(key)

    def items(self, topic: str) -> Mapping[str, Event]:
        """See ``api.Globals``."""
        return self._events[topic]

    def version(self, topic: str) -> int:
        """See ``api.Globals``."""
        return self._versions[topic]

    def set(self, topic: str, key: str, event: Event | None) -> None:
        """Takes a newer event; None removes the key."""
        if event is None:
            self._events[topic].pop(key, None)
        else:
            self._events[topic][key] = event
        self._versions[topic] += 1


class GlobalFollower:
    """Feeds ``GlobalTables`` from Kafka, read_committed, without a group."""

    def __init__(self, bootstrap: str, topics: tuple[str, ...], tables: GlobalTables) -> None:
        self._bootstrap, self._topics, self._tables = bootstrap, topics, tables
        self.whole = asyncio.Event()
        """Set once everything that lay on the topics at the start has been read."""

    async def run(self) -> None:
        """Follows until cancelled; an outage costs freshness and is waited out."""
        if not self._topics:
            self.whole.set()
            return
        while True:
            try:
                await self._follow()
            except KafkaError as error:
                log.warning("global_inputs_away", error=type(error).__name__, topics=self._topics)
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._bootstrap,
            isolation_level="read_committed",
            enable_auto_commit=False,
            auto_offset_reset="none",
        )
        await consumer.start()
        try:
            partitions = await self._assign(consumer)
            ends = await high_watermarks(consumer, partitions)
            while True:
                for tp, records in (await consumer.getmany(timeout_ms=200)).items():
                    for record in records:
                        self._take(tp.topic, record)
                if not self.whole.is_set() and all([await consumer.position(tp) >= ends[tp] for tp in partitions]):
                    self.whole.set()
        finally:
            await consumer.stop()

    async def _assign(self, consumer: AIOKafkaConsumer) -> list[TopicPartition]:
        # Asking for the topics' metadata is what makes aiokafka know their partitions; assign alone does not.
        await consumer._client.set_topics(self._topics)
        partitions = [
            TopicPartition(topic, number)
            for topic in self._topics
            for number in sorted(consumer.partitions_for_topic(topic) or ())
        ]
        missing = set(self._topics) - {tp.topic for tp in partitions}
        if missing:
            raise KafkaError(f"topics are missing: {sorted(missing)}")
        consumer.assign(partitions)
        for tp, first in (await consumer.beginning_offsets(partitions)).items():
            consumer.seek(tp, first)
        return partitions

    def _take(self, topic: str, record: Record) -> None:
        key = (record.key or b"").decode(errors="replace")
        try:
            self._tables.set(topic, key, read_event(record) if record.value is not None else None)
        except CONTRACT_ERRORS as error:
            # The former value stays in force: a worker that cannot read a newer rule set must not lose the one it has.
            log.error("global_input_unreadable", topic=topic, key=key, error=type(error).__name__)
