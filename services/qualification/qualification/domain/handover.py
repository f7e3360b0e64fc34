"""One lead turns out to be another: what was open of the first goes on under the second, with what was done for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qualification.domain.touch import Channel, Motion, Touch

MOST_WORK: Final = 8
"""Attempts to reach the person that an open cycle remembers, the earliest."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The touch that opened the cycle: when the person acted or, in a list, when it came (UTC), and how.

    ``handed_over``: no touch opened it, the cycle before was won; ``at`` is that instant, the rest how the lead had come.
    ``motion``: in which it opened; None in state of releases that did not keep it.
    """

    at: datetime
    channel: Channel
    source: str
    campaign: str | None = None
    motion: Motion | None = None
    handed_over: bool = False

    @classmethod
    def of(cls, touch: Touch, motion: Motion) -> "Opening":
        """Of this touch, in a cycle of this motion."""
        return cls(touch.at, touch.channel, touch.source, touch.campaign, motion)


@dataclass(frozen=True, slots=True)
class Work:
    """What one of us did to reach the person, at ``at`` (UTC); ``entered``: when our side first had it."""

    id: str
    kind: str
    at: datetime
    entered: datetime
    rep_id: str | None = None
    outcome: str | None = None


def with_work(before: tuple[Work, ...], work: Work, opening: Opening | None) -> tuple[Work, ...]:
    """The earliest since the cycle opened, whichever is heard of first; the same object where it changes nothing."""
    if any(known.id == work.id for known in before) or (opening is not None and work.at < opening.at):
        return before
    kept = tuple(sorted((*before, work), key=lambda each: (each.at, each.id))[:MOST_WORK])
    return before if kept == before else kept


def since(work: tuple[Work, ...], opening: Opening) -> tuple[Work, ...]:
    """The work of the cycle that opens now: what was entered before its touch was read may belong to it."""
    return tuple(each for each in work if each.at >= opening.at) if work else work
