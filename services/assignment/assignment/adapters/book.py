"""A pool's book in the keyed state of its partition."""

from collections.abc import Iterable, Sequence

from assignment.adapters.tables import LEAVERS, LINES, LOADS, PLACEMENTS, PLACES, REPS, ROSTERS, Roster, key_of
from assignment.domain.book import expected
from assignment.domain.lead import Motion, Placement
from assignment.domain.leaver import Leaver
from assignment.domain.rep import Load, Rep, Seat
from assignment.domain.waiting import Line, Place
from lead_runtime.engine.api import State


class StateBook:
    """The port ``Book`` for one event in hand; it reads the reps once."""

    def __init__(self, state: State, pool: str) -> None:
        self.pool = pool
        self._state = state
        self._prefix = key_of(pool, "")
        self._seats: list[Seat] | None = None

    def seats(self) -> Sequence[Seat]:
        """See Book."""
        if self._seats is None:
            get, prefix = self._state.get, self._prefix
            self._seats = [
                Seat(slot, expected(get(REPS, key := prefix + rep_id)), expected(get(LOADS, key)))
                for slot, rep_id in enumerate(self._roster().reps)
            ]
        return self._seats

    def seat(self, rep_id: str) -> Seat | None:
        """See Book."""
        return next((seat for seat in self.seats() if seat.rep.rep_id == rep_id), None)

    def enrol(self, rep: Rep) -> None:
        """See Book."""
        key, roster = self._prefix + rep.rep_id, self._roster()
        if rep.rep_id not in roster.reps:
            self._state.put(ROSTERS, self.pool, Roster((*roster.reps, rep.rep_id)))
            self._state.put(LOADS, key, Load())
        self._state.put(REPS, key, rep)
        self._seats = None

    def set_load(self, rep_id: str, load: Load) -> None:
        """See Book."""
        self._state.put(LOADS, self._prefix + rep_id, load)
        if self._seats is not None:
            seat = expected(self.seat(rep_id))
            self._seats[seat.slot] = Seat(seat.slot, seat.rep, load)

    def placement(self, lead_id: str) -> Placement | None:
        """See Book."""
        return self._state.get(PLACEMENTS, self._prefix + lead_id)

    def set_placement(self, placement: Placement) -> None:
        """See Book."""
        self._state.put(PLACEMENTS, self._prefix + placement.lead.lead_id, placement)

    def held_by(self, rep_id: str) -> Iterable[Placement]:
        """See Book."""
        for key, placement in self._state.items(PLACEMENTS):
            if placement.hold is not None and placement.hold.rep_id == rep_id and key.startswith(self._prefix):
                yield placement

    def leaver(self, rep_id: str) -> Leaver | None:
        """See Book."""
        return self._state.get(LEAVERS, self._prefix + rep_id)

    def set_leaver(self, rep_id: str, leaver: Leaver | None) -> None:
        """See Book."""
        if leaver is None:
            self._state.delete(LEAVERS, self._prefix + rep_id)
        else:
            self._state.put(LEAVERS, self._prefix + rep_id, leaver)

    def line(self, motion: Motion) -> Line:
        """See Book."""
        return self._state.get(LINES, self._prefix + motion) or Line()

    def set_line(self, motion: Motion, line: Line) -> None:
        """See Book."""
        self._state.put(LINES, self._prefix + motion, line)

    def place(self, lead_id: str) -> Place | None:
        """See Book."""
        return self._state.get(PLACES, self._prefix + lead_id)

    def set_place(self, lead_id: str, place: Place | None) -> None:
        """See Book."""
        if place is None:
            self._state.delete(PLACES, self._prefix + lead_id)
        else:
            self._state.put(PLACES, self._prefix + lead_id, place)

    def _roster(self) -> Roster:
        return self._state.get(ROSTERS, self.pool) or Roster()
