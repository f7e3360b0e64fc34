"""Events about one lead as the other services write them, with times in hours from noon of a day."""

from pathlib import Path
from typing import Any, TypeVar

from tests.support import NOWHERE
from tests.unit.sla_monitor.story import NOON, at

from lead_contracts import events
from lead_contracts.base import Event
from lead_runtime.testing import Driver
from sla_monitor.adapters.publish import published_policy
from sla_monitor.adapters.worker import topology

LEAD = "11111111-2222-8333-a444-555555555555"
POLICY_FILE = Path(__file__).parents[3] / "deploy" / "config" / "sla.yaml"
VERDICT = {
    "motion": "inbound",
    "score": 80,
    "fit": 70,
    "engagement": 60,
    "grade": "A",
    "priority": 100,
    "reasons": [],
    "rule_set": {"name": "inbound", "version": 1},
    "facts": {},
}
DECISION = {"policy": {"name": "default", "version": 1}}
E = TypeVar("E", bound=Event)


def monitor(*, published: bool = True) -> Driver:
    """The worker at noon, with the policy of the repository in force."""
    driver = Driver(topology(), NOON)
    if published:
        driver.set_global(published_policy(POLICY_FILE, at(-1000), "test"))
    return driver


def received(touch: str = "t1", hours: float = 0, *, acted: float | None = None, test: bool = False) -> Event:
    """Live if ``acted`` is given, else from a list."""
    return _event(
        events.LeadReceived,
        touch_id=touch,
        source="hubspot",
        channel="list" if acted is None else "live",
        received_at=at(hours),
        occurred_at=None if acted is None else at(acted),
        is_test=test,
        delivery=NOWHERE,
    )


def qualified(touch: str = "t1", cycle: int = 1, hours: float = 0.01) -> Event:
    return _verdict(events.LeadQualified, touch, hours, cycle=cycle)


def handed_over(cycle: int = 2, hours: float = 1) -> Event:
    """A hunter won the cycle before: no touch opened this one."""
    members = {"received_at": at(hours), "cycle": cycle, "reason_code": "account_handover"}
    verdict = {"touch_id": f"won-{cycle - 1}", "decided_at": at(hours), **VERDICT, **members}
    return _event(events.LeadQualified, **verdict)


def merged(touch: str, cycle: int = 1, hours: float = 0.01) -> Event:
    return _verdict(events.LeadTouched, touch, hours, cycle=cycle)


def disqualified(touch: str = "t1", hours: float = 0.01) -> Event:
    return _verdict(events.LeadDisqualified, touch, hours, reason_code="below_threshold")


def assigned(rep: str = "ada", cycle: int = 1, hours: float = 0.02) -> Event:
    return _event(
        events.LeadAssigned,
        cycle=cycle,
        assignment_id=f"a-{rep}",
        attempt=1,
        rep_id=rep,
        role="farmer",
        team="emea",
        pool="all",
        decided_at=at(hours),
        decision=DECISION,
        facts={},
    )


def declined(rep: str = "ada", cycle: int = 1, hours: float = 1) -> Event:
    return _event(
        events.LeadDeclined, cycle=cycle, assignment_id=f"a-{rep}", rep_id=rep, reason_code=None, occurred_at=at(hours)
    )


def unassigned(cycle: int = 1, hours: float = 0.02) -> Event:
    return _event(
        events.LeadUnassigned, cycle=cycle, reason_code="no_capacity", decided_at=at(hours), decision=DECISION
    )


def closed(cycle: int = 1, hours: float = 1) -> Event:
    return _event(events.LeadClosed, cycle=cycle, outcome="won", occurred_at=at(hours), decided_at=at(hours))


def suppressed(hours: float = 1) -> Event:
    return _event(events.LeadSuppressed, source="hubspot", reason_code="erasure", occurred_at=at(hours))


def call(hours: float, *, entered: float | None = None, **changes: Any) -> Event:
    members = {"kind": "call", "direction": "out", "automated": False, "rep_id": "ada", **changes}
    return _event(
        events.LeadActivity,
        activity_id=f"call-{hours}",
        occurred_at=at(hours),
        recorded_at=at(hours if entered is None else entered),
        **members,
    )


def _verdict(model: type[E], touch: str, hours: float, **members: Any) -> E:
    return _event(model, touch_id=touch, received_at=at(0), decided_at=at(hours), **VERDICT, **members)


def _event(model: type[E], **members: Any) -> E:
    return model.model_validate({"lead_id": LEAD, **members})
