"""A lead goes from one pool to another."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_contracts.values import Count, Id, JsonObject, Motion, Stage


class LeadTransferred(Event):
    """The one pool has it no more, the other has it from here on, for ``to_rep_id`` if they can still take it."""

    NAME: ClassVar[str] = "lead.transferred"
    TOPIC: ClassVar[str] = ASSIGNMENT_REQUESTS
    KEY: ClassVar[str] = "to_pool"

    lead_id: Id
    cycle: Count
    from_pool: Id
    to_pool: Id
    request_id: Id
    to_rep_id: Id
    motion: Motion
    stage: Stage
    priority: int
    score: int
    grade: str
    facts: JsonObject
    attempt: Annotated[int, Field(ge=0)]
    """How often the cycle was given to somebody."""
    had: tuple[Id, ...] = ()
    """Everybody who had the cycle."""
    earlier: Id | None = None
    """Who last had the cycle before."""
    decided_at: Instant
