"""Requests to those who decide: accept, decline, release, close, reassign, next; ack, snooze, pause.

HTTP never decides: it writes one of these; the owner of the partition answers in log order.
"""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_ACTIVITIES
from lead_contracts.values import ActorRole, Count, Id, Motion, Outcome, Value


class Request(Event):
    """The members that all requests have."""

    TOPIC: ClassVar[str] = LEADS_ACTIVITIES

    request_id: Id
    actor: Id
    """A ``rep_id``, or the name of a key."""
    actor_role: ActorRole | None = None
    """The role of the key that asked."""
    cycle: Count | None = None
    assignment_id: Id | None = None
    alert_id: Id | None = None
    to_rep_id: Id | None = None
    until: Instant | None = None
    reason_code: str | None = None
    outcome: Outcome | None = None
    value: float | None = None
    """In units of ``currency``."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217."""
    occurred_at: Instant
    recorded_at: Instant


class LeadRequest(Request):
    """A request that concerns one lead."""

    lead_id: Id


class LeadAcceptRequest(LeadRequest):
    """The rep takes the lead that was offered."""

    NAME: ClassVar[str] = "lead.accept"


class LeadDeclineRequest(LeadRequest):
    """The rep does not take the lead that was offered."""

    NAME: ClassVar[str] = "lead.decline"


class LeadReleaseRequest(LeadRequest):
    """The rep gives back a lead that was accepted."""

    NAME: ClassVar[str] = "lead.release"


class LeadCloseRequest(LeadRequest):
    """The owner, or a manager, ends the cycle with an outcome."""

    NAME: ClassVar[str] = "lead.close"

    outcome: Outcome


class Crossing(Value):
    """The way of a lead to somebody of another pool; written on assignment.requests alone, whoever asks leaves it out."""

    to_pool: Id
    """The pool of ``to_rep_id``."""
    from_pool: Id | None = None
    """The pool that has the lead and asks the other for a place."""
    motion: Motion | None = None
    """Of the lead."""
    checked: bool = False
    """The other pool has said that the rep can take it."""


class LeadReassignRequest(LeadRequest):
    """A manager moves the lead: to ``to_rep_id``, or to whoever the policy picks."""

    NAME: ClassVar[str] = "lead.reassign"

    crossing: Crossing | None = None


class LeadNextRequest(Request):
    """A rep asks for the best waiting lead; ``actor`` is the rep."""

    NAME: ClassVar[str] = "lead.next"
    KEY: ClassVar[str] = "actor"


class SlaAckRequest(LeadRequest):
    """Somebody has seen the alert: its ladder stops."""

    NAME: ClassVar[str] = "sla.ack"

    alert_id: Id


class SlaSnoozeRequest(LeadRequest):
    """The alert's ladder waits ``until``."""

    NAME: ClassVar[str] = "sla.snooze"

    alert_id: Id
    until: Instant


class SlaPauseRequest(LeadRequest):
    """The clocks of the lead stand still ``until`` (or until the next pause with one)."""

    NAME: ClassVar[str] = "sla.pause"
