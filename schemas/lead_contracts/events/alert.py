"""The alerts on a clock: warned, breached, escalated."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import SLA_ALERTS
from lead_contracts.values import Count, Id, Motion, Value, VersionRef


class Owner(Value):
    """Who had the lead, from when to when."""

    rep_id: Id
    assignment_id: Id | None = None
    since: Instant
    until: Instant | None = None


class Alert(Event):
    """The members that the three share. No personal data."""

    TOPIC: ClassVar[str] = SLA_ALERTS

    alert_id: Id
    lead_id: Id
    cycle: Count | None = None
    clock: Id
    """``first_response``, ``accept``, ``follow_up``, …"""
    policy: VersionRef
    rung: Id
    """The name of the rung of the policy's ladder that fired."""
    started_at: Instant
    due_at: Instant
    raised_at: Instant
    rep_id: Id | None = None
    """The owner at that moment."""
    team: str | None = None
    motion: Motion | None = None
    owner_history: tuple[Owner, ...] = ()


class SlaWarned(Alert):
    """The deadline is near."""

    NAME: ClassVar[str] = "sla.warned"


class SlaBreached(Alert):
    """The deadline passed, and nothing that was sent in time is left unread."""

    NAME: ClassVar[str] = "sla.breached"


class SlaEscalated(Alert):
    """The breach goes on: the next rung of the ladder."""

    NAME: ClassVar[str] = "sla.escalated"
