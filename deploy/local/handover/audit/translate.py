"""From the events of the contracts to the facts that the judges need."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER

from .facts import Alert, Closed, Fact, Moved, Ownership, Reply, Suppressed, Touch, Verdict, Version, Withdrawal
from .log import At


def fact_of(at: At, event: Event) -> Fact | None:
    """The fact, or None where the judges need none."""
    translate = _TRANSLATIONS.get(type(event))
    return translate(at, event) if translate else None


def _touch(at: At, event: events.LeadReceived) -> Touch:
    live = event.channel == "live"
    ids_only = "ids_only" in event.flags
    return Touch(at, event.touch_id, live, event.received_at, event.occurred_at, event.came_as, ids_only)


def _moved(at: At, event: events.LeadMoved) -> Moved:
    return Moved(at, event.touch_id, event.to)


def _verdict(outcome: Literal["qualified", "disqualified", "touched"]) -> Callable[[At, Any], Verdict]:
    def translate(at: At, event: events.LeadQualified | events.LeadDisqualified | events.LeadTouched) -> Verdict:
        rule_set = Version(event.rule_set.name, event.rule_set.version)
        received, decided = event.received_at, event.decided_at
        handed = isinstance(event, events.LeadQualified) and event.reason_code == ACCOUNT_HANDOVER
        return Verdict(at, outcome, event.touch_id, event.cycle, event.motion, rule_set, received, decided, handed)

    return translate


def _closed(at: At, event: events.LeadClosed) -> Closed:
    return Closed(at, event.cycle, min(event.occurred_at, event.decided_at), event.outcome, event.request_id)


def _suppressed(at: At, event: events.LeadSuppressed) -> Suppressed:
    return Suppressed(at, min(event.occurred_at, at.time))


def _assigned(at: At, event: events.LeadAssigned) -> Ownership:
    return Ownership(at, "assigned", event.cycle, event.assignment_id, event.attempt, event.role)


def _unassigned(at: At, event: events.LeadUnassigned) -> Ownership:
    return Ownership(at, "unassigned", event.cycle)


def _answered(step: Literal["accepted", "declined", "released"]) -> Callable[[At, Any], Ownership]:
    def translate(at: At, event: events.LeadAccepted | events.LeadDeclined | events.LeadReleased) -> Ownership:
        return Ownership(at, step, event.cycle, event.assignment_id)

    return translate


def _reply(at: At, event: events.LeadActivity) -> Reply | None:
    if event.automated or event.direction != "out":
        return None
    return Reply(at, event.kind, event.occurred_at, event.recorded_at)


def _alert(step: Literal["warned", "breached", "escalated"]) -> Callable[[At, Any], Alert]:
    def translate(at: At, event: events.SlaWarned | events.SlaBreached | events.SlaEscalated) -> Alert:
        policy = Version(event.policy.name, event.policy.version)
        span = event.started_at, event.due_at, event.raised_at
        return Alert(at, step, event.cycle, event.clock, policy, *span, event.rung, event.alert_id)

    return translate


def _met(at: At, event: events.SlaMet) -> Alert:
    policy = Version(event.policy.name, event.policy.version)
    return Alert(at, "met", event.cycle, event.clock, policy, event.started_at, event.due_at, event.answered_at)


def _withdrawn(at: At, event: events.SlaWithdrawn) -> Withdrawal:
    return Withdrawal(at, event.withdraws)


_TRANSLATIONS: Mapping[type[Event], Callable[[At, Any], Fact | None]] = {
    events.LeadReceived: _touch,
    events.LeadMoved: _moved,
    events.LeadSuppressed: _suppressed,
    events.LeadQualified: _verdict("qualified"),
    events.LeadDisqualified: _verdict("disqualified"),
    events.LeadTouched: _verdict("touched"),
    events.LeadClosed: _closed,
    events.LeadAssigned: _assigned,
    events.LeadUnassigned: _unassigned,
    events.LeadAccepted: _answered("accepted"),
    events.LeadDeclined: _answered("declined"),
    events.LeadReleased: _answered("released"),
    events.LeadActivity: _reply,
    events.SlaWarned: _alert("warned"),
    events.SlaBreached: _alert("breached"),
    events.SlaEscalated: _alert("escalated"),
    events.SlaMet: _met,
    events.SlaWithdrawn: _withdrawn,
}
