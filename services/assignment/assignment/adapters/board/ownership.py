"""Who has a lead, folded from leads.assigned. Pure."""

from dataclasses import replace
from typing import Any

from assignment.application.views import Ownership, Standing
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAccepted,
    LeadAssigned,
    LeadDeclined,
    LeadHandoverWaiting,
    LeadReleased,
    LeadUnassigned,
)


def followed(before: Ownership | None, event: Event) -> Ownership | None:
    """What is known after the event; what is said again changes nothing in the end."""
    match event:
        case LeadAssigned():
            return _assigned(before, event)
        case LeadUnassigned():
            return _unassigned(before, event)
        case LeadHandoverWaiting():
            return _kept(before, event)
        case LeadAccepted():
            return _answered(before, event, "accepted")
        case LeadDeclined() | LeadReleased():
            return _answered(before, event, "closed" if event.reason_code == "closed" else "given_up")
    return before


def _assigned(before: Ownership | None, event: LeadAssigned) -> Ownership:
    had = before.had if before else ()
    return Ownership(
        lead_id=event.lead_id,
        cycle=event.cycle,
        standing="assigned",
        since=event.decided_at,
        pool=event.pool,
        attempt=event.attempt,
        rep_id=event.rep_id,
        assignment_id=event.assignment_id,
        decision=_members(event.decision),
        had=had if event.rep_id in had else (*had, event.rep_id),
        team=event.team,
        stage=event.stage,
        accept_by=event.accept_by,
        came_by=event.reason_code,
    )


def _unassigned(before: Ownership | None, event: LeadUnassigned) -> Ownership:
    return Ownership(
        lead_id=event.lead_id,
        cycle=event.cycle,
        standing="waiting",
        since=event.decided_at,
        pool=event.pool,
        attempt=before.attempt if before and before.cycle == event.cycle else 0,
        reason_code=event.reason_code,
        retry_at=event.retry_at,
        decision=_members(event.decision),
        had=before.had if before else (),
    )


def _kept(before: Ownership | None, event: LeadHandoverWaiting) -> Ownership | None:
    if before is None or before.assignment_id != event.assignment_id:
        return before
    return replace(before, handover=event.model_dump(mode="json", include={"stage", "reason_code", "retry_at"}))


def _answered(
    before: Ownership | None, event: LeadAccepted | LeadDeclined | LeadReleased, standing: Standing
) -> Ownership | None:
    if before is None or before.assignment_id != event.assignment_id:
        return before
    kept = before.handover if standing == "accepted" else None
    return replace(before, standing=standing, reason_code=event.reason_code, accept_by=None, handover=kept)


def _members(decision: Any) -> dict[str, object]:  # a pydantic model
    members: dict[str, object] = decision.model_dump(mode="json")
    return members
