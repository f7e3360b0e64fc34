"""The words and small records that several contracts share."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

Id: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=512)]
"""An id or a name: not empty, no longer than 512 characters."""
JsonObject: TypeAlias = dict[str, JsonValue]
"""Free members, each any JSON value."""
Points: TypeAlias = Annotated[int, Field(ge=0, le=100)]
"""0..100."""
Count: TypeAlias = Annotated[int, Field(ge=1)]
"""1, 2, …"""

Channel = Literal["live", "list"]
"""``live``: the person acted now, clocks start when they did. ``list``: bought, imported, exported."""
Motion = Literal["inbound", "outbound"]
"""Who came to whom: the lead to us (inbound) or we to the prospect (outbound)."""
Grade = Literal["A", "B", "C", "D"]
Role = Literal["farmer", "hunter"]
"""A farmer answers inbound leads, a hunter takes outbound ones."""
RepRole = Literal["farmer", "hunter", "both"]
Stage = Literal["opener", "closer"]
ActivityKind = Literal["call", "email", "meeting", "demo", "social", "networking", "referral", "note"]
Direction = Literal["out", "in"]
Outcome = Literal["won", "lost", "returned", "invalid", "suppressed"]
"""How a cycle ended."""
ActorRole = Literal["marketing", "rep", "manager", "ops", "admin"]
ConfigKind = Literal["rules", "routing", "sla"]
StuckStage = Literal["intake", "received", "qualified", "unassigned"]
Resolution = Literal["replayed", "discarded"]


class Value(BaseModel):
    """A record inside an event. Frozen; unknown members are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class VersionRef(Value):
    """The exact version of a published rule set or policy that a decision used."""

    name: Id
    version: Count


class Reason(Value):
    """One rule's say in a verdict: its points and what it saw, in short words without personal data."""

    rule: Id
    points: float
    """May be negative."""
    evidence: str


class Position(Value):
    """Where a record lies."""

    topic: Id
    partition: Annotated[int, Field(ge=0)]
    offset: Annotated[int, Field(ge=0)]
