"""How much a person showed that they want to talk: points per touch and reply, each fading with a half-life."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import fsum

from qualification.domain.text import Words, plain
from qualification.domain.touch import Channel, Touch


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
    """Points for touches that fit every condition that is set; None is not set."""

    name: str
    points: int
    channel: Channel | None = None
    sources: frozenset[str] | None = None
    campaigns: Words | None = None
    message: Words | None = None

    def evidence(self, touch: Touch) -> str | None:
        """What it saw, never the person's own words; None when it does not apply."""
        if self.channel not in (None, touch.channel):
            return None
        if self.sources is not None and touch.source not in self.sources:
            return None
        seen = [f"{touch.channel} touch", f"source {touch.source}"]
        if self.campaigns is not None:
            hit = self.campaigns.find(plain(touch.campaign or ""))
            if hit is None:
                return None
            seen.append(f"campaign {hit!r}")
        if self.message is not None:
            if self.message.find(plain(touch.contact.get("message", ""))) is None:
                return None
            seen.append("their message")
        return ", ".join(seen)


@dataclass(frozen=True, slots=True)
class Engagement:
    """The rules: ``replies`` gives points to what the person did on their own, by kind (call, email, meeting, …)."""

    half_life: timedelta
    touches: tuple[TouchRule, ...]
    replies: dict[str, int]

    def worth(self, mark: Mark) -> int:
        """The points of a mark before any has faded."""
        return mark.points if mark.reply is None else self.replies.get(mark.reply, 0)

    def value(self, marks: Iterable[Mark], now: datetime) -> float:
        """The faded points of all marks together; the order of the marks does not show (fsum is exact)."""
        return fsum(self.faded(mark, now) for mark in marks)

    def faded(self, mark: Mark, now: datetime) -> float:
        """What is left of a mark. One from the future has not faded."""
        age = max((now - mark.at) / self.half_life, 0.0)
        return float(self.worth(mark) * 0.5**age)
