"""A hunter won, a farmer goes on: the clock of that cycle runs from the verdict that opened it, without any touch."""

from itertools import permutations

import pytest
from tests.unit.sla_monitor.leads import (
    assigned,
    call,
    closed,
    handed_over,
    merged,
    monitor,
    qualified,
    received,
    suppressed,
)
from tests.unit.sla_monitor.story import at

from lead_contracts import events
from lead_contracts.base import Event
from lead_runtime.testing import Driver

BEFORE = (received(), qualified(), call(0.5), closed(hours=1))
"""The hunter called in time and won, an hour after noon."""


def told(*facts: Event) -> Driver:
    driver = monitor()
    driver.advance(to=at(1))
    for fact in facts:
        driver.feed(fact)
    return driver


def about(driver: Driver, cycle: int) -> list[str]:
    """What was said of a cycle's clock."""
    said = (event for event in driver.outputs if not isinstance(event, events.LeadStuck))
    return [event.NAME for event in said if getattr(event, "cycle", None) == cycle]


def test_nobody_called_and_it_breaches_a_day_after_the_verdict() -> None:
    driver = told(*BEFORE, handed_over(hours=1), assigned("ada", cycle=2, hours=1))
    driver.advance(to=at(24.9))
    assert about(driver, 2) == ["sla.warned"]
    driver.advance(to=at(30))
    (breached,) = [event for event in driver.outputs if isinstance(event, events.SlaBreached)]
    assert (breached.started_at, breached.due_at, breached.cycle) == (at(1), at(25), 2)
    assert (breached.rep_id, breached.motion) == ("ada", "inbound")


def test_a_call_of_the_farmer_meets_the_promise_and_one_of_the_hunter_before_does_not() -> None:
    driver = told(*BEFORE, handed_over(hours=1), call(0.9, entered=1.2), assigned("ada", cycle=2, hours=1))
    assert about(driver, 2) == []
    driver.advance(to=at(3))
    driver.feed(call(3))
    (met,) = [event for event in driver.outputs if isinstance(event, events.SlaMet) and event.cycle == 2]
    assert (met.started_at, met.answered_at, met.elapsed_seconds) == (at(1), at(3), 2 * 3600)
    driver.advance(to=at(60))
    assert about(driver, 2) == ["sla.met"]


def test_nothing_is_said_to_be_stuck_for_want_of_a_touch() -> None:
    driver = told(*BEFORE, handed_over(hours=1), assigned("ada", cycle=2, hours=1))
    driver.advance(to=at(20))
    assert not any(isinstance(event, events.LeadStuck) for event in driver.outputs)


def test_an_account_that_nobody_takes_over_is_said_to_be_stuck() -> None:
    driver = told(*BEFORE, handed_over(hours=1))
    driver.advance(to=at(2))
    (stuck,) = [event for event in driver.outputs if isinstance(event, events.LeadStuck)]
    assert (stuck.stage, stuck.since) == ("qualified", at(1))


def test_a_touch_that_waited_for_its_verdict_when_the_account_was_won_starts_no_clock_of_its_own() -> None:
    driver = told(*BEFORE[:3], received("t2", hours=0.9), closed(hours=1), handed_over(hours=1), merged("t2", 2, 1))
    driver.advance(to=at(100))
    breaches = [event for event in driver.outputs if isinstance(event, events.SlaBreached)]
    assert [(event.cycle, event.started_at) for event in breaches] == [(2, at(1))]


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (closed(cycle=2, hours=2), []),
        (suppressed(hours=2), []),
        (closed(cycle=2, hours=29), ["sla.warned", "sla.breached"]),
    ],
)
def test_it_ends_like_any_other_clock(end: Event, said: list[str]) -> None:
    driver = told(*BEFORE, handed_over(hours=1))
    driver.advance(to=at(2 if not said else 29))
    driver.feed(end)
    driver.advance(to=at(60))
    assert about(driver, 2) == said


def test_in_whatever_order_it_is_read_and_however_often_the_same_is_said() -> None:
    facts = (received(), qualified(), closed(hours=1), handed_over(hours=1), assigned("ada", cycle=2, hours=1), call(3))
    for order in permutations(facts):
        driver = monitor()
        driver.advance(to=at(3))
        for fact in (*order, *order[:2]):
            driver.feed(fact)
        driver.advance(to=at(60))
        assert about(driver, 2) == ["sla.met"], order
