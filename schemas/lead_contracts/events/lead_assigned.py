"""A lead has an owner."""

from typing import ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_ASSIGNED
from lead_contracts.values import Count, Id, JsonObject, Role, Stage, Value, VersionRef


class Decision(Value):
    """How the owner was found, or not: enough to explain it to a rep and to compute it again."""

    policy: VersionRef
    inputs: JsonObject = Field(default_factory=dict)
    """What the policy saw of the lead and the pool."""
    steps: tuple[JsonObject, ...] = ()
    """The steps tried, in order, each with its name and its result."""
    candidates: JsonObject = Field(default_factory=dict)
    """Reps by what became of them: ``{"eligible": […], "at_capacity": […]}``."""
    turns: JsonObject = Field(default_factory=dict)
    """The turn value of each eligible rep before the pick."""
    pick: Id | None = None
    """The ``rep_id`` picked; null when nobody could take the lead."""
    until: JsonObject | None = None
    """By ``rep_id``: when somebody who is absent or off duty is back (RFC 3339)."""


class LeadAssigned(Event):
    """Offers the lead to one rep, or gives it where no acceptance is asked. No personal data."""

    NAME: ClassVar[str] = "lead.assigned"
    TOPIC: ClassVar[str] = LEADS_ASSIGNED

    lead_id: Id
    cycle: Count
    assignment_id: Id
    attempt: Count
    rep_id: Id
    role: Role
    team: Id
    pool: Id
    decided_at: Instant
    accept_by: Instant | None = None
    """Not accepted until then, the lead goes to the next."""
    stage: Stage | None = None
    """Whether it is to be opened or, handed over, to be closed."""
    reason_code: str | None = None
    """Why the one before has it no more: ``declined``, ``released``, ``accept_timeout``, ``handover``, ``rep_left``,
    ``reassigned``; null for the first of a cycle."""
    decision: Decision
    facts: JsonObject
