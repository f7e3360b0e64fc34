"""A clock that was stopped in time."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import SLA_ALERTS
from lead_contracts.values import Count, Id, Motion, VersionRef


class SlaMet(Event):
    """The lead was answered by ``due_at``."""

    NAME: ClassVar[str] = "sla.met"
    TOPIC: ClassVar[str] = SLA_ALERTS

    lead_id: Id
    cycle: Count | None = None
    clock: Id
    policy: VersionRef
    started_at: Instant
    due_at: Instant
    answered_at: Instant
    elapsed_seconds: Annotated[float, Field(ge=0)]
    """From start to answer, on the policy's clock."""
    rep_id: Id | None = None
    team: str | None = None
    motion: Motion | None = None
