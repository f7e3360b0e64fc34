"""More is known about a lead than its source said."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Id, JsonObject


class LeadEnriched(Event):
    """Attributes that another source adds; they never open a lead."""

    NAME: ClassVar[str] = "lead.enriched"
    TOPIC: ClassVar[str] = LEADS_RECEIVED

    lead_id: Id
    source: Id
    attributes: JsonObject
    occurred_at: Instant
