"""What became of an assignment: accepted, declined, released."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_ASSIGNED
from lead_contracts.values import Count, Id


class OfferEvent(Event):
    """The members that the three share."""

    TOPIC: ClassVar[str] = LEADS_ASSIGNED

    lead_id: Id
    cycle: Count
    assignment_id: Id
    rep_id: Id
    reason_code: str | None = None
    request_id: Id | None = None
    """The request that it answers; null when time or a change of the rep did it."""
    occurred_at: Instant


class LeadAccepted(OfferEvent):
    """The rep works on the lead now."""

    NAME: ClassVar[str] = "lead.accepted"


class LeadDeclined(OfferEvent):
    """The rep did not take the offer."""

    NAME: ClassVar[str] = "lead.declined"


class LeadReleased(OfferEvent):
    """The rep has the lead no more: given back, or taken (``reason_code``: ``accept_timeout``, ``handover``, ``rep_left``,
    ``reassigned``, ``closed``)."""

    NAME: ClassVar[str] = "lead.released"
