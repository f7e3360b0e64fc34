"""Makes newly assigned partitions ready: stable offsets, seek, restore. In its own task, while heartbeats go on."""

import asyncio
import time
from collections.abc import Callable, Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from structlog import get_logger

from .api import Topology
from .codec import TableCodec
from .held import HeldBack
from .membership import Assignment
from .observer import Observer
from .protocol import stable_offsets
from .restore import Restorer
from .settings import EngineSettings
from .tables import PartitionState

log = get_logger(__name__)
_RETRY_S = 0.5


class TakeOver:
    """The take-over of one assignment."""

    def __init__(
        self,
        topology: Topology,
        settings: EngineSettings,
        codecs: Mapping[str, TableCodec],
        consumer: AIOKafkaConsumer,
        assignment: Assignment,
        kept: dict[int, PartitionState],
        observer: Observer,
    ) -> None:
        self._topology, self._settings, self._codecs, self._consumer = topology, settings, codecs, consumer
        self._assignment, self._kept, self._observer = assignment, kept, observer
        self._ready = asyncio.Event()
        self._left = set(assignment.numbers)
        self._held = HeldBack(topology.group, settings.held_limit_s)
        self._task: asyncio.Task[None] | None = None

    def start(self, ready: Callable[[Assignment, PartitionState], None]) -> None:
        """Calls ``ready`` with each partition's state as it becomes whole. What is kept of others is let go."""
        for number in self._kept.keys() - self._assignment.numbers:
            del self._kept[number]
        self._task = asyncio.create_task(self._run(ready))

    def check(self) -> None:
        """Raises what the take-over has failed with (UnknownStateVersion)."""
        if self._task is not None and self._task.done():
            self._task.result()

    async def wait_ready(self) -> None:
        """Until a partition has become ready since the last wait."""
        await self._ready.wait()
        self._ready.clear()

    async def cancel(self) -> None:
        """Gives it up."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    @property
    def left(self) -> frozenset[int]:
        """The partitions that are not ready yet."""
        return frozenset(self._left)

    @property
    def held(self) -> frozenset[int]:
        """Those that wait for a transaction which the broker should have ended long ago."""
        return self._held.overdue

    async def _run(self, ready: Callable[[Assignment, PartitionState], None]) -> None:
        started, keys = time.monotonic(), 0

        def done(_: int, state: PartitionState) -> None:
            nonlocal keys
            keys += state.size()
            self._left.discard(state.number)
            ready(self._assignment, state)
            self._ready.set()

        while self._left:
            try:
                await self._seek()
                await self._restore(done)
            except KafkaError as error:
                log.warning("take_over_waits", group=self._topology.group, error=repr(error)[:200])
                await asyncio.sleep(_RETRY_S)
        if self._topology.tables and self._assignment.numbers:
            self._observer.restored(len(self._assignment.numbers), keys, time.monotonic() - started)

    async def _seek(self) -> None:
        partitions = [TopicPartition(topic, number) for topic in self._topology.inputs for number in self._left]
        committed = await stable_offsets(self._consumer, self._topology.group, partitions, self._held.look)
        first = await self._consumer.beginning_offsets(partitions)
        for tp in partitions:
            at = committed.get(tp, -1)
            if 0 <= at < first[tp]:
                log.error("records_expired_unread", topic=tp.topic, partition=tp.partition, records=first[tp] - at)
            self._consumer.seek(tp, max(at, first[tp]))

    async def _restore(self, done: Callable[[int, PartitionState], None]) -> None:
        if not self._topology.tables:
            for number in list(self._left):
                done(number, PartitionState(self._codecs, number))
            return
        restorer = Restorer(self._settings.bootstrap, f"{self._topology.group}.state", self._codecs, self._observer)
        await restorer.run(list(self._left), self._kept, done)
