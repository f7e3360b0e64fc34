"""A lead has no owner, and why."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.events.lead_assigned import Decision
from lead_contracts.topics import LEADS_ASSIGNED
from lead_contracts.values import Count, Id


class LeadUnassigned(Event):
    """Nobody could take it; it waits in the pool's book until something changes or ``retry_at`` comes."""

    NAME: ClassVar[str] = "lead.unassigned"
    TOPIC: ClassVar[str] = LEADS_ASSIGNED

    lead_id: Id
    cycle: Count
    reason_code: Id
    pool: Id | None = None
    decided_at: Instant
    retry_at: Instant | None = None
    decision: Decision
