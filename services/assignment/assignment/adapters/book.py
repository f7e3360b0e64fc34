"""A pool's book in the keyed state of its partition, and what is computed from it for all reps and lines at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from assignment.adapters.tables import (
    ACCOUNTS,
    ALARMS,
    LEAVERS,
    LINES,
    LOADS,
    PLACEMENTS,
    PLACES,
    REPS,
    ROSTERS,
    Roster,
    key_of,
    pool_of,
)
from assignment.domain.account import Account
from assignment.domain.book import expected
from assignment.domain.floor import Floor
from assignment.domain.lead import Placement
from assignment.domain.leaver import Leaver
from assignment.domain.presence import Holidays, no_holidays
from assignment.domain.rep import Load, Rep, Seat
from assignment.domain.search import counted
from assignment.domain.slots import Mask
from assignment.domain.waiting import Alarm, Line, Place
from lead_runtime.engine.api import State


class Index:
    """What is derived from a pool's state: the floor, the lines by name, and who may take leads of each line."""

    def __init__(self, state: State, pool: str, holidays: Holidays) -> None:
        self.floor = Floor(holidays)
        roster = state.get(ROSTERS, pool) or Roster()
        for rep_id in roster.reps:
            key = key_of(pool, rep_id)
            self.floor.seat_rep(expected(state.get(REPS, key)), expected(state.get(LOADS, key)))
        self.lines: dict[str, Line] = {}
        for key, line in state.items(LINES):
            its_pool, name = pool_of(key)
            if its_pool == pool and line.levels:
                self.lines[name] = line
        alarm = state.get(ALARMS, pool)
        self.wake_at = alarm.wake_at if alarm else None
        self._counted: dict[str, tuple[int, Mask]] = {}

    def set_line(self, name: str, line: Line) -> None:
        """As in the state."""
        if line.levels:
            self.lines[name] = line
        else:
            self.lines.pop(name, None)
            self._counted.pop(name, None)

    def counted(self, name: str) -> Mask:
        """Remembered until the roster changes."""
        found = self._counted.get(name)
        if found is None or found[0] != self.floor.version:
            needs = self.lines[name].needs
            found = self._counted[name] = self.floor.version, counted(self.floor, needs) if needs else 0
        return found[1]


class StateBook:
    """The port ``Book`` for one event in hand."""

    def __init__(self, state: State, pool: str, now: datetime, holidays: Holidays = no_holidays) -> None:
        self.pool = pool
        self._state = state
        self._prefix = key_of(pool, "")
        self._index = state.derived(self._prefix, lambda: Index(state, pool, holidays))
        self.floor = self._index.floor.at(now)

    @property
    def lines(self) -> Mapping[str, Line]:
        """See Book."""
        return self._index.lines

    def seats(self) -> Sequence[Seat]:
        """See Book."""
        return [self.floor.seat(slot) for slot in range(len(self.floor.reps))]

    def seat(self, rep_id: str) -> Seat | None:
        """See Book."""
        slot = self.floor.slot_of.get(rep_id)
        return None if slot is None else self.floor.seat(slot)

    def enrol(self, rep: Rep, load: Load) -> None:
        """See Book."""
        key, before = self._prefix + rep.rep_id, self.seat(rep.rep_id)
        if before is None:
            roster = self._state.get(ROSTERS, self.pool) or Roster()
            self._state.put(ROSTERS, self.pool, Roster((*roster.reps, rep.rep_id)))
            self._state.put(LOADS, key, load)
        self._state.put(REPS, key, rep)
        self.floor.seat_rep(rep, before.load if before else load)

    def set_load(self, rep_id: str, load: Load) -> None:
        """See Book."""
        self._state.put(LOADS, self._prefix + rep_id, load)
        self.floor.set_load(self.floor.slot_of[rep_id], load)

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

    def set_line(self, name: str, line: Line) -> None:
        """See Book."""
        if line.levels:
            self._state.put(LINES, self._prefix + name, line)
        else:
            self._state.delete(LINES, self._prefix + name)
        self._index.set_line(name, line)

    def counted(self, *names: str) -> Mask:
        """See Book."""
        found = 0
        for name in names or self._index.lines:
            found |= self._index.counted(name)
        return found

    def lines_with_somebody_free(self) -> list[str]:
        """See Book."""
        index, free = self._index, ~self.floor.blocked
        return [name for name in index.lines if index.counted(name) & free]

    def place(self, lead_id: str) -> Place | None:
        """See Book."""
        return self._state.get(PLACES, self._prefix + lead_id)

    def set_place(self, lead_id: str, place: Place | None) -> None:
        """See Book."""
        if place is None:
            self._state.delete(PLACES, self._prefix + lead_id)
        else:
            self._state.put(PLACES, self._prefix + lead_id, place)

    def wake_at(self) -> datetime | None:
        """See Book."""
        return self._index.wake_at

    def set_wake_at(self, wake_at: datetime | None) -> None:
        """See Book."""
        self._index.wake_at = wake_at
        if wake_at is None:
            self._state.delete(ALARMS, self.pool)
        else:
            self._state.put(ALARMS, self.pool, Alarm(wake_at))

    def account(self, domain: str) -> Account | None:
        """See Book."""
        return self._state.get(ACCOUNTS, self._prefix + domain)

    def set_account(self, domain: str, account: Account | None) -> None:
        """See Book."""
        if account is None:
            self._state.delete(ACCOUNTS, self._prefix + domain)
        else:
            self._state.put(ACCOUNTS, self._prefix + domain, account)
