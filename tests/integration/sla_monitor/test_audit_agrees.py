"""The monitor and the audit have the rules of the clocks written twice: on random histories they find the same."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.sla_monitor import leads
from tests.unit.sla_monitor.histories import Written, history, interleaved, stretches
from tests.unit.sla_monitor.story import NOON, at

from handover.audit.auditor import audit
from handover.audit.evidence import Scope
from handover.audit.log import At, LoggedEvent
from handover.audit.report import Kind
from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_runtime.testing import Driver
from sla_monitor.adapters.publish import published_policy
from sla_monitor.domain.facts import Acted, Closed, Disqualified, Fact, Held, Merged, Qualified, Received, Vacated

seeds = st.integers(0, 2**32)
ABOUT_ALERTS = {
    *(Kind.ALERT_DOUBLED, Kind.ALERT_MISSING, Kind.FALSE_ALERT, Kind.ALERT_AFTER_END, Kind.ALERT_WITHOUT_CLOCK),
    *(Kind.WITHDRAWAL_MISSING, Kind.WITHDRAWAL_WITHOUT_BREACH, Kind.UNKNOWN_POLICY, Kind.EVENT_DOUBLED),
}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=seeds, order=seeds)
def test_audit_finds_nothing_wrong_with_the_alerts_of_the_monitor(seed: int, order: int) -> None:
    random, log, driver = Random(order), history(Random(seed)), leads.monitor()
    for stretch in stretches(log, random):
        driver.now = max(driver.now, at(stretch[-1].hour))
        for fact in interleaved(stretch, random):
            driver.feed(event_of(fact))
        driver.advance(to=driver.now)
    driver.advance(to=at(log[-1].hour + 500))
    report = audit([*inputs(log), *outputs(driver)], Scope(read_until=driver.now))
    assert [found for found in report.violations if found.kind in ABOUT_ALERTS] == []


def inputs(log: list[Written]) -> list[LoggedEvent]:
    policy = published_policy(leads.POLICY_FILE, at(-1000), "test")
    published = LoggedEvent(At(policy.TOPIC, 0, 0, at(-1000)), "policy", policy)
    entries = [(event_of(written.fact), at(written.hour)) for written in log]
    return [published, *(LoggedEvent(At(e.TOPIC, 0, n, when), f"in-{n}", e) for n, (e, when) in enumerate(entries))]


def outputs(driver: Driver) -> list[LoggedEvent]:
    entries = []
    for record in driver.records:
        envelope, event = decode(record.headers, record.value)
        entries.append(LoggedEvent(At(record.topic, 0, record.offset, envelope.time), envelope.id, event))
    return entries


def hours(instant: object) -> float:
    return (instant - NOON).total_seconds() / 3600  # type: ignore[operator, no-any-return]


def event_of(fact: Fact) -> Event:
    """The event that says it."""
    match fact:
        case Received() | Acted():
            return came(fact)
        case Held():
            return leads.assigned(fact.rep, fact.cycle, hours(fact.at))
        case Vacated():
            return leads.unassigned(fact.cycle, hours(fact.at))
        case _:
            return decided(fact)


def came(fact: Received | Acted) -> Event:
    if isinstance(fact, Received):
        instants = {"received_at": fact.received_at, "occurred_at": fact.occurred_at}
        changes = {"channel": "live" if fact.live else "list", **instants}
        return leads.received(fact.touch, test=fact.test).model_copy(update=changes)
    call = leads.call(0, kind=fact.kind, direction="out" if fact.outgoing else "in", automated=fact.automated)
    return call.model_copy(update={"occurred_at": fact.occurred_at, "recorded_at": fact.recorded_at})


def decided(fact: Fact) -> Event:
    match fact:
        case Qualified():
            event = leads.qualified(fact.touch, fact.cycle, hours(fact.decided_at))
            reason = ACCOUNT_HANDOVER if fact.untouched else None
            return event.model_copy(update={"received_at": fact.received_at, "reason_code": reason})
        case Merged():
            return leads.merged(fact.touch, fact.cycle)
        case Disqualified():
            return leads.disqualified(fact.touch)
        case Closed():
            return leads.closed(fact.cycle).model_copy(update={"occurred_at": fact.at, "decided_at": fact.at})
        case _:
            raise AssertionError(fact)


def test_the_comparison_can_fail() -> None:
    driver = leads.monitor()
    driver.feed(leads.received(acted=-25))
    driver.feed(leads.qualified())
    said = [Written(0, "received", Received("t1", True, at(0), at(-25)))]
    log = [*inputs([*said, Written(0, "qualified", Qualified("t1", 1, at(0), at(0.01)))]), *outputs(driver)]
    report = audit(log, Scope(read_until=at(100)))
    assert Kind.ALERT_MISSING in {found.kind for found in report.violations}
    assert events.SlaBreached not in {type(event) for event in driver.outputs}
