"""A touch of a person, normalised: the one event that every lead starts with. Holds personal data."""

from typing import ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_RECEIVED
from lead_contracts.values import Channel, Count, Id, JsonObject, Motion, Position, Value


class Consent(Value):
    """What the person agreed to, as the source said it; null where it said nothing."""

    given: bool | None = None
    basis: str | None = None
    """``consent``, ``legitimate_interest``, …"""
    text: str | None = None
    channels: tuple[str, ...] = ()
    """``email``, ``phone``, …"""
    at: Instant | None = None


class LeadReceived(Event):
    """A person made themselves known, or was found. Normalised by ``lead_contracts.normalise``."""

    NAME: ClassVar[str] = "lead.received"
    TOPIC: ClassVar[str] = LEADS_RECEIVED

    lead_id: Id
    touch_id: Id
    source: Id
    channel: Channel
    external_id: str | None = None
    received_at: Instant
    """When our side first had it."""
    occurred_at: Instant | None = None
    """When the person acted, as the source says; null without a usable zone."""
    motion: Motion | None = None
    email: str | None = None
    phone: str | None = None
    """E.164."""
    phone_raw: str | None = None
    """As it came, where it gives no E.164."""
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    domain: str | None = None
    job_title: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2."""
    campaign: str | None = None
    is_test: bool = False
    message: str | None = None
    attributes: JsonObject = Field(default_factory=dict)
    """What else the source said."""
    consent: Consent | None = None
    flags: tuple[str, ...] = ()
    """Warnings of normalisation, and ``test``."""
    delivery: Position
    identified_by: str | None = None
    """The kind of key that gave ``lead_id`` (``lead_contracts.ids.KeyKind``)."""
    normalisation: Count = 1
    """The version of the rules of normalisation that made it."""
    possible_duplicate_of: Id | None = None
    """A hint: another lead of the same phone, or of the same name in the same company. Never a merge."""
    came_as: Id | None = None
    """The id under which it came, where that stands for ``lead_id`` (``lead.linked``)."""
