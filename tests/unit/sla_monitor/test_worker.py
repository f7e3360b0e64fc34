"""The worker on the runtime's driver: contracts in, contracts out, through restarts and replays."""

import json
from datetime import timedelta
from random import Random

import pytest
from tests.unit.sla_monitor import leads
from tests.unit.sla_monitor.leads import LEAD, assigned, call, closed, disqualified, monitor, qualified, received
from tests.unit.sla_monitor.story import NOON, at

from lead_contracts import events
from lead_contracts.base import Event
from lead_runtime.engine.api import Record
from lead_runtime.engine.errors import Transient
from lead_runtime.testing import Driver


def told(driver: Driver, *facts: Event) -> Driver:
    for fact in facts:
        driver.feed(fact)
    return driver


def names(driver: Driver) -> list[str]:
    return [event.NAME for event in driver.outputs]


def test_breach_says_who_when_and_under_which_policy() -> None:
    driver = told(monitor(), received(acted=-1), qualified(), assigned())
    driver.advance(to=at(30))
    warned, breached = driver.outputs
    assert (warned.NAME, warned.rung, warned.raised_at) == ("sla.warned", "warned", at(17) + timedelta(seconds=1))
    assert isinstance(breached, events.SlaBreached)
    assert (breached.lead_id, breached.cycle, breached.clock) == (LEAD, 1, "first_response")
    assert (breached.started_at, breached.due_at) == (at(-1), at(23))
    assert (breached.policy.name, breached.policy.version) == ("standard", 1)
    assert (breached.rep_id, breached.team, breached.motion) == ("ada", "emea", "inbound")
    assert [(owner.rep_id, owner.since, owner.until) for owner in breached.owner_history] == [("ada", at(0.02), None)]


def test_lead_submitted_25_hours_ago_breaches_at_once() -> None:
    driver = told(monitor(), received(acted=-25))
    driver.advance(by=timedelta())
    assert names(driver) == ["sla.breached"]
    told(driver, qualified(), assigned()).advance(to=at(100))
    assert names(driver) == ["sla.breached"]


def test_reply_made_in_time_that_arrives_late_withdraws_the_breach_and_meets_the_promise() -> None:
    driver = told(monitor(), received(acted=-25), qualified(), assigned())
    driver.advance(to=at(1))
    breached, withdrawn, met = told(driver, call(-2, entered=1)).outputs
    assert (withdrawn.NAME, withdrawn.withdraws, withdrawn.answered_at) == ("sla.withdrawn", breached.alert_id, at(-2))
    assert (met.NAME, met.answered_at, met.elapsed_seconds, met.rep_id) == ("sla.met", at(-2), 23 * 3600, "ada")


@pytest.mark.parametrize(
    "robot", [{"automated": True}, {"automated": True, "kind": "email"}, {"direction": "in"}, {"kind": "note"}]
)
def test_what_no_person_sent_answers_nobody(robot: dict[str, object]) -> None:
    driver = told(monitor(), received(), qualified(), assigned(), call(1, **robot))
    driver.advance(to=at(30))
    assert names(driver) == ["sla.warned", "sla.breached"]


def test_reply_from_the_future_counts_when_it_arrived() -> None:
    driver = told(monitor(), received(), qualified(), assigned(), call(9999, entered=2))
    assert [event.answered_at for event in driver.outputs] == [at(2)]


def test_owner_who_declined_is_in_the_history_and_not_the_owner() -> None:
    driver = told(monitor(), received(), qualified(), assigned(), leads.declined(hours=1))
    driver.advance(to=at(30))
    breached = driver.outputs[-1]
    assert breached.rep_id is None
    assert [(owner.rep_id, owner.until) for owner in breached.owner_history] == [("ada", at(1))]


def test_lead_that_does_not_move_is_named_with_stage_and_reason() -> None:
    driver = told(monitor(), received())
    driver.advance(to=at(1))
    told(driver, qualified(hours=1), leads.unassigned(hours=1)).advance(to=at(2))
    stuck = [(event.NAME, event.stage, event.reason_code, event.since) for event in driver.outputs]
    assert stuck == [
        ("lead.stuck", "received", "no_verdict", at(0)),
        ("lead.stuck", "unassigned", "no_capacity", at(1)),
    ]


@pytest.mark.parametrize("end", [disqualified(), closed(), leads.suppressed(hours=0.1)])
def test_clock_ends_silently(end: Event) -> None:
    driver = told(monitor(), received())
    if end != disqualified():
        told(driver, qualified(), assigned())
    driver.now = at(1)
    told(driver, end).advance(to=at(100))
    assert [name for name in names(driver) if name.startswith("sla.")] == []


def test_suppression_from_a_clock_far_in_the_future_silences_nothing_later() -> None:
    driver = told(monitor(), leads.suppressed(hours=99999))
    driver.now = at(1)
    told(driver, received("t2", 1), qualified("t2", hours=1), assigned(hours=1)).advance(to=at(100))
    assert names(driver) == ["sla.warned", "sla.breached"]


def test_test_lead_is_not_timed() -> None:
    driver = told(monitor(), received(test=True))
    driver.advance(to=at(100))
    assert names(driver) == []


def test_without_a_published_policy_the_partition_waits() -> None:
    with pytest.raises(Transient, match="no sla policy"):
        monitor(published=False).feed(received())


def test_poison_is_a_dead_letter_and_its_neighbours_go_on() -> None:
    driver = monitor()
    driver.feed_record(
        Record("leads.received", 0, 0, 0, b"x", b"\xff", (("ce_type", b"com.leadhandover.lead.received.v1"),))
    )
    told(driver, received()).advance(to=at(30))
    assert len(driver.dead_letters) == 1
    assert "sla.breached" in names(driver)


def history() -> list[tuple[float, Event]]:
    """An answered lead, a breach, a withdrawal, a second cycle: with the hour in which each is read."""
    return [
        (0, received()),
        (0.1, qualified()),
        (0.1, assigned()),
        (26, call(23, entered=26)),
        (27, closed(hours=27)),
        (30, received("t2", 30, acted=29)),
        (30.1, qualified("t2", 2, 30.1)),
        (31, assigned("bob", 2, 31)),
    ]


def played(*, restarts: bool = False, repeats: bool = False) -> Driver:
    driver, random = monitor(), Random(7)
    for hour, event in history():
        driver.advance(to=at(hour))
        driver.feed(event)
        if repeats:
            driver.feed(random.choice([past for when, past in history() if when <= hour]))
        if restarts:
            driver.restart()
    driver.advance(to=at(100))
    return driver


def test_story_with_every_kind_of_alert() -> None:
    assert names(played()) == [
        "sla.warned",
        "sla.breached",
        "sla.withdrawn",
        "sla.met",
        "lead.stuck",
        "sla.warned",
        "sla.breached",
    ]


def ids(driver: Driver) -> list[tuple[str, str]]:
    """Type and id as on the wire, in order."""
    return [
        tuple(dict(record.headers)[name].decode() for name in ("ce_type", "ce_id"))  # type: ignore[misc]
        for record in driver.records
        if record.topic == "sla.alerts"
    ]


def test_restart_after_every_event_gives_the_same_alerts() -> None:
    assert ids(played(restarts=True)) == ids(played())


def test_replay_gives_the_same_alerts() -> None:
    assert played().outputs == played().outputs


def test_repeated_events_give_no_second_alert() -> None:
    assert [kind for kind, _ in ids(played(repeats=True))] == [kind for kind, _ in ids(played())]
    assert {event.alert_id for event in played(repeats=True).outputs if event.NAME == "sla.breached"} == {
        event.alert_id for event in played().outputs if event.NAME == "sla.breached"
    }


def test_alerts_carry_no_personal_data_and_lie_under_the_lead() -> None:
    driver = played()
    assert {record.key for record in driver.records} == {LEAD.encode()}
    assert all("email" not in json.loads(record.value or b"{}") for record in driver.records)


def test_answered_lead_is_forgotten_after_a_while() -> None:
    driver = monitor()
    told(driver, received(), qualified(), assigned(), call(1), closed(hours=2))
    driver.advance(to=NOON + timedelta(days=91))
    assert driver.state(driver.topology.tables[0]) == {}


def test_reply_to_a_lead_that_never_comes_is_forgotten_sooner() -> None:
    driver = told(monitor(), call(0))
    assert len(driver.state(driver.topology.tables[0])) == 1
    driver.advance(to=NOON + timedelta(days=4))
    assert driver.state(driver.topology.tables[0]) == {}
