"""A lead in a pool's book: what is known of it and where it stands."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

Facts: TypeAlias = dict[str, object]
"""What the rules of qualification saw of a lead, without personal data. Never changed in place."""


HANDOVER: Final = "handover"
"""Why somebody has a lead no more that is for the next stage now."""
REASSIGNED: Final = "reassigned"
"""Why somebody has a lead no more that a manager moved."""


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
    stage: Stage = Stage.OPENER
    """The stage that the lead had when it was given to them."""
    since: datetime | None = None
    """When it was given to them (UTC)."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The newest cycle of a lead in this pool. ``hold`` is set exactly while it is assigned or accepted.

    One that is to be handed over has a ``stage`` other than that of its ``hold``: it stands in the line, and who has it
    keeps it until somebody of the new stage takes it.
    """

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
    accept_by: datetime | None = None
    """Of one that is assigned: when it goes to the next unless it is accepted (UTC)."""
    why_loose: str | None = None
    """Why the last one who had it has it no more: the reason of the next assignment."""

    @property
    def handing_over(self) -> bool:
        """Whether it waits for somebody of another stage while its holder keeps it."""
        return self.hold is not None and self.hold.stage is not self.stage

    @property
    def waits(self) -> bool:
        """Whether it stands in the line."""
        return self.status is Status.WAITING or self.handing_over

    def given(self, hold: Hold, accept_by: datetime | None) -> "Placement":
        """It is theirs; ``accept_by`` (UTC): unless they do not accept it by then."""
        # No dataclasses.replace, which takes three times as long: each lead comes by here.
        return Placement(
            lead=self.lead,
            status=Status.ASSIGNED,
            attempt=self.attempt + 1,
            hold=hold,
            had=(*self.had, hold.rep_id),
            stage=self.stage,
            earlier=self.earlier,
            accept_by=accept_by,
        )

    def waiting(self, reason: str, now: datetime) -> "Placement":
        """It stands in the line, and was told why; a holder whom it waits to leave keeps it."""
        status = self.status if self.hold else Status.WAITING
        return replace(self, status=status, reason=reason, since=self.since or now)

    def loose(self, why: str) -> "Placement":
        """Nobody has it; it is to be dealt anew."""
        return replace(self, status=Status.WAITING, hold=None, accept_by=None, reason=None, why_loose=why)


@dataclass(frozen=True, slots=True)
class Crossing:
    """The way of a lead to somebody of another pool, while the two pools agree on it.

    ``from_pool``: the pool that has the lead, once it has asked; ``checked``: the other has said that the rep can take it.
    """

    to_pool: str
    from_pool: str | None = None
    motion: Motion | None = None
    checked: bool = False


def closed(lead: Lead, before: Placement | None, at: datetime) -> Placement:
    """What is kept of a cycle that has ended: enough to know a repeat or a late request. ``before``: same cycle or None."""
    kept = before or Placement(lead, Status.CLOSED)
    return Placement(
        lead=Lead(lead.lead_id, lead.cycle, lead.motion, lead.priority, lead.score, lead.grade, {}),
        status=Status.CLOSED,
        attempt=kept.attempt,
        had=kept.had,
        origin=kept.origin,
        sent_to=kept.sent_to,
        ended_at=at,
        stage=kept.stage,
        earlier=kept.earlier,
    )


def nameless(lead_id: str, cycle: int) -> Lead:
    """Stands for a cycle whose end was read before its beginning."""
    return Lead(lead_id, cycle, Motion.INBOUND, priority=0, score=0, grade="", facts={})
