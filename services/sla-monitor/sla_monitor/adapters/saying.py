"""From what the domain has to say to the events of the contracts.

An alert's id comes from the lead, the clock and the rung, so that the same alert has the same id whenever it is raised.
"""

from typing import Final

from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events.alert import Owner
from lead_contracts.ids import derived_id
from lead_contracts.values import Motion, VersionRef
from lead_runtime.engine.api import Emit
from sla_monitor.domain.alerts import Alert, Breached, Met, Stuck, Warned, Withdrawn
from sla_monitor.domain.watch import Clock, Holding

CLOCK: Final = "first_response"
ANSWERED: Final = "answered_in_time"
_MOTIONS: Final[dict[str, Motion]] = {"inbound": "inbound", "outbound": "outbound"}


def emit(lead_id: str, alert: Alert) -> Emit:
    """The event to write; an alert's own id is the event's, so that whoever tells people can drop repeats."""
    match alert:
        case Warned():
            return _with_id(_rung(lead_id, alert, events.SlaWarned, "warned"))
        case Breached():
            return _with_id(_rung(lead_id, alert, events.SlaBreached, "breached"))
        case Withdrawn():
            return _with_id(_withdrawn(lead_id, alert))
        case Met():
            return Emit(_met(lead_id, alert), step=alert.clock.key)
        case Stuck():
            return _with_id(_stuck(lead_id, alert))


def _with_id(event: events.SlaWarned | events.SlaBreached | events.SlaWithdrawn | events.LeadStuck) -> Emit:
    return Emit(event, id=event.alert_id)


def _rung(
    lead_id: str, alert: Warned | Breached, model: type[events.SlaWarned] | type[events.SlaBreached], rung: str
) -> events.SlaWarned | events.SlaBreached:
    clock, owner = alert.clock, alert.owners[-1] if alert.owners else None
    return model(
        alert_id=_id(model, lead_id, clock.key),
        lead_id=lead_id,
        cycle=clock.cycle,
        clock=CLOCK,
        policy=_policy(clock),
        rung=rung,
        started_at=clock.started_at,
        due_at=clock.due_at,
        raised_at=alert.raised_at,
        rep_id=(owner.rep or None) if owner else None,
        team=(owner.team or None) if owner else None,
        motion=_MOTIONS.get(clock.motion),
        owner_history=_history(alert.owners),
    )


def _withdrawn(lead_id: str, alert: Withdrawn) -> events.SlaWithdrawn:
    return events.SlaWithdrawn(
        alert_id=_id(events.SlaWithdrawn, lead_id, alert.breach),
        withdraws=_id(events.SlaBreached, lead_id, alert.breach),
        lead_id=lead_id,
        cycle=alert.clock.cycle,
        clock=CLOCK,
        reason_code=ANSWERED,
        answered_at=alert.answered_at,
        raised_at=alert.raised_at,
    )


def _met(lead_id: str, alert: Met) -> events.SlaMet:
    clock = alert.clock
    return events.SlaMet(
        lead_id=lead_id,
        cycle=clock.cycle,
        clock=CLOCK,
        policy=_policy(clock),
        started_at=clock.started_at,
        due_at=clock.due_at,
        answered_at=alert.answered_at,
        elapsed_seconds=(alert.answered_at - clock.started_at).total_seconds(),
        rep_id=alert.rep or None,
        team=alert.team or None,
        motion=_MOTIONS.get(clock.motion),
    )


def _stuck(lead_id: str, alert: Stuck) -> events.LeadStuck:
    return events.LeadStuck(
        alert_id=_id(events.LeadStuck, lead_id, f"{alert.stage}/{alert.subject}"),
        lead_id=lead_id,
        stage=alert.stage,
        reason_code=alert.reason,
        since=alert.since,
        raised_at=alert.raised_at,
    )


def _id(model: type[Event], lead_id: str, key: str) -> str:
    return derived_id(lead_id, model.type(), f"{CLOCK}/{key}")


def _policy(clock: Clock) -> VersionRef:
    return VersionRef(name=clock.policy, version=clock.version)


def _history(holdings: tuple[Holding, ...]) -> tuple[Owner, ...]:
    ends = [*(holding.since for holding in holdings), None][1:]
    held = zip(holdings, ends, strict=True)
    return tuple(Owner(rep_id=each.rep, since=each.since, until=end) for each, end in held if each.rep)
