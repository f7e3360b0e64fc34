"""The in-process driver: the engine's own processor without Kafka. It passes the suite that the engine on Kafka passes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from lead_contracts.base import Event
from lead_runtime.engine import dead_letters
from lead_runtime.engine.api import DeadLetter, Record, Table, Topology
from lead_runtime.engine.following import Following
from lead_runtime.engine.globals import GlobalTables
from lead_runtime.engine.guard import FloodGuard
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.processor import Batch, Processor
from lead_runtime.engine.tables import PartitionState
from lead_runtime.engine.wire import encode_event, read_event
from lead_runtime.engine.writer import Out

PARTITIONS = 12


class Driver:
    """Feeds a topology record by record, each in a transaction of its own, and gathers what comes out.

    ``restart`` throws the memory away and restores the state from the changelog, as a worker that was killed does.
    """

    def __init__(self, topology: Topology, now: datetime, guard: FloodGuard | None = None) -> None:
        self.topology, self.now = topology, now
        self.world = GlobalTables()
        self._processor = Processor(topology, self.world, Observer(), guard)
        self._following = Following(topology.follower, self.world)
        self._states: dict[int, PartitionState] = {}
        self._ends: dict[tuple[str, int], int] = {}
        self.changelog: list[Out] = []
        self.records: list[Record] = []
        """All that was written, dead letters and their facts included, in order."""

    # --- going in ---------------------------------------------------------------------------------------------------

    def feed(
        self,
        event: Event,
        *,
        key: str | None = None,
        id: str | None = None,
        topic: str | None = None,
        at: datetime | None = None,
    ) -> None:
        """Encodes the event as its writer would and handles it; ``at`` is its ``ce_time`` (default: now)."""
        topic, key = topic or event.TOPIC, key or event.key()
        number = partition_of(key.encode(), PARTITIONS)
        offset = self._ends.get((topic, number), 0)
        headers, value = encode_event(event, id=id or f"{topic}/{number}/{offset}", source="/test", time=at or self.now)
        self.feed_record(Record(topic, number, offset, 0, key.encode(), value, headers))

    def feed_record(self, record: Record) -> None:
        """Handles a record as it is, in a transaction of its own."""
        self._ends[record.topic, record.partition] = record.offset + 1
        self.last_fed = record
        state = self._state(record.partition)
        batch = Batch()
        self._processor.handle(record, batch.overlay(state, None), batch, self.now)
        self._commit(batch)

    def set_global(self, event: Event, key: str | None = None) -> None:
        """Puts an event on a global input."""
        self.world.set(event.TOPIC, key or event.key(), event)

    def advance(self, *, to: datetime | None = None, by: timedelta | None = None) -> None:
        """Moves the clock and fires what has become due, deadline by deadline, in order."""
        target = to or self.now + (by or timedelta())
        while (second := self._next_second()) is not None and second <= target.timestamp():
            self.now = max(self.now, min(target, datetime.fromtimestamp(second + 1, self.now.tzinfo)))
            self._fire(self.now.timestamp())
        self.now = max(self.now, target)
        self._fire(self.now.timestamp())

    def restart(self) -> None:
        """Forgets the memory and restores it from the changelog."""
        self._following.lost(self._states)
        self._states = {}
        for out in self.changelog:
            assert out.partition is not None and out.key is not None
            self._restored(out.partition).load(out.key, out.value, tuple(out.headers))
        for state in self._states.values():
            state.arm_all()
            self._following.taken(state)

    # --- coming out -------------------------------------------------------------------------------------------------

    @property
    def outputs(self) -> list[Any]:
        """The events written so far, decoded, without dead letters and tombstones."""
        mine = (record for record in self.records if record.topic in self.topology.outputs and record.value is not None)
        return [read_event(record) for record in mine]

    def take(self) -> list[Any]:
        """``outputs``, and forgets all records."""
        taken = self.outputs
        self.records = []
        return taken

    @property
    def dead_letters(self) -> list[DeadLetter]:
        """The dead letters written so far."""
        return [dead_letters.read(record) for record in self.records if record.topic == f"{self.topology.group}.dlq"]

    def state(self, table: Table[Any]) -> dict[str, Any]:
        """All keys of a table, over all partitions."""
        found: dict[str, Any] = {}
        for state in self._states.values():
            found.update(state.values[table.name])
        return found

    # --- inside ------------------------------------------------------------------------------------------------------

    def _state(self, number: int) -> PartitionState:
        if number not in self._states:
            self._following.taken(self._restored(number))
        return self._states[number]

    def _restored(self, number: int) -> PartitionState:
        return self._states.setdefault(number, PartitionState(self._processor.codecs, number))

    def _next_second(self) -> int | None:
        seconds = [s for state in self._states.values() if (s := state.wheel.next_second()) is not None]
        return min(seconds, default=None)

    def _fire(self, until: float) -> None:
        for state in self._states.values():
            hints = list(state.wheel.take(until))
            if hints:
                batch = Batch()
                self._processor.fire(hints, until, batch.overlay(state, None), batch, self.now)
                self._commit(batch)

    def _commit(self, batch: Batch) -> None:
        self.changelog.extend(self._processor.changelog(batch))
        self._append(batch.outs)
        for overlay in batch.overlays.values():
            overlay.base.merge(overlay)
        self._following.changed(batch.overlays)
        if self.topology.committed is not None:
            self.topology.committed(batch.offsets)

    def _append(self, outs: Iterable[Out]) -> None:
        for out in outs:
            number = partition_of(out.key or b"", PARTITIONS) if out.partition is None else out.partition
            self.records.append(Record(out.topic, number, len(self.records), 0, out.key, out.value, tuple(out.headers)))
