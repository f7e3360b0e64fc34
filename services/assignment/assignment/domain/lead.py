"""A lead in a pool's book: what is known of it and where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Facts: TypeAlias = dict[str, object]
"""What the rules of qualification saw of a lead, without personal data. Never changed in place."""


class Motion(StrEnum):
    """Who came to whom: the lead to us (inbound) or we to the prospect (outbound)."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Stage(StrEnum):
    """Who a lead is for in its cycle: somebody who opens (a setter, telemarketing) or somebody who closes."""

    OPENER = "opener"
    CLOSER = "closer"


class Status(StrEnum):
    """Where a cycle stands in this pool."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    FORWARDED = "forwarded"
    """It went to the fallback pool; what still comes here is sent on."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A cycle of a lead as qualification described it. ``priority``: the larger the sooner; ``score``: 0..100."""

    lead_id: str
    cycle: int
    motion: Motion
    priority: int
    score: int
    grade: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Hold:
    """Who has a lead, by which assignment."""

    rep_id: str
    assignment_id: str


@dataclass(frozen=True, slots=True)
class Placement:
    """The newest cycle of a lead in this pool. ``hold`` is set exactly while it is assigned or accepted."""

    lead: Lead
    status: Status
    attempt: int = 0
    """How often it has been given to somebody; 1 is the first."""
    hold: Hold | None = None
    had: tuple[str, ...] = ()
    """Everybody who ever had this cycle; it never goes back to one of them by itself."""
    reason: str | None = None
    """Why nobody has it, as it was last said."""
    since: datetime | None = None
    """When it began to wait; the longest waiting is the oldest."""
    origin: str | None = None
    """Of a forwarded one: the id of the event that brought it, to tell a repeat from its coming back."""
    sent_to: str | None = None
    """Of a forwarded one: the pool it went to."""
    ended_at: datetime | None = None
    stage: Stage = Stage.OPENER
    """For whom it is now."""
    earlier: str | None = None
    """Who last had the cycle before."""


def closed(lead: Lead, before: Placement | None, at: datetime) -> Placement:
    """What is kept of a cycle that has ended: enough to know a repeat or a late request. ``before``: same cycle or None."""
    kept = before or Placement(lead, Status.CLOSED)
    empty = replace(lead, facts={})
    return replace(kept, lead=empty, status=Status.CLOSED, hold=None, reason=None, since=None, ended_at=at)


def nameless(lead_id: str, cycle: int) -> Lead:
    """Stands for a cycle whose end was read before its beginning."""
    return Lead(lead_id, cycle, Motion.INBOUND, priority=0, score=0, grade="", facts={})
