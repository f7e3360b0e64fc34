"""The reps of a pool as they stand now, as masks over their slots: a question about all of them is a few operations.

It is computed from the book and kept in step with it. What depends on time is brought to an instant by ``at``.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from heapq import heappop, heappush
from typing import Any, Final, TypeVar

from assignment.domain.lead import Motion, Stage
from assignment.domain.presence import (
    Holidays,
    away_until,
    changes_at,
    day_of,
    holiday_until,
    next_day,
    no_holidays,
    off_until,
)
from assignment.domain.rep import MOTIONS_OF, Load, Rep, Seat
from assignment.domain.slots import Mask, slots
from assignment.domain.turns import Turns

T = TypeVar("T")
_NAMES_REMEMBERED: Final = 2000
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class Floor:
    """Masks of a pool's reps. ``version`` grows with the roster, ``hour`` whenever somebody comes or goes."""

    def __init__(self, holidays: Holidays = no_holidays) -> None:
        self.holidays = holidays
        self.reps: list[Rep] = []
        self.loads: list[Load] = []
        self.days: list[date] = []
        self.slot_of: dict[str, int] = {}
        self.version = self.hour = 0
        self.everybody: Mask = 0
        self.left: Mask = 0
        self.inactive: Mask = 0
        self.roles: dict[Motion, Mask] = defaultdict(int)
        self.stages: dict[Stage, Mask] = defaultdict(int)
        self.tags: dict[tuple[str, str], Mask] = defaultdict(int)
        """By what is said of reps: ``("team", "north")``, ``("territory", "DE:80")``, ``("everywhere", "")``, …"""
        self.absent: Mask = 0
        self.holiday: Mask = 0
        self.off: Mask = 0
        self.full: Mask = 0
        self.day_full: Mask = 0
        self.turns = {motion: Turns() for motion in Motion}
        self._as_of: datetime | None = None
        self._changes: list[tuple[datetime, int]] = []
        self._next: list[datetime] = []
        self._back: dict[int, datetime] = {}
        self._names: dict[Mask, tuple[str, ...]] = {}
        self._remembered: dict[object, Any] = {}
        self._remembered_at: tuple[int, int, Mask] | None = None

    @property
    def blocked(self) -> Mask:
        """Who cannot take any lead now, but may later."""
        return self.absent | self.holiday | self.off | self.full | self.day_full

    @property
    def away(self) -> Mask:
        """Whom time alone brings back."""
        return self.absent | self.holiday | self.off | self.day_full

    def seat(self, slot: int) -> Seat:
        """The rep of a slot, with the load of this moment."""
        return Seat(slot, self.reps[slot], self.loads[slot])

    def tagged(self, kind: str, *names: str) -> Mask:
        """Reps of whom at least one of these is said."""
        found = 0
        for name in names:
            found |= self.tags.get((kind, name), 0)
        return found

    def back_at(self, slot: int) -> datetime:
        """When somebody who is away is back: the end of what keeps them now (UTC)."""
        found = self._back.get(slot)
        if found is None:
            rep, now = self.reps[slot], self.as_of
            found = away_until(rep, now) or holiday_until(rep, now, self.holidays)
            found = found or off_until(rep, now, self.holidays) or next_day(rep, now)
            self._back[slot] = found
        return found

    def names(self, mask: Mask) -> tuple[str, ...]:
        """The ids of those in it, in the order of their slots."""
        found = self._names.get(mask)
        if found is None:
            if len(self._names) >= _NAMES_REMEMBERED:
                self._names.clear()
            found = self._names[mask] = tuple([self.reps[slot].rep_id for slot in slots(mask)])
        return found

    def remembered(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` computes from who is here and who is full, until any of it changes. Turns it must not look at."""
        at = (self.version, self.hour, self.full)
        if at != self._remembered_at:
            self._remembered_at = at
            self._remembered.clear()
        found: T | None = self._remembered.get(key)
        if found is None:
            found = self._remembered[key] = make()
        return found

    # --- keeping in step ---------------------------------------------------------------------------------------------

    def seat_rep(self, rep: Rep, load: Load) -> None:
        """Somebody is in the pool with that record and load: newly, in the next slot, or as changed."""
        slot = self.slot_of.get(rep.rep_id)
        if slot is None:
            slot = self.slot_of[rep.rep_id] = len(self.reps)
            self.reps.append(rep)
            self.loads.append(load)
            self.days.append(date.min)
            self._next.append(_NEVER)
            self.everybody |= 1 << slot
        else:
            self._unsay(slot)
            self.reps[slot], self.loads[slot] = rep, load
        self._say(slot)
        self.version += 1
        if self._as_of is not None:
            self._look_at(slot, self._as_of)

    def set_load(self, slot: int, load: Load) -> None:
        """The rep of that slot has another load."""
        rep, before = self.reps[slot], self.loads[slot]
        self.loads[slot] = load
        for motion, turns in self.turns.items():
            used, now_used = before.turns(motion), load.turns(motion)
            if used != now_used:
                turns.drop(slot, used, rep.weight)
                turns.put(slot, now_used, rep.weight)
        self._weigh(slot)

    def at(self, now: datetime) -> "Floor":
        """The same at ``now`` (UTC)."""
        if self._as_of is None or now < self._as_of:
            self._changes = [(now, slot) for slot in range(len(self.reps))]
            self._next = [now] * len(self.reps)
        self._as_of = now
        while self._changes and self._changes[0][0] <= now:
            instant, slot = heappop(self._changes)
            if instant == self._next[slot]:  # else a change of the rep has brought a newer note
                self._look_at(slot, now)
        return self

    @property
    def as_of(self) -> datetime:
        """The instant it stands at."""
        assert self._as_of is not None  # noqa: S101 - nobody has a floor that was not brought to an instant
        return self._as_of

    def _look_at(self, slot: int, now: datetime) -> None:
        """Whether the rep is here now, and when that may change next."""
        rep, bit = self.reps[slot], 1 << slot
        self.days[slot] = day_of(rep, now)
        absent = away_until(rep, now) is not None
        holiday = not absent and holiday_until(rep, now, self.holidays) is not None
        off = not absent and not holiday and off_until(rep, now, self.holidays) is not None
        self.absent = _with(self.absent, bit, is_in=absent)
        self.holiday = _with(self.holiday, bit, is_in=holiday)
        self.off = _with(self.off, bit, is_in=off)
        self._next[slot] = changes_at(rep, now)
        heappush(self._changes, (self._next[slot], slot))
        self._back.pop(slot, None)
        self._weigh(slot)
        self.hour += 1

    def _weigh(self, slot: int) -> None:
        rep, load, bit = self.reps[slot], self.loads[slot], 1 << slot
        full = rep.max_open is not None and load.open >= rep.max_open
        day_full = rep.max_per_day is not None and load.got(self.days[slot]) >= rep.max_per_day
        self.full = _with(self.full, bit, is_in=full)
        if day_full != bool(self.day_full & bit):
            self.day_full ^= bit
            self.hour += 1

    def _say(self, slot: int) -> None:
        rep, bit = self.reps[slot], 1 << slot
        self.left |= bit if rep.left else 0
        self.inactive |= 0 if rep.active else bit
        for motion in MOTIONS_OF[rep.role]:
            self.roles[motion] |= bit
        for stage in rep.stages:
            self.stages[stage] |= bit
        for tag in _tags(rep):
            self.tags[tag] |= bit
        for motion, turns in self.turns.items():
            turns.put(slot, self.loads[slot].turns(motion), rep.weight)

    def _unsay(self, slot: int) -> None:
        rep, others = self.reps[slot], ~(1 << slot)
        self.left &= others
        self.inactive &= others
        for motion in self.roles:
            self.roles[motion] &= others
        for stage in self.stages:
            self.stages[stage] &= others
        for tag in _tags(rep):
            self.tags[tag] &= others
        for motion, turns in self.turns.items():
            turns.drop(slot, self.loads[slot].turns(motion), rep.weight)


def _with(mask: Mask, bit: Mask, *, is_in: bool) -> Mask:
    return mask | bit if is_in else mask & ~bit


def _tags(rep: Rep) -> list[tuple[str, str]]:
    tags = [("team", rep.team)]
    tags += [("skill", skill) for skill in rep.skills]
    tags += [("language", language) for language in rep.languages]
    tags += [("account", account) for account in rep.accounts]
    tags += [("territory", key) for key in rep.territories] or [("everywhere", "")]
    return tags
