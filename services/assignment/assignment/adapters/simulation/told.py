"""From what the handlers say to what the comparison counts. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from assignment.application.simulate import Arrival, Cycle, Given, Member, Side
from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadDeclined, LeadQualified, LeadReleased, LeadUnassigned, RepChanged


def hear(side: Side, event: Event, proof: int) -> None:
    """Adds an event of leads.assigned to a side. ``proof``: where its record can be found again."""
    match event:
        case LeadAssigned():
            motion = str(event.decision.inputs.get("motion"))
            given = Given(
                Cycle(event.lead_id, event.cycle),
                event.rep_id,
                event.pool,
                motion,
                event.decided_at,
                picked_spread(event.decision.steps),
            )
            side.assigned(given, proof)
        case LeadUnassigned():
            side.unassigned(Cycle(event.lead_id, event.cycle), event.pool or "", event.decided_at, proof)
        case LeadReleased() | LeadDeclined():
            cycle, declined = Cycle(event.lead_id, event.cycle), isinstance(event, LeadDeclined)
            side.freed(cycle, event.occurred_at, event.reason_code, declined=declined)


def picked_spread(steps: Iterable[Mapping[str, Any]]) -> float | None:
    """How far apart in turns those were whom a step found; None where no turn was used, or the record is too old."""
    for step in steps:
        if step.get("result") == "picked" and "spread" in step:
            return float(step["spread"])
    return None


def arrival_of(event: LeadQualified) -> Arrival:
    """A lead as it came."""
    source = event.facts.get("source")
    return Arrival(
        motion=event.motion,
        grade=event.grade,
        source=source if isinstance(source, str) else "unknown",
        score=event.score,
        priority=event.priority,
        at=event.decided_at,
    )


def member_of(event: RepChanged) -> Member:
    """A rep as they are."""
    there = event.active and not event.left
    return Member(event.name, event.team, event.pool, event.role, event.weight, there)
