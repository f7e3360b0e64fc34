"""Messages to people: what is to be told to whom, and what became of it."""

from typing import ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_MESSAGES
from lead_contracts.values import Count, Id, JsonObject


class MessageEvent(Event):
    """The members that all share. No personal data: a contact is added where a message is sent, and kept nowhere."""

    TOPIC: ClassVar[str] = LEADS_MESSAGES
    KEY: ClassVar[str] = "about"

    message_id: Id
    about: Id
    """The lead, or what else it is about: the key of the event that is told."""
    lead_id: Id | None = None
    group: Id
    """The consumer group that tells it."""
    channel: Id
    """A channel of ``delivery.yaml``."""
    to: Id
    """``rep:ID`` or ``team:ID``; where they are reached is in their newest record."""
    event_id: Id
    """The event that is told; receivers know repeats by it."""


class MessageDue(MessageEvent):
    """Has to be told. Most messages never lie on a topic: this is one that was given up, as a dead letter brings it back."""

    NAME: ClassVar[str] = "message.due"

    event: Id
    """The name of the event that is told, for example ``lead.assigned``."""
    occurred_at: Instant
    """When what is told happened."""
    title: str
    lines: tuple[str, ...] = ()
    links: dict[str, str] = Field(default_factory=dict)
    """By what they lead to."""
    data: JsonObject = Field(default_factory=dict)
    """For machines: what the channel may carry, but the contact."""


class MessageOutcome(MessageEvent):
    """What the three have in common."""

    attempt: Count
    occurred_at: Instant


class MessageDelivered(MessageOutcome):
    """The receiver has it."""

    NAME: ClassVar[str] = "message.delivered"


class MessageDelayed(MessageOutcome):
    """The receiver did not take it now; it is tried again."""

    NAME: ClassVar[str] = "message.delayed"

    reason_code: Id
    """``http_503``, ``timeout``, …"""
    retry_at: Instant


class MessageRefused(MessageOutcome):
    """It is given up and lies in the dead letters: the receiver will not take it, or has not for too long."""

    NAME: ClassVar[str] = "message.refused"

    reason_code: Id
