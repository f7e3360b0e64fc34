"""An alert that turned out to be unfounded."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import SLA_ALERTS
from lead_contracts.values import Count, Id


class SlaWithdrawn(Event):
    """A reply made in time arrived late: the alert ``withdraws`` is taken back, visibly."""

    NAME: ClassVar[str] = "sla.withdrawn"
    TOPIC: ClassVar[str] = SLA_ALERTS

    alert_id: Id
    withdraws: Id
    """The ``alert_id`` of the alert."""
    lead_id: Id
    cycle: Count | None = None
    clock: Id | None = None
    reason_code: Id
    answered_at: Instant
    raised_at: Instant
