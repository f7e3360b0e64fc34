"""The engine on a real Kafka behind the same face as ``lead_runtime.testing.Driver``, so that one suite holds for both."""

import asyncio
import threading
import uuid
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from tests.engine.sample import Names, Sample
from tests.support import eventually_async

from lead_contracts.base import Event
from lead_runtime.engine import dead_letters
from lead_runtime.engine.api import DeadLetter, Record, Table
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.settings import EngineSettings
from lead_runtime.engine.wire import encode_event, read_event

T = TypeVar("T")
PARTITIONS = 3
BEGIN = datetime(2026, 11, 22, 10, tzinfo=UTC)


class Loop:
    """An event loop in a thread of its own, so that the suite's tests can be plain functions."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], timeout: float = 60) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


class OnKafka:
    """One test's topics, a producer that writes its inputs, and the engine that reads them."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap, self.now = bootstrap, BEGIN
        tag = uuid.uuid4().hex[:8]
        self.names = Names(f"g-{tag}", f"in-{tag}", f"other-{tag}", f"out-{tag}", f"world-{tag}")
        self.sample = Sample(self.names)
        self.loop = Loop()
        self.engine: Engine | None = None
        self._running: asyncio.Task[None] | None = None
        self._fed: dict[TopicPartition, int] = {}
        self.loop.run(self._create())

    # --- the face of the driver --------------------------------------------------------------------------------------

    def feed(
        self,
        event: Event,
        *,
        key: str | None = None,
        id: str | None = None,
        topic: str | None = None,
        at: datetime | None = None,
    ) -> None:
        key, topic = key or event.key(), topic or self.names.source
        number = partition_of(key.encode(), PARTITIONS)
        headers, value = encode_event(event, id=id or uuid.uuid4().hex, source="/test", time=at or self.now)
        self.feed_record(Record(topic, number, -1, 0, key.encode(), value, headers))

    def feed_record(self, record: Record) -> None:
        self.loop.run(self._feed(record))

    def set_global(self, event: Event, key: str | None = None) -> None:
        headers, value = encode_event(event, id=uuid.uuid4().hex, source="/test", time=self.now)
        world, name = self.names.world, key or event.key()
        self.loop.run(self._send(Record(world, 0, -1, 0, name.encode(), value, headers)))
        self.loop.run(eventually_async(lambda: self.engine and self.engine._world.get(world, name)))

    def advance(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        self.now = to or self.now + (by or timedelta())
        self.settle()

    def settle(self) -> None:
        """Until all that was fed is committed and no timer is due."""
        self.loop.run(eventually_async(self._is_settled, timeout=30, what="the engine to be through"))

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def outputs(self) -> list[Any]:
        return [read_event(record) for record in self.loop.run(self.read(self.names.out))]

    @property
    def dead_letters(self) -> list[DeadLetter]:
        return [dead_letters.read(record) for record in self.loop.run(self.read(f"{self.names.group}.dlq"))]

    def state(self, table: Table[Any]) -> dict[str, Any]:
        self.settle()
        assert self.engine is not None
        assert self.engine._session is not None
        found: dict[str, Any] = {}
        for state in self.engine._session.states.values():
            found.update(state.values[table.name])
        return found

    # --- the engine ---------------------------------------------------------------------------------------------------

    def settings(self, **changes: Any) -> EngineSettings:
        return EngineSettings(bootstrap=self.bootstrap, clock=lambda: self.now, flood_in_a_row=20, **changes)

    def start(self, **changes: Any) -> None:
        self.loop.run(self._start(self.settings(**changes)))

    def stop(self) -> None:
        if self._running is not None:
            self.loop.run(self._stop())

    def failure(self) -> BaseException | None:
        """What ``run`` has raised, once it has ended."""
        assert self._running is not None
        running = self._running
        self.loop.run(eventually_async(running.done, timeout=30, what="the engine to halt"))
        self._running = None
        return running.exception()

    def close(self) -> None:
        self.stop()
        self.loop.run(self._producer.stop())
        self.loop.run(self._admin.close())
        self.loop.close()

    async def _start(self, settings: EngineSettings) -> None:
        self.engine = Engine(self.sample.topology(), settings)
        self._running = asyncio.create_task(self.engine.run())
        await asyncio.wait({self._running}, timeout=0)

    async def _stop(self) -> None:
        assert self.engine is not None
        assert self._running is not None
        self.engine.request_stop()
        await self._running
        self._running = None

    async def _is_settled(self) -> bool:
        engine = self.engine
        if self._running is not None and self._running.done():
            running, self._running = self._running, None
            running.result()
        if engine is None or engine._session is None or not engine.ready[0]:
            return False
        session = engine._session
        offsets = await self._admin.list_consumer_group_offsets(self.names.group)
        if any(tp not in offsets or offsets[tp].offset < end for tp, end in self._fed.items()):
            return False
        return (
            all(
                (second := state.wheel.next_second()) is None or second > self.now.timestamp()
                for state in session.states.values()
            )
            and session._pending is None
            and session._batch.is_empty()
        )

    # --- Kafka ----------------------------------------------------------------------------------------------------------

    async def _create(self) -> None:
        n = self.names
        self._admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        await self._admin.start()
        names = [n.source, n.other, n.out, n.world, f"{n.group}.state", f"{n.group}.dlq"]
        await self._admin.create_topics([NewTopic(name, PARTITIONS, 1) for name in names])
        await self._admin.create_topics(
            [NewTopic("dead.letters", 12, 1)]
        )  # shared with other tests: as topics.yaml says
        self._producer = AIOKafkaProducer(bootstrap_servers=self.bootstrap, acks="all", enable_idempotence=True)
        await self._producer.start()

    def until(self, condition: Callable[[], object]) -> None:
        """Until the condition, looked at on the engine's own loop, holds."""
        self.loop.run(eventually_async(condition, timeout=30))

    @staticmethod
    def number(key: str) -> int:
        return partition_of(key.encode(), PARTITIONS)

    async def _feed(self, record: Record) -> None:
        self.last_fed = record
        self._fed[TopicPartition(record.topic, record.partition)] = await self._send(record) + 1

    async def _send(self, record: Record) -> int:
        sent = await self._producer.send_and_wait(
            record.topic, record.value, record.key, partition=record.partition, headers=list(record.headers)
        )
        return int(sent.offset)

    async def read(self, topic: str) -> list[Record]:
        """All committed records of a topic, by partition and offset."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, isolation_level="read_committed", auto_offset_reset="none"
        )
        await consumer.start()
        try:
            await consumer._client._wait_on_metadata(topic)
            partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            for tp, first in (await consumer.beginning_offsets(partitions)).items():
                consumer.seek(tp, first)
            found: list[Record] = []
            while any([await consumer.position(tp) < ends[tp] for tp in partitions]):
                for records in (await consumer.getmany(timeout_ms=100)).values():
                    found += [
                        Record(r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, r.headers) for r in records
                    ]
            return sorted(found, key=lambda r: (r.partition, r.offset))
        finally:
            await consumer.stop()
