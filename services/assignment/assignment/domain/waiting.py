"""The lines of waiting leads: one for each set of needs; the highest priority first, within one priority the longest waiting.

A line is kept as linked lists, so that joining and leaving write a few small values, however long it is: one ``Line`` with
the two ends of every priority, and one ``Place`` per waiting lead.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from assignment.domain.needs import Needs
from assignment.domain.policy_ref import PolicyRef


@dataclass(frozen=True, slots=True)
class Level:
    """The leads of one priority: the ids of the longest waiting and of the newest."""

    priority: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Line:
    """The levels that are not empty, highest priority first. ``needs``: those of every lead in it; None: of an old release."""

    levels: tuple[Level, ...] = ()
    size: int = 0
    needs: Needs | None = None

    @property
    def policy(self) -> PolicyRef | None:
        """The version of the policy by which its leads wait."""
        return self.needs.policy if self.needs else None

    def level(self, priority: int) -> Level | None:
        """The level of that priority, or None when nobody waits there."""
        return next((level for level in self.levels if level.priority == priority), None)

    def with_level(self, level: Level, joined: int) -> "Line":
        """The same with that level in its place, and ``joined`` leads more (or less)."""
        others = [other for other in self.levels if other.priority != level.priority]
        levels = tuple(sorted((*others, level), key=lambda level: -level.priority))
        return replace(self, levels=levels, size=self.size + joined)

    def without_level(self, priority: int) -> "Line":
        """The same with that level gone, and the last lead in it."""
        levels = tuple(level for level in self.levels if level.priority != priority)
        return replace(self, levels=levels, size=self.size - 1)


@dataclass(frozen=True, slots=True)
class Place:
    """A lead's place in its level: the ids of the one before it and the one after it.

    ``line``: the name of the line; empty: that of the motion, of an old release. ``since``: when it began to stand at its
    priority. ``moves_at``: when it has waited long enough for some step (UTC).
    """

    before: str | None = None
    after: str | None = None
    line: str = ""
    priority: int = 0
    since: datetime | None = None
    moves_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """When time alone may let somebody take a waiting lead of the pool (UTC)."""

    wake_at: datetime
