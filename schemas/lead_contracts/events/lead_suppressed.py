"""A person must not be worked on any more."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Id


class LeadSuppressed(Event):
    """An erasure, or consent withdrawn. Ends the open cycle; ``reason_code`` ``erasure`` also erases the contact."""

    NAME: ClassVar[str] = "lead.suppressed"
    TOPIC: ClassVar[str] = LEADS_RECEIVED

    lead_id: Id
    source: Id
    reason_code: Id
    occurred_at: Instant
