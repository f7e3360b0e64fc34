"""What a CloudEvent says about its data, and the headers it travels in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeAlias

from lead_contracts.errors import MalformedEvent

Headers: TypeAlias = tuple[tuple[str, bytes], ...]
"""Kafka record headers as written; values UTF-8."""
HeadersRead: TypeAlias = Sequence[tuple[str, bytes | None]]
"""Kafka record headers as read: Kafka allows a null value."""
SPEC_VERSION: Final = "1.0"
_SHORTEST_INSTANT: Final = len("2026-11-16T10:15:30Z")
_WITHOUT_ZONE: Final = len("2026-11-16T10:15:30.123")


class Envelope(NamedTuple):
    """The attributes that differ from event to event; type, schema and content type follow from the model.

    ``subject`` is written as the event's key where none is given. ``traceparent`` is the W3C trace context.
    """

    id: str
    source: str
    time: datetime
    subject: str | None = None
    traceparent: str | None = None


def format_instant(instant: datetime) -> str:
    """RFC 3339 in UTC with milliseconds (the rest is cut off): ``2026-11-16T10:15:30.123Z``."""
    if instant.tzinfo is not UTC:
        instant = instant.astimezone(UTC)
    return instant.isoformat(timespec="milliseconds")[:_WITHOUT_ZONE] + "Z"


def parse_instant(text: str, attribute: str = "time") -> datetime:
    """The instant in UTC. Raises MalformedEvent, naming ``attribute``, for what is not RFC 3339 with a zone."""
    if len(text) < _SHORTEST_INSTANT or text[4] != "-" or text[10] not in "Tt ":
        raise MalformedEvent(attribute, "not an RFC 3339 instant")
    try:
        instant = datetime.fromisoformat(text.upper())
        if instant.tzinfo is UTC:
            return instant
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise MalformedEvent(attribute, "not an RFC 3339 instant") from None
    raise MalformedEvent(attribute, "has no zone")
