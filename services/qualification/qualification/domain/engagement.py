"""How much a person showed that they want to talk: points per touch and reply, each fading with a half-life."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum

from qualification.domain.conditions import Panel


@dataclass(frozen=True, slots=True)
class Mark:
    """A touch or a reply that was counted: its id and when it happened (UTC).

    ``points``: what a touch was worth on its day. ``reply``: the kind of a reply, whose points the deciding rules give.
    """

    id: str
    at: datetime
    points: int = 0
    reply: str | None = None


@dataclass(frozen=True, slots=True)
class TouchRule:
    """Points for touches; ``when``: the place of the condition, None for every touch."""

    name: str
    points: int
    when: int | None = None


@dataclass(frozen=True, slots=True)
class Engagement:
    """The rules: ``replies`` gives points to what the person did on their own, by kind (call, email, meeting, …).

    ``panel``: the conditions of ``touches``. They see one touch and nothing before it.
    """

    half_life: timedelta
    touches: tuple[TouchRule, ...]
    replies: dict[str, int]
    panel: Panel

    def worth(self, mark: Mark) -> int:
        """The points of a mark before any has faded."""
        return mark.points if mark.reply is None else self.replies.get(mark.reply, 0)

    def value(self, marks: Iterable[Mark], now: datetime) -> float:
        """The faded points of all marks together; the order of the marks does not show (fsum is exact)."""
        return fsum([self.faded(mark, now) for mark in marks])

    def faded(self, mark: Mark, now: datetime) -> float:
        """What is left of a mark. One from the future has not faded."""
        age = max((now - mark.at) / self.half_life, 0.0)
        return float(self.worth(mark) * 0.5**age)
