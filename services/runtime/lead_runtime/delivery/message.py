"""A message that waits to be delivered, as the group keeps it: without the person's contact, and without addresses."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lead_contracts.ids import derived_id
from lead_runtime.engine.api import Table

CONTACT_KEPT_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to ``to`` over ``channel``. ``about``: the key of the event; ``give_up_at``: UTC."""

    about: str
    lead_id: str | None
    event_id: str
    event: str
    """Its name, for example ``lead.assigned``."""
    occurred_at: datetime
    channel: str
    to: str
    """``rep:ID`` or ``team:ID``; the address is looked up in their newest record when it is sent."""
    title: str
    lines: tuple[str, ...]
    links: dict[str, str]
    data: dict[str, object]
    give_up_at: datetime
    attempts: int = 0
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the person. Personal data."""

    forget_at: datetime
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    message: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str | None:
        """First and last name, as far as known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or None


MESSAGES: Final = Table("messages", Message)
"""By message id: what is delivered or given up is gone."""
CONTACTS: Final = Table("contacts", Contact, expires=lambda contact: contact.forget_at)
"""By lead; kept only while a channel carries it. A tombstone on leads.contacts erases it."""


def message_id(event_id: str, channel: str, to: str) -> str:
    """The same however often the event is told."""
    return derived_id(event_id, "message", f"{channel}/{to}")
