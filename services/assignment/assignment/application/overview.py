"""What managers answer for: who waits and why, who has how much, whether turns are fair. Rebuilt from the log."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from assignment.application.views import LeadView, RepView


class UnknownCursor(Exception):
    """The cursor is none that a page gave."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the one furthest ahead was from the one furthest behind at the newest pick by turns, ``at`` (UTC).

    ``spread``: in turns of weight 1; ``free``: among how many.
    """

    spread: float
    free: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PoolView:
    """A pool. ``waiting``: leads; ``oldest``: since when the one that waits for longest does (UTC).

    ``reasons``: how many of the thousand longest waiting wait for which reason; ``spreads``: by motion.
    """

    pool: str
    waiting: int
    oldest: datetime | None
    reasons: Mapping[str, int] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadView:
    """What a rep has: ``open`` leads now, and how many were given them on this day of their own calendar."""

    rep: RepView
    open: int
    today: int


class Overview(Protocol):
    """What managers are shown. Every method raises BoardAway."""

    async def pools(self) -> Sequence[PoolView]:
        """All in which leads were ever decided, by name."""
        ...

    async def waiting(self, pool: str | None, limit: int, cursor: str | None) -> tuple[Sequence[LeadView], str | None]:
        """Leads that wait, the longest waiting first, of one pool or of all, and the cursor of the next page.

        A page may hold fewer than ``limit``. Raises UnknownCursor.
        """
        ...

    async def loads(self, reps: Sequence[RepView], now: datetime) -> Sequence[LoadView]:
        """Of these reps, in their order."""
        ...
