"""What the monitor knows of one lead: small, flat and immutable, since there may be a million of them.

Repeated short strings (policies, motions, reps, teams) are interned: after a restore they are shared again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from sys import intern


class Rung(IntEnum):
    """How far the ladder of a clock has been climbed. What was raised is never raised again."""

    NONE = 0
    WARNED = 1
    BREACHED = 2


@dataclass(frozen=True, slots=True)
class Touch:
    """A touch that waits for its verdict. ``start``: when its clock would start. ``stuck``: that it waits was said."""

    id: str
    start: datetime
    received_at: datetime
    stuck: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """A touch that went on to another lead. ``touch``: as it came here, None while only its going has been read."""

    id: str
    touch: Touch | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The time to the first response, for the cycle that ``touch`` opens.

    Not ``confirmed`` while the verdict on the touch is open: ``cycle`` is then the one that it would open.
    A confirmed one has not ``arrived`` while only the verdict has been read: the start may turn out to be earlier.
    ``breach``: the key under which the standing breach was raised; empty if none was, or it was withdrawn.
    ``closed_at``: from then on nobody has to answer. ``void``: nobody ever had to.
    """

    touch: str
    cycle: int
    started_at: datetime
    warn_at: datetime | None
    due_at: datetime
    policy: str
    version: int
    confirmed: bool = False
    arrived: bool = False
    motion: str = ""
    rung: Rung = Rung.NONE
    breach: str = ""
    answered_at: datetime | None = None
    answered_by: str = ""
    closed_at: datetime | None = None
    void: bool = False
    met: bool = False

    def __post_init__(self) -> None:
        for member in ("policy", "motion", "answered_by"):
            object.__setattr__(self, member, intern(getattr(self, member)))

    @property
    def key(self) -> str:
        """What the ids of its alerts are made from. No two clocks of a lead raise anything under the same key."""
        return f"{self.cycle}/{self.touch}"

    @property
    def in_time(self) -> bool:
        """Whether it was answered by its deadline."""
        return self.answered_at is not None and self.answered_at <= self.due_at

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.answered_at is None and self.closed_at is None and not self.void


@dataclass(frozen=True, slots=True)
class Holding:
    """From ``since`` on ``rep`` of ``team`` owned the lead, or nobody (empty), for ``reason`` (empty: no decision yet)."""

    since: datetime
    rep: str = ""
    team: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        for member in ("rep", "team", "reason"):
            object.__setattr__(self, member, intern(getattr(self, member)))


@dataclass(frozen=True, slots=True)
class Response:
    """A person tried to reach the lead at ``at`` (never after ``entered``, when our side first had it)."""

    at: datetime
    entered: datetime
    rep: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """All that is known of a lead. The default knows nothing.

    ``touches``: without a verdict, in the order in which they were read. ``clocks``: of the cycles that matter still.
    ``cycle``, ``ended``, ``opened``: the highest cycle heard of, whose end is known, and whose opening touch is known.
    ``ends``: cycles whose end is known before their clock. ``holdings``: the owners in ``cycle``, oldest first.
    ``responses``: the newest. ``done``: touches that need no clock (any more), so that a repeated delivery opens none;
    ``gone``: those of them that went on to another lead and need one yet, should they come back and be judged here.
    ``stuck``: the cycle whose lack of an owner was said. ``check_at``: when something may be stuck.
    """

    touches: tuple[Touch, ...] = ()
    clocks: tuple[Clock, ...] = ()
    cycle: int = 0
    ended: int = 0
    opened: int = 0
    ends: tuple[tuple[int, datetime], ...] = ()
    holdings: tuple[Holding, ...] = ()
    responses: tuple[Response, ...] = ()
    done: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    suppressed_at: datetime | None = None
    stuck: int = 0
    check_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def current(self) -> int:
        """The cycle that is open, or would be opened next."""
        return max(self.cycle, self.ended + 1)

    @property
    def owner(self) -> Holding | None:
        """Who has the lead now: None if nothing is known, a Holding without a rep if nobody."""
        return self.holdings[-1] if self.holdings else None

    def owners(self, clock: Clock) -> tuple[Holding, ...]:
        """The owners in the clock's cycle as far as they are known, oldest first."""
        return self.holdings if clock.cycle == self.cycle else ()

    def clock_of(self, touch: str) -> Clock | None:
        """The clock that the touch opened."""
        return next((clock for clock in self.clocks if clock.touch == touch), None)

    def running(self) -> Clock | None:
        """The clock that runs for the next cycle while no verdict has opened it; there is at most one."""
        return next((clock for clock in self.clocks if not clock.confirmed and not clock.void), None)

    def silences(self, start: datetime) -> bool:
        """Whether a suppression covers what started then."""
        return self.suppressed_at is not None and start <= self.suppressed_at

    def swap(self, old: Clock | None, new: Clock | None) -> "Watch":
        """The same with ``new`` in the place of ``old``; None: added, or removed."""
        return replace(self, clocks=tuple(_swapped(self.clocks, old, new)))


def _swapped(clocks: tuple[Clock, ...], old: Clock | None, new: Clock | None) -> Iterator[Clock]:
    for clock in clocks:
        if clock is not old:
            yield clock
        elif new is not None:
            yield new
    if old is None and new is not None:
        yield new
