"""The facts of a dead letter without its content; the content is on the group's own topic."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import DEAD_LETTERS
from lead_contracts.values import Count, Id, Resolution


class DeadLetterEvent(Event):
    """The members that both share. No personal data."""

    TOPIC: ClassVar[str] = DEAD_LETTERS
    KEY: ClassVar[str] = "dead_id"

    dead_id: Id
    group: Id
    topic: Id
    """Where the record came from, with ``partition`` and ``offset``."""
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
    lead_id: Id | None = None
    touch_id: Id | None = None
    activity_id: Id | None = None
    event_id: Id | None = None
    """The CloudEvent's id of the record, where we made it: it tells what names neither touch nor activity."""
    error: Id
    """The name of what went wrong."""
    detail: str | None = None
    """One line without personal data."""
    attempt: Count
    occurred_at: Instant


class DeadLettered(DeadLetterEvent):
    """A group could not process a record: it lies open until it is resolved."""

    NAME: ClassVar[str] = "dead.lettered"


class DeadResolved(DeadLetterEvent):
    """Somebody replayed or discarded it."""

    NAME: ClassVar[str] = "dead.resolved"

    resolution: Resolution
    by: str | None = None
