"""Runs handlers over records and timers and gathers what one transaction is to hold. Pure of Kafka: bytes in, values out.

The engine on Kafka and the in-process driver of the tests share it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from structlog import get_logger

from . import dead_letters
from .api import Context, DeadLetter, Emit, Globals, Output, Record, Topology, place_of
from .codec import ABSENT, TableCodec
from .errors import EngineError, InvalidInput, Transient
from .guard import FloodGuard
from .observer import Observer
from .tables import Overlay, PartitionState
from .wire import CONTRACT_ERRORS, Encoder, read, timer_cause, trace_of
from .writer import Out

log = get_logger(__name__)
DueTimer: TypeAlias = tuple[float, str, str, Any]
"""Due (seconds since the epoch), table, key, value."""


@dataclass
class Batch:
    """What one transaction holds: overlays by partition number, outputs, and the next offset of each input."""

    overlays: dict[int, Overlay] = field(default_factory=dict)
    outs: list[Out] = field(default_factory=list)
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    """Records by topic."""
    fired: int = 0

    @property
    def records(self) -> int:
        """All records handled."""
        return self.read.total()

    def overlay(self, state: PartitionState, under: "Batch | None") -> Overlay:
        """The overlay of a partition number, on top of the batch that is being committed."""
        found = self.overlays.get(state.number)
        if found is None:
            found = self.overlays[state.number] = Overlay(state, under.overlays.get(state.number) if under else None)
        return found

    def is_empty(self) -> bool:
        """True when there is nothing to commit."""
        return not (self.offsets or self.outs or any(overlay.encoded for overlay in self.overlays.values()))


class Processor:
    """Turns records and due timers of a topology into a Batch."""

    def __init__(self, topology: Topology, world: Globals, observer: Observer, guard: FloodGuard | None = None) -> None:
        self.topology, self.world, self._observer = topology, world, observer
        self.codecs = {table.name: TableCodec(table) for table in topology.tables}
        self.state_topic = f"{topology.group}.state"
        self._encoder = Encoder(topology)
        self._guard = guard or FloodGuard()

    def handle(self, record: Record, overlay: Overlay, batch: Batch, now: datetime) -> None:
        """Handles one record. Raises Transient (nothing of the record is kept) and FloodOfDeadLetters."""
        overlay.begin()
        try:
            outs = self._run(record, overlay, now)
            overlay.seal()
        except (Transient, MemoryError):
            overlay.roll_back()
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises, its neighbours go on
            overlay.roll_back()
            outs = self._bury(record, error, now)
        else:
            self._guard.count(dead=False)
        batch.outs.extend(outs)
        batch.offsets[record.topic, record.partition] = record.offset + 1

    def fire(
        self, hints: Iterable[tuple[str, str]], until: float, overlay: Overlay, batch: Batch, now: datetime
    ) -> None:
        """Fires what is due by ``until`` (seconds since the epoch) of the hints; re-arms what is due later.

        Raises Transient; what has not fired by then stays due.
        """
        waiting = sorted(self._due(hints, until, overlay), key=lambda item: item[:3])
        for done, timer in enumerate(waiting):
            try:
                self._fire_one(timer, overlay, batch, now)
            except Transient:
                for later, name, key, _ in waiting[done:]:
                    overlay.base.wheel.add(later, name, key)
                raise

    def changelog(self, batch: Batch) -> list[Out]:
        """The state changes of a batch as records."""
        return [
            Out(self.state_topic, number, self.codecs[name].key(key), value, self.codecs[name].headers)
            for number, overlay in batch.overlays.items()
            for (name, key), value in overlay.encoded.items()
        ]

    def _run(self, record: Record, overlay: Overlay, now: datetime) -> list[Out]:
        # Outsiders may write any header: theirs must not make a record pass by unseen.
        if record.topic not in self.topology.outsiders and dead_letters.is_for_another(record, self.topology.group):
            return []
        handler = self.topology.inputs[record.topic]
        if callable(handler):
            ctx = Context(now, place_of(record), self.world, record.partition)
            return self._written(handler(record, overlay, ctx), ctx, record, trace_of(record))
        found = read(record, handler)
        if found is None:
            return []
        incoming, trace = found
        ctx = Context(now, incoming.id, self.world, record.partition)
        return self._written(handler[type(incoming.data)](incoming, overlay, ctx), ctx, record, trace)

    def _written(
        self, outputs: Iterable[Output], ctx: Context, record: Record | None = None, trace: str | None = None
    ) -> list[Out]:
        outs: list[Out] = []
        steps: dict[str, int] = {}
        for output in outputs:
            if isinstance(output, Emit):
                outs.append(self._encoder.event(output, ctx, steps, record, trace))
            elif isinstance(output, DeadLetter):
                self._observer.dead_letter(output.error)
                outs.extend(self._encoder.dead_letter(output, ctx.now))
            else:
                outs.append(self._encoder.tombstone(output))
        return outs

    def _bury(self, record: Record, error: Exception, now: datetime) -> list[Out]:
        expected = isinstance(error, (InvalidInput, *CONTRACT_ERRORS))
        self._observer.dead_letter(type(error).__name__)
        where = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        if expected:
            log.warning("dead_letter", error=type(error).__name__, **where)
        else:  # our own mistake: its place is wanted; its message may quote the content, so it is left out
            log.error("dead_letter", error=type(error).__name__, at=dead_letters.origin_of(error), **where)
        self._guard.count(dead=not (expected and record.topic in self.topology.outsiders))
        return self._encoder.dead_letter(dead_letters.of(record, error, expected=expected), now)

    def _due(self, hints: Iterable[tuple[str, str]], until: float, overlay: Overlay) -> Iterable[DueTimer]:
        for name, key in dict.fromkeys(hints):
            value = overlay.lookup(name, key)
            if value is ABSENT:
                continue
            codec = self.codecs[name]
            expires, at = codec.expires(value), codec.due(value)
            if at is not None and at <= until and (expires is None or at <= expires):
                if expires is not None:
                    overlay.base.wheel.add(expires, name, key)
                yield at, name, key, value
            elif expires is not None and expires <= until:
                overlay.begin()
                overlay.delete(codec.table, key)
                overlay.seal()
            elif (later := codec.deadline(value)) is not None:
                overlay.base.wheel.add(later, name, key)

    def _fire_one(self, timer: DueTimer, overlay: Overlay, batch: Batch, now: datetime) -> None:
        at, name, key, value = timer
        codec, number = self.codecs[name], overlay.base.number
        ctx = Context(now, timer_cause(self.topology.group, name, key, at), self.world, number)
        overlay.begin()
        try:
            if codec.table.fire is None:
                raise EngineError(f"table {name} has due but no fire")
            outs = self._written(codec.table.fire(key, value, overlay, ctx), ctx)
            overlay.seal()
        except (Transient, MemoryError):
            overlay.roll_back()
            raise
        except Exception as error:  # noqa: BLE001 - a timer that cannot fire is a visible dead letter, not a stall
            overlay.roll_back()
            record = Record(
                self.state_topic, number, -1, int(at * 1000), codec.key(key), codec.encode(value), codec.headers
            )
            outs = self._bury(record, error, now)
        batch.outs.extend(outs)
        batch.fired += 1
        self._observer.timer(late=now.timestamp() - at)
