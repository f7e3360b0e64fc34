"""The end of a cycle."""

from typing import Annotated, ClassVar

from pydantic import StringConstraints

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_QUALIFIED
from lead_contracts.values import Count, Id, Outcome


class LeadClosed(Event):
    """Ends the cycle; only qualification writes it. A touch after it opens the next."""

    NAME: ClassVar[str] = "lead.closed"
    TOPIC: ClassVar[str] = LEADS_QUALIFIED

    lead_id: Id
    cycle: Count
    outcome: Outcome
    value: float | None = None
    """In units of ``currency``."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    """ISO 4217."""
    reason_code: str | None = None
    request_id: Id | None = None
    """The request that it answers."""
    occurred_at: Instant
    decided_at: Instant
