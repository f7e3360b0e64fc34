"""More is known about a lead than its source said."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.events.lead_received import Consent
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Id, JsonObject


class LeadEnriched(Event):
    """What another source adds, or the same one says later; it never opens a lead. May hold personal data.

    The members are those of lead.received; what is absent is unknown to the speaker and changes nothing.
    """

    NAME: ClassVar[str] = "lead.enriched"
    TOPIC: ClassVar[str] = LEADS_RECEIVED

    lead_id: Id
    source: Id
    attributes: JsonObject
    occurred_at: Instant
    """As of when it holds: what was said later wins over it."""
    email: str | None = None
    phone: str | None = None
    """E.164."""
    phone_raw: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    domain: str | None = None
    job_title: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2."""
    consent: Consent | None = None
