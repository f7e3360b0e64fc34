"""One life of a group member: take partitions over, read, handle, commit; until it stops or is fenced.

While one batch is being committed the next is read and handled on top of it, so that load makes batches and not
transactions. A refused or unknown commit ends the session; nothing that was not committed survives it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from structlog import get_logger

from .api import Record, Topology
from .deadlines import Deadlines
from .endings import ended
from .errors import Transient
from .following import Following
from .membership import Assignment, Membership
from .observer import Observer
from .processor import Batch, Processor
from .settings import EngineSettings
from .tables import PartitionState
from .takeover import TakeOver
from .waiting import Waiting
from .writer import Writer

log = get_logger(__name__)
_CHUNK = 25
"""Records handled before others have their turn."""
_POLL_MS, _POLL_HELD_MS = 100, 10
_LAG_EVERY_S = 5.0
_CLOSE_S = 5.0
_FOR_EVER_MS = 2**31 - 1


class Session:
    """See the module. ``kept`` are states of earlier sessions; they are used if nobody has written since."""

    def __init__(
        self,
        topology: Topology,
        settings: EngineSettings,
        processor: Processor,
        observer: Observer,
        kept: dict[int, PartitionState],
    ) -> None:
        self._topology, self._settings, self._processor, self._observer = topology, settings, processor, observer
        self.states: dict[int, PartitionState] = {}
        self.waiting = Waiting()
        self.progress = time.monotonic()
        self._kept = kept
        self._following = Following(topology.follower, processor.world)
        self._membership = Membership(frozenset(topology.inputs))
        self._batch = Batch()
        self._pending: tuple[Batch, asyncio.Task[None]] | None = None
        self._fetch: asyncio.Task[dict[TopicPartition, list[Record]]] | None = None
        self._takeover: TakeOver | None = None
        self._lag_told = 0.0
        self._owned: Assignment | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Works until ``stopping``; finishes the transaction in hand. Raises Fenced, KafkaError, and what halts."""
        self._stopping = stopping
        s = self._settings
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=s.bootstrap,
            group_id=self._topology.group,
            client_id=f"{self._topology.group}-{s.slot}",
            enable_auto_commit=False,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            session_timeout_ms=s.session_timeout_ms,
            heartbeat_interval_ms=s.session_timeout_ms // 4,
            rebalance_timeout_ms=s.rebalance_timeout_ms,
            max_poll_interval_ms=_FOR_EVER_MS,  # aiokafka: a member that polls less often leaves and never returns
            # Range gives the same numbers of every topic to one member; round robin would part them.
            partition_assignment_strategy=(RangePartitionAssignor,),
            max_partition_fetch_bytes=2 << 20,
        )
        self._deadlines = Deadlines(self._topology, s, self._processor, self._observer, self._consumer)
        self._writer = Writer(s, f"{self._topology.group}-{s.slot}", self._topology.group)
        failed = True
        try:
            await self._writer.start()
            self._writer.inputs_count = await self._writer.partitions(next(iter(self._topology.inputs)))
            self._membership.attach(self._consumer)
            await self._consumer.start()
            while not stopping.is_set():
                await self._round()
            await self._finish()
            failed = False
        finally:
            await self._close(abandon=failed)

    async def _round(self) -> None:
        self.progress = time.monotonic()
        if self._membership.refusal is not None:
            raise self._membership.refusal
        current = self._membership.current
        if current is not self._owned:
            await self._drop()
            if current is not None:
                self._take_over(current)
        if self._takeover is not None:
            self._takeover.check()
        if not self.states:
            await self._idle()
            return
        await self._wait()
        self._settle()
        if self._fetch is not None and self._fetch.done():
            await self._take_fetched()
        if self._still_ours() and self._pending is None and not self._batch.is_empty():
            self._start_commit()

    def reasons(self) -> tuple[str, ...]:
        """Why this member does not work on all that it owns; empty when it does."""
        if self._owned is None:
            return ("no partitions assigned yet",)
        restoring = self._takeover.left if self._takeover else frozenset()
        held = self._takeover.held if self._takeover else frozenset()
        found = [f"restoring partitions {sorted(restoring)}"] if restoring else []
        found += [f"a transaction that nobody ends holds the offsets of partitions {sorted(held)}"] if held else []
        found += [f"partition {number} waits: {why}" for number, why in sorted(self.waiting.reasons().items())]
        found += [f"timers of partition {number} are held back" for number in sorted(self._deadlines.held.behind())]
        return tuple(found)

    def _still_ours(self) -> bool:
        return self._owned is not None and self._membership.current is self._owned

    # --- taking over and letting go ------------------------------------------------------------------------------

    def _take_over(self, assignment: Assignment) -> None:
        self._owned = assignment
        self._takeover = TakeOver(
            self._topology,
            self._settings,
            self._processor.codecs,
            self._consumer,
            assignment,
            self._kept,
            self._observer,
        )
        self._takeover.start(self._partition_ready)

    def _partition_ready(self, assignment: Assignment, state: PartitionState) -> None:
        if assignment is not self._membership.current or assignment is not self._owned:
            return
        self.states[state.number] = state
        self._following.taken(state)
        self._consumer.resume(*self._inputs(state.number))

    async def _drop(self) -> None:
        """Nothing is ours any more; what is uncommitted is forgotten, what is committed is kept for a possible return."""
        if self._takeover is not None:
            await self._takeover.cancel()
        await self._cancel_fetch()
        if self._pending is not None:
            await asyncio.wait({self._pending[1]})
            self._settle()
        self._let_go()
        self._batch, self._owned, self._takeover = Batch(), None, None
        self.waiting.clear()

    def _let_go(self) -> None:
        self._deadlines.clear(self.states)
        self._kept.update(self.states)
        self._following.lost(self.states)
        self.states = {}

    async def _idle(self) -> None:
        """Nothing to read yet: wait for an assignment or for the first restored partition."""
        self._consumer._coordinator.check_errors()
        waits = [asyncio.ensure_future(self._membership.wait()), asyncio.ensure_future(self._stopping.wait())]
        if self._takeover is not None:
            waits.append(asyncio.ensure_future(self._takeover.wait_ready()))
        _, left = await asyncio.wait(waits, timeout=0.2, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()

    def _inputs(self, number: int) -> list[TopicPartition]:
        return [TopicPartition(topic, number) for topic in self._topology.inputs]

    # --- reading and handling --------------------------------------------------------------------------------------

    async def _wait(self) -> None:
        for number in self.waiting.over():
            self._consumer.resume(*self._inputs(number))
        tasks: set[asyncio.Task[object]] = set()
        room = self._settings.max_batch - self._batch.records
        if self._fetch is None and room > 0:
            ready = [tp for number in self.states if not self.waiting.waits(number) for tp in self._inputs(number)]
            if ready:
                timeout = _POLL_HELD_MS if self._deadlines.pending else _POLL_MS
                self._fetch = asyncio.ensure_future(
                    self._consumer.getmany(*ready, timeout_ms=timeout, max_records=room)
                )
        if self._fetch is not None:
            tasks.add(self._fetch)
        if self._pending is not None:
            tasks.add(self._pending[1])
        if tasks:
            await asyncio.wait(tasks, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(_POLL_MS / 1000)

    async def _take_fetched(self) -> None:
        assert self._fetch is not None  # noqa: S101 - the caller asked
        fetched, self._fetch = self._fetch.result(), None
        if not self._still_ours():
            return
        await self._look_ahead(fetched)
        if not self._still_ours():
            return
        positions = self._deadlines.positions()  # before the next fetch moves them on
        for tp, records in fetched.items():
            for start in range(0, len(records), _CHUNK):
                if not self._still_ours() or not self._handle(tp, records[start : start + _CHUNK]):
                    break
                await self._settings.between_turns()
        if self._still_ours():
            under = self._pending[0] if self._pending else None
            for number, error in self._deadlines.look(self.states, positions, self.waiting.waits, self._batch, under):
                self._hold(number, error)
            self._tell_lag()

    async def _look_ahead(self, fetched: dict[TopicPartition, list[Record]]) -> None:
        if self._topology.ahead is None or not fetched:
            return
        try:
            await self._topology.ahead([record for records in fetched.values() for record in records])
        except Exception as error:  # noqa: BLE001 - what it would have told is worth no record that waits
            log.warning("look_ahead_failed", group=self._topology.group, error=type(error).__name__)

    def _handle(self, tp: TopicPartition, records: Iterable[Record]) -> bool:
        state, now = self.states.get(tp.partition), self._settings.clock()
        if state is None:
            return False
        overlay = self._batch.overlay(state, self._pending[0] if self._pending else None)
        for record in records:
            if self.waiting.waits(tp.partition):  # another topic of this number has just begun to wait
                self._consumer.seek(tp, record.offset)
                return False
            try:
                self._processor.handle(record, overlay, self._batch, now)
                self._batch.read[tp.topic] += 1
            except Transient as error:
                self._hold(tp.partition, error)
                self._consumer.seek(tp, record.offset)
                return False
        self.waiting.succeeded(tp.partition)
        return True

    def _hold(self, number: int, error: Transient) -> None:
        self.waiting.hold(number, error)
        self._consumer.pause(*self._inputs(number))

    # --- committing ----------------------------------------------------------------------------------------------------

    def _start_commit(self) -> None:
        assert self._owned is not None  # noqa: S101 - the caller asked
        batch, self._batch = self._batch, Batch()
        self._pending = batch, asyncio.ensure_future(self._commit(batch, self._owned))

    async def _commit(self, batch: Batch, assignment: Assignment) -> None:
        async with self._membership.committing:
            if self._membership.current is not assignment:
                return  # revoked before it began: the next owner does it
            started = time.monotonic()
            offsets = {TopicPartition(topic, number): at for (topic, number), at in batch.offsets.items()}
            outs = [*batch.outs, *self._processor.changelog(batch)]
            ends = await self._writer.commit(outs, offsets, assignment.member)
            for overlay in batch.overlays.values():
                end = ends.get(TopicPartition(self._processor.state_topic, overlay.base.number))
                overlay.base.written_end = overlay.base.written_end if end is None else end
                overlay.base.merge(overlay)
                overlay.under = None
            self._following.changed(
                {number: batch.overlays[number] for number in batch.overlays.keys() & self.states.keys()}
            )
            if self._topology.committed is not None:
                self._topology.committed(batch.offsets)
            self._observer.batch(batch.records, time.monotonic() - started)
            for topic, count in batch.read.items():
                self._observer.handled(topic, count)
            for topic, count in Counter(out.topic for out in outs).items():
                self._observer.written(topic, count)

    def _settle(self) -> None:
        """Takes note of a commit that has ended. Raises Fenced."""
        if self._pending is not None and self._pending[1].done():
            task, self._pending = self._pending[1], None
            task.result()

    async def _finish(self) -> None:
        if self._pending is not None:
            await asyncio.wait({self._pending[1]})
            self._settle()
        if self._still_ours() and not self._batch.is_empty():
            self._start_commit()
            assert self._pending is not None  # noqa: S101 - just started
            await asyncio.wait({self._pending[1]})
            self._settle()

    # --- ending --------------------------------------------------------------------------------------------------------

    async def _cancel_fetch(self) -> None:
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.wait({self._fetch})
            self._fetch = None

    async def _close(self, *, abandon: bool) -> None:
        self._membership.current = None
        for task in (self._pending[1] if self._pending else None, self._fetch):
            if task is not None:
                task.cancel()
                await asyncio.wait({task})
        if self._takeover is not None:
            await self._takeover.cancel()
        self._let_go()
        await self._writer.close(abandon=abandon)
        await ended("consumer", self._consumer.stop(), _CLOSE_S)

    def _tell_lag(self) -> None:
        if time.monotonic() - self._lag_told < _LAG_EVERY_S:
            return
        self._lag_told = time.monotonic()
        assignment = self._consumer._subscription.subscription.assignment
        for number in self.states:
            for tp in self._inputs(number):
                state, end = assignment.state_value(tp), self._consumer.highwater(tp)
                if end is not None and state is not None and state.has_valid_position:
                    self._observer.lag(tp.topic, number, max(0, end - state.position))
