"""Use case: what a draft would have decided on history. Follows the leads on both sides, as it was and as it would be.

It decides nothing: the decisions come from the use cases that the service has, run again over a book in memory.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from assignment.application.timeout import ACCEPT_TIMEOUT

ROLES: Final = {"inbound": ("farmer", "both"), "outbound": ("hunter", "both")}
"""Who takes the leads of a motion."""


class Cycle(NamedTuple):
    """A cycle of a lead."""

    lead_id: str
    number: int


class Arrival(NamedTuple):
    """A lead as it came from qualification. ``at``: when it was judged (UTC): from then on it waits for an owner."""

    motion: str
    grade: str
    source: str
    score: int
    priority: int
    at: datetime


class Member(NamedTuple):
    """A rep as the rosters of a side have them. ``weight``: the share of turns; ``there``: neither paused nor gone."""

    name: str
    team: str
    pool: str
    role: str
    weight: float
    there: bool


class Given(NamedTuple):
    """Somebody gets a lead. ``spread``: how far apart in turns those were who could take it; None: not by turns."""

    cycle: Cycle
    rep_id: str
    pool: str
    motion: str
    at: datetime
    spread: float | None


@dataclass(slots=True)
class Course:
    """What became of a cycle on one side."""

    owners: tuple[str, ...] = ()
    """Everybody who had it, in order."""
    held: bool = False
    first_at: datetime | None = None
    """When it first had an owner."""
    waited: bool = False
    """Nobody could take it when it came."""
    pool: str = ""
    last_at: datetime | None = None
    """When something was last decided about it; an end is no decision."""
    proof: int = -1
    """Where the record of its newest decision can be found again."""

    @property
    def owner(self) -> str | None:
        """Who has it, or had it last; None where nobody ever had."""
        return self.owners[-1] if self.owners else None

    def wait(self, arrival: Arrival, until: datetime) -> timedelta:
        """How long it had no owner at first; of one that still has none: so far."""
        if not self.waited and self.first_at:
            return timedelta()
        return max((self.first_at or until) - arrival.at, timedelta())


@dataclass(slots=True)
class Side:
    """One side: every cycle's course, and counts of what was decided from ``since`` (UTC) on."""

    since: datetime
    courses: dict[Cycle, Course] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)
    """Leads that each rep got."""
    turns: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Of those, by turns: by pool, motion and rep."""
    spread: dict[tuple[str, str], float] = field(default_factory=dict)
    """By pool and motion: the furthest that reps who could take a lead ever were apart, in turns by weight 1."""
    timeouts: int = 0
    declined: int = 0
    roster: dict[str, Member] = field(default_factory=dict)

    def course(self, cycle: Cycle) -> Course:
        """That of a cycle, begun if need be."""
        found = self.courses.get(cycle)
        if found is None:
            found = self.courses[cycle] = Course()
        return found

    def assigned(self, given: Given, proof: int) -> None:
        """A lead has an owner."""
        course = self.course(given.cycle)
        course.owners = (*course.owners, given.rep_id)
        course.held, course.pool, course.last_at, course.proof = True, given.pool, given.at, proof
        course.first_at = course.first_at or given.at
        if given.at < self.since:
            return
        self.given[given.rep_id] += 1
        if given.spread is not None:
            self.turns[given.pool, given.motion, given.rep_id] += 1
            where = (given.pool, given.motion)
            self.spread[where] = max(self.spread.get(where, 0.0), given.spread)

    def unassigned(self, cycle: Cycle, pool: str, at: datetime, proof: int) -> None:
        """A lead waits."""
        course = self.course(cycle)
        course.waited = course.waited or course.first_at is None
        course.pool, course.last_at, course.proof = pool, at, proof

    def freed(self, cycle: Cycle, at: datetime, reason: str | None, *, declined: bool = False) -> None:
        """Somebody has a lead no more."""
        self.course(cycle).held = False
        if at >= self.since:
            self.timeouts += reason == ACCEPT_TIMEOUT
            self.declined += declined

    @property
    def open(self) -> Counter[str]:
        """Leads that each rep has at the end."""
        return Counter(course.owners[-1] for course in self.courses.values() if course.held)


class Pair(NamedTuple):
    """A cycle on both sides."""

    cycle: Cycle
    arrival: Arrival
    was: Course
    would_be: Course

    @property
    def changed(self) -> bool:
        """Whether somebody else has it in the end, or nobody."""
        return self.was.owner != self.would_be.owner

    def size(self, until: datetime) -> tuple[bool, timedelta, bool, int, str]:
        """How much changes: an owner or none, how long it waits, who has it, what the lead is worth."""
        waits = abs(self.was.wait(self.arrival, until) - self.would_be.wait(self.arrival, until))
        one = (self.was.owner is None) is not (self.would_be.owner is None)
        return one, waits, self.changed, self.arrival.score, self.cycle.lead_id


@dataclass(slots=True)
class Comparison:
    """History and what the draft makes of it, from ``since`` to ``until`` (UTC)."""

    since: datetime
    until: datetime
    was: Side
    would_be: Side
    arrivals: dict[Cycle, Arrival] = field(default_factory=dict)
    begins: datetime | None = None
    """When the history begins that there is to read."""
    cut: bool = False
    """Whether more was before that: the book of then cannot be known whole."""
    as_it_ran: bool = False
    """Whether the draft is what ran: then every difference is a mistake of the simulation."""
    passed_over: Counter[str] = field(default_factory=Counter)
    """What people asked for in history and nobody would have asked for here, by kind."""
    unreadable: int = 0
    """Records that this release cannot read."""
    failed: int = 0
    """Events that could not be decided here; those of history were dead letters."""

    def pairs(self) -> Iterator[Pair]:
        """Every cycle about which something was decided from ``since`` on, on either side."""
        nothing = Course()
        for cycle, arrival in self.arrivals.items():
            was, would_be = self.was.courses.get(cycle, nothing), self.would_be.courses.get(cycle, nothing)
            if any(course.last_at is not None and course.last_at >= self.since for course in (was, would_be)):
                yield Pair(cycle, arrival, was, would_be)
