"""Handlers of what concerns one rep; they keep and ask in which pool the rep is."""

from collections.abc import Iterable

from assignment.adapters.policy import Shelf
from assignment.adapters.tables import STATIONS, Station
from assignment.adapters.translate import rep_of
from lead_contracts.codec import decode
from lead_contracts.events import LeadNextRequest, RepChanged
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.engine.api import Context, Emit, Incoming, Output, Record, State
from lead_runtime.repeats import is_repeat, remember


class Stations:
    """Keeps the pool of each rep; a rep is in one pool, and the one that had them before is told that they have left."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def changed(self, record: Record, state: State, ctx: Context) -> Iterable[Output]:
        """A rep came, changed, moved, or (a tombstone) left. Raises UnusableRep for a record nobody can follow."""
        if record.value is None:
            return self._left((record.key or b"").decode(), state)
        _, event = decode(record.headers, record.value)
        return self._moved(event, state) if isinstance(event, RepChanged) else ()

    def asked_for_next(self, incoming: Incoming[LeadNextRequest], state: State, ctx: Context) -> Iterable[Output]:
        """A pull goes to the rep's pool; one by nobody we know to the default pool, which refuses it; a repeat nowhere."""
        event = incoming.data
        if is_repeat(event, state):
            return ()
        remember(event, state, ctx.now)
        station = state.get(STATIONS, event.actor)
        pool = station.pool if station else self._shelf.in_force(ctx.globals, ctx.now).default_pool
        return (Emit(event, topic=ASSIGNMENT_REQUESTS, key=pool),)

    def _moved(self, event: RepChanged, state: State) -> Iterable[Output]:
        rep = rep_of(event)
        before = state.get(STATIONS, event.rep_id)
        station = (before or Station(event.pool, rep.role)).moved_to(event.pool, rep.role)
        state.put(STATIONS, event.rep_id, station)
        for pool in station.former:
            # Where they were once they keep what they have open, until they leave for good.
            if event.left or (before and pool == before.pool):
                told = event.model_copy(update={"pool": pool, "active": False})
                yield Emit(told, topic=ASSIGNMENT_REQUESTS, key=pool, step=f"left {pool}")
        yield Emit(event, topic=ASSIGNMENT_REQUESTS, key=event.pool, step=event.pool)

    def _left(self, rep_id: str, state: State) -> Iterable[Output]:
        station = state.get(STATIONS, rep_id)
        if station is None:
            return
        state.delete(STATIONS, rep_id)
        for pool in (*station.former, station.pool):
            gone = RepChanged(rep_id=rep_id, pool=pool, name="", role=station.role.value, active=False, left=True)
            yield Emit(gone, topic=ASSIGNMENT_REQUESTS, key=pool, step=f"left {pool}")
