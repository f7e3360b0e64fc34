"""A lead is to go to the next stage, and nobody there can take it yet."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.events.lead_assigned import Decision
from lead_contracts.topics import LEADS_ASSIGNED
from lead_contracts.values import Count, Id, Stage


class LeadHandoverWaiting(Event):
    """Who has the lead keeps it until somebody of the stage takes it; it waits in the pool's book meanwhile."""

    NAME: ClassVar[str] = "lead.handover_waiting"
    TOPIC: ClassVar[str] = LEADS_ASSIGNED

    lead_id: Id
    cycle: Count
    assignment_id: Id
    rep_id: Id
    """Who keeps it."""
    stage: Stage
    """Whom it waits for."""
    reason_code: Id
    """Why nobody of the stage can take it."""
    pool: Id
    decided_at: Instant
    retry_at: Instant | None = None
    """When time alone may change that."""
    decision: Decision
