"""An event as a line of a lead's story, and as the answer to a request. Pure."""

from collections.abc import Iterator, Mapping
from typing import Final

from assignment.application.views import StoryLine
from lead_contracts.base import Event
from lead_contracts.events import (
    LeadAccepted,
    LeadActivity,
    LeadAssigned,
    LeadClosed,
    LeadDeclined,
    LeadDisqualified,
    LeadHandoverWaiting,
    LeadLinked,
    LeadMoved,
    LeadQualified,
    LeadReleased,
    LeadRequestRefused,
    LeadTouched,
    LeadUnassigned,
)
from lead_contracts.events.requests import Request
from lead_contracts.events.verdict import Verdict
from lead_runtime.engine.api import Incoming

_TOLD: Final[Mapping[type[Event], frozenset[str]]] = {
    LeadQualified: frozenset({"cycle", "motion", "score", "grade", "reason_code"}),
    LeadTouched: frozenset({"cycle", "score", "grade"}),
    LeadDisqualified: frozenset({"reason_code", "score"}),
    LeadMoved: frozenset({"touch_id", "to"}),
    LeadLinked: frozenset({"from_", "to", "reason_code", "by"}),
    LeadClosed: frozenset({"cycle", "outcome", "value", "currency", "reason_code"}),
    LeadAssigned: frozenset({"cycle", "attempt", "rep_id", "role", "team", "pool", "stage", "reason_code"}),
    LeadHandoverWaiting: frozenset({"cycle", "rep_id", "stage", "reason_code", "retry_at"}),
    LeadUnassigned: frozenset({"cycle", "reason_code", "retry_at"}),
    LeadAccepted: frozenset({"cycle", "rep_id"}),
    LeadDeclined: frozenset({"cycle", "rep_id", "reason_code"}),
    LeadReleased: frozenset({"cycle", "rep_id", "reason_code"}),
    LeadActivity: frozenset(
        {"kind", "direction", "outcome", "automated", "rep_id", "duration_seconds", "satisfaction"}
    ),
}
_CAME_BY: Final = ("source", "campaign")
"""Facts of a verdict that say how the touch came."""


def line_of(incoming: Incoming[Event]) -> StoryLine | None:
    """The line, or None for what is no part of the story. An activity stands where it happened, not where it was heard."""
    event = incoming.data
    told = _TOLD.get(type(event))
    if told is None:
        return None
    at = event.occurred_at if isinstance(event, LeadActivity) else incoming.time
    members = event.model_dump(mode="json", include=set(told), exclude_none=True, by_alias=True)
    if isinstance(event, Verdict):
        members |= {name: said for name in _CAME_BY if (said := event.facts.get(name))}
    return StoryLine(at, event.NAME, incoming.id, members, incoming.record.offset)


def subject_of(incoming: Incoming[Event]) -> str | None:
    """The lead whose story the event belongs to. A link is told under every lead that it concerns."""
    if isinstance(incoming.data, LeadLinked):
        return (incoming.record.key or b"").decode() or None
    found = getattr(incoming.data, "lead_id", None)
    return found if isinstance(found, str) else None


def answer_to(event: Event) -> Iterator[tuple[str, Mapping[str, str | None]]]:
    """Request id and fields to set: who asked for what, or the answer."""
    if isinstance(event, Request):
        lead_id = getattr(event, "lead_id", None)
        role = event.actor_role or "rep"
        yield event.request_id, {"kind": event.NAME, "actor": event.actor, "actor_role": role, "lead_id": lead_id}
    elif isinstance(event, LeadRequestRefused):
        yield event.request_id, {"status": "refused", "reason_code": event.reason_code, "by": event.NAME}
    elif request_id := _answered(event):
        yield request_id, {"status": "done", "by": event.NAME, "lead_id": getattr(event, "lead_id", None)}


def _answered(event: Event) -> str | None:
    if isinstance(event, LeadAssigned):
        found = event.decision.inputs.get("request_id")
        return found if isinstance(found, str) else None
    if isinstance(event, LeadAccepted | LeadDeclined | LeadReleased | LeadClosed):
        return event.request_id
    return None
