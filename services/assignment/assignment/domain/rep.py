"""A rep in a pool's book: the record (rarely changed) and the load (changed by every lead), kept apart."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from assignment.domain.lead import Motion, Stage


class Role(StrEnum):
    """A farmer answers inbound leads, a hunter takes outbound ones, both take both."""

    FARMER = "farmer"
    HUNTER = "hunter"
    BOTH = "both"


ROLE_OF = {Motion.INBOUND: Role.FARMER, Motion.OUTBOUND: Role.HUNTER}
"""The role in which somebody takes a lead of that motion."""
MOTIONS_OF = {
    Role.FARMER: (Motion.INBOUND,),
    Role.HUNTER: (Motion.OUTBOUND,),
    Role.BOTH: (Motion.INBOUND, Motion.OUTBOUND),
}


@dataclass(frozen=True, slots=True)
class Absence:
    """From ``starts_at`` until, and without, ``ends_at``; UTC."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch that begins on a weekday (0 is Monday), in the rep's own time; minutes after midnight, ``end`` excluded.

    ``end`` is at most a day after ``start``; above 1440 it lies on the next day.
    """

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rep:
    """A rep as the roster says.

    ``active`` false: paused, keeps what is open; ``left``: gone, what is open moves on. ``weight``: share of the turns in
    thousandths, at least 1. No shifts: always at work. ``holidays``: the region whose public holidays are days off
    (``DE-BY``). ``absences``: apart from each other, in order. Skills, languages and accounts (domains) are in lower
    case. Territories are keys: ``DE``, ``DE-BY``, ``DE:80`` (postal codes that begin so); none: everywhere.
    """

    rep_id: str
    role: Role
    active: bool = True
    team: str = "default"
    weight: int = 1000
    max_open: int | None = None
    max_per_day: int | None = None
    time_zone: str = "UTC"
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    stages: tuple[Stage, ...] = (Stage.OPENER, Stage.CLOSER)
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    holidays: str | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """What a rep has on the table. ``inbound`` and ``outbound``: turns used of each motion (see ``turns``)."""

    open: int = 0
    day: date | None = None
    """The day, in the rep's own time, that ``today`` counts."""
    today: int = 0
    inbound: int = 0
    outbound: int = 0

    def turns(self, motion: Motion) -> int:
        """Turns used of that motion."""
        return self.inbound if motion is Motion.INBOUND else self.outbound

    def with_turns(self, motion: Motion, turns: int) -> "Load":
        """The same with that many turns used."""
        inbound, outbound = (turns, self.outbound) if motion is Motion.INBOUND else (self.inbound, turns)
        return Load(self.open, self.day, self.today, inbound, outbound)

    # Each lead takes and frees one: no dataclasses.replace, which takes three times as long.

    def taken(self, today: date) -> "Load":
        """One more open lead, got ``today``."""
        return Load(self.open + 1, today, self.got(today) + 1, self.inbound, self.outbound)

    def freed(self) -> "Load":
        """One open lead less."""
        return Load(max(0, self.open - 1), self.day, self.today, self.inbound, self.outbound)

    def got(self, today: date) -> int:
        """Leads got ``today``."""
        return self.today if self.day == today else 0


class Seat(NamedTuple):
    """A rep with the load of this moment. ``slot``: its place in the pool's roster, fixed for ever."""

    slot: int
    rep: Rep
    load: Load
