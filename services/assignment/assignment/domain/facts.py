"""What a decision brings about, in the past tense."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from assignment.domain.decision import Decision
from assignment.domain.lead import Crossing, Hold, Lead, Placement, Stage

Step: TypeAlias = Literal["accepted", "declined", "released"]


@dataclass(frozen=True, slots=True)
class Assigned:
    """The lead has a holder. ``attempt``: 1, 2, … within the cycle; ``reason``: why the one before has it no more.

    ``accept_by`` (UTC): unaccepted by then, it goes to the next.
    """

    lead: Lead
    assignment_id: str
    attempt: int
    rep_id: str
    team: str
    stage: Stage
    accept_by: datetime | None
    reason: str | None
    decision: Decision
    request_id: str | None = None
    """The request that it answers, where somebody asked for it."""


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Nobody can take the lead; it waits. ``retry_at``: when time alone may change that (UTC).

    ``kept_by``: who keeps it until somebody of the next stage takes it.
    """

    lead: Lead
    reason: str
    retry_at: datetime | None
    decision: Decision
    kept_by: Hold | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The holder took it up, did not take it, or has it no more (given back, moved by a manager, cycle ended)."""

    step: Step
    lead_id: str
    cycle: int
    assignment_id: str
    rep_id: str
    request_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A request was not granted, and why in a word."""

    request_id: str
    lead_id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The event in hand belongs to another pool."""

    pool: str


@dataclass(frozen=True, slots=True)
class PassedOn:
    """The request in hand is another pool's to go on with; ``crossing``: how far the two are."""

    pool: str
    crossing: Crossing


@dataclass(frozen=True, slots=True)
class Transferred:
    """The lead, as ``placement`` had it, is another pool's from now on, for that rep."""

    placement: Placement
    to_pool: str
    request_id: str
    to_rep_id: str


Fact: TypeAlias = Assigned | Unassigned | Answered | Refused | Forwarded | PassedOn | Transferred
