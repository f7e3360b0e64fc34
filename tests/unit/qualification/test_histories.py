"""Whole histories, permuted between topics and doubled: the end is the same, and no touch is decided twice."""

from collections import Counter
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.qualification import histories
from tests.unit.qualification.samples import (
    NOW,
    activity,
    assigned,
    driver,
    linked,
    poor,
    received,
    shipped,
)

from lead_contracts.base import Event
from lead_contracts.events import LeadClosed, LeadContact, LeadDisqualified, LeadQualified, LeadTouched
from lead_runtime.engine.errors import Transient
from lead_runtime.testing import Driver
from qualification.adapters.worker import topology

VERDICTS = (LeadQualified, LeadDisqualified, LeadTouched)
HISTORY: tuple[Event, ...] = (
    received("t-1"),
    activity("a-1"),
    activity("a-2", "crm-7", direction="out", kind="call"),
    linked("crm-7"),
    received("t-2", received_at=NOW - timedelta(hours=2)),
    assigned("rep-1"),
    poor("t-3"),
)


def played(history: list[Event]) -> Driver:
    """The group after a history; what it sends on to its own inputs comes back to it."""
    group = driver()
    for number, event in enumerate(history):
        group.feed(event, id=f"{type(event).__name__}/{event.model_dump_json()}/{number}")
        for record in [record for record in group.records if record.topic in group.topology.inputs]:
            group.records.remove(record)
            group.feed_record(record)
    return group


def decided(group: Driver) -> Counter[str]:
    return Counter(event.touch_id for event in group.outputs if isinstance(event, VERDICTS))


def end_of(group: Driver) -> dict[str, Any]:
    """What is known at the end, apart from the order of the marks and who happened to open the cycle."""
    table = next(table for table in group.topology.tables if table.name == "leads")
    return {
        lead_id: (lead.standing, lead.cycle, lead.motion, lead.facts, lead.contact, frozenset(lead.marks))
        for lead_id, lead in group.state(table).items()
    }


@settings(deadline=None, max_examples=40)
@given(st.permutations(HISTORY), st.lists(st.sampled_from(HISTORY), max_size=4))
def test_any_order_and_any_repetition_end_the_same(order: list[Event], again: list[Event]) -> None:
    expected, group = played(list(HISTORY)), played([*order, *again])
    assert decided(group) == {"t-1": 1, "t-2": 1, "t-3": 1}
    assert end_of(group) == end_of(expected)
    assert group.dead_letters == []


def test_every_touch_gets_one_verdict_in_every_order_of_three() -> None:
    touches = [received("t-1"), poor("t-2"), received("t-3", is_test=True)]
    for order in permutations(touches):
        group = played(list(order))
        assert decided(group) == {"t-1": 1, "t-2": 1, "t-3": 1}
        assert sum(isinstance(event, LeadQualified) for event in group.outputs) == 1


@settings(deadline=None, max_examples=40)
@given(histories.histories(), st.sets(st.integers(0, 12), max_size=3))
def test_replaying_the_log_at_its_recorded_instants_gives_the_same_bytes(
    history: list[histories.Happening], restarts: set[int]
) -> None:
    log = histories.played(history)
    again = histories.read_again(log, restarts)
    assert again.records == log.group.records  # topics, keys, values, headers and so their ids
    assert again.changelog == log.group.changelog


def test_a_restart_in_between_changes_nothing() -> None:
    straight, group = played(list(HISTORY)), driver()
    for number, event in enumerate(HISTORY):
        group.restart()
        group.feed(event, id=f"{type(event).__name__}/{event.model_dump_json()}/{number}")
        for record in [record for record in group.records if record.topic in group.topology.inputs]:
            group.records.remove(record)
            group.feed_record(record)
    assert end_of(group) == end_of(straight)
    assert [event for event in group.outputs if isinstance(event, VERDICTS)] == [
        event for event in straight.outputs if isinstance(event, VERDICTS)
    ]


def test_without_a_published_rule_set_the_partition_waits_and_nothing_is_lost() -> None:
    group = Driver(topology(), now=NOW)
    with pytest.raises(Transient, match="no rule set is in effect for inbound leads"):
        group.feed(received("t-1"))
    assert group.records == []
    for event in shipped(NOW - timedelta(days=1)):
        group.set_global(event)
    group.feed(received("t-1"))
    assert decided(group) == {"t-1": 1}


def test_a_rule_set_for_tomorrow_decides_tomorrow() -> None:
    group = Driver(topology(), now=NOW)
    for event in (*shipped(NOW - timedelta(days=1)), *(later(event) for event in shipped(NOW - timedelta(days=1)))):
        group.set_global(event)
    group.feed(received("t-1"))
    group.advance(by=timedelta(days=1))
    group.feed(received("t-2"))
    first, second = (event for event in group.outputs if isinstance(event, VERDICTS))
    assert (first.rule_set.version, second.rule_set.version) == (1, 2)


def test_a_rule_set_that_this_release_cannot_read_stops_the_decisions_and_says_which() -> None:
    group = driver()
    newer = later(shipped(NOW - timedelta(days=1))[0])
    group.set_global(newer.model_copy(update={"content": {**newer.content, "sentiment": {}}}))
    with pytest.raises(Transient, match=r"rules/inbound/2: sentiment"):
        group.feed(received("t-1"))


def test_a_lead_with_very_many_touches_keeps_a_bounded_state() -> None:
    group = driver()
    for number in range(300):
        group.feed(received(f"t-{number}"))
    table = next(table for table in group.topology.tables if table.name == "leads")
    (lead,) = group.state(table).values()
    assert len(lead.marks) == 256
    assert sum(isinstance(event, LeadContact) for event in group.outputs) == 1
    assert not any(isinstance(event, LeadClosed) for event in group.outputs)


def later(event: Any) -> Any:
    """The next version, in effect from tomorrow."""
    return event.model_copy(update={"version": 2, "effective_from": NOW + timedelta(days=1)})
