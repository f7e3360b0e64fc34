"""Something was done with a lead, or by it."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_ACTIVITIES
from lead_contracts.values import ActivityKind, Direction, Id


class LeadActivity(Event):
    """A call, a mail, a meeting …; the first that a human sends out answers the lead. Without content."""

    NAME: ClassVar[str] = "lead.activity"
    TOPIC: ClassVar[str] = LEADS_ACTIVITIES

    lead_id: Id
    activity_id: Id
    kind: ActivityKind
    direction: Direction
    outcome: str | None = None
    """``reached``, ``no_answer``, ``voicemail``, ``replied``, ``appointment_booked``, …"""
    duration_seconds: Annotated[float, Field(ge=0)] | None = None
    satisfaction: Annotated[int, Field(ge=1, le=5)] | None = None
    """1..5, as the person rated it."""
    automated: bool = False
    """Sent by a machine: it answers nobody."""
    rep_id: Id | None = None
    source: Id | None = None
    """The system that logged it."""
    occurred_at: Instant
    recorded_at: Instant
    """When our side first had it."""
