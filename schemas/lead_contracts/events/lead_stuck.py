"""Leads that do not move."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import SLA_ALERTS
from lead_contracts.values import Id, StuckStage


class LeadStuck(Event):
    """One lead (``lead_id``), or ``count`` of them, have been in ``stage`` too long."""

    NAME: ClassVar[str] = "lead.stuck"
    TOPIC: ClassVar[str] = SLA_ALERTS

    alert_id: Id
    lead_id: Id | None = None
    stage: StuckStage
    count: Annotated[int, Field(ge=0)] | None = None
    reason_code: Id
    since: Instant
    raised_at: Instant

    def key(self) -> str:
        """The lead; the alert where it is about many."""
        return self.lead_id or self.alert_id
