"""The contact of a lead as it is known now. Holds personal data; a tombstone erases it."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_CONTACTS
from lead_contracts.values import Id


class LeadContact(Event):
    """How to reach the person, merged over all touches. The newest record of a key is the whole truth."""

    NAME: ClassVar[str] = "lead.contact"
    TOPIC: ClassVar[str] = LEADS_CONTACTS

    lead_id: Id
    email: str | None = None
    phone: str | None = None
    """E.164."""
    first_name: str | None = None
    last_name: str | None = None
    message: str | None = None
    """The newest free text of the person."""
    updated_at: Instant
