"""Waits in random histories: whatever comes when, every touch has one verdict."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.qualification.samples import (
    activity,
    received,
    suppressed,
)
from tests.unit.qualification.test_linked_leads import A, B, linked, play, verdicts
from tests.unit.qualification.waits import COMPANY, MINUTE, PERSON, enriched, patient, pending, pointer, unknown_company

from lead_contracts.base import Event
from lead_runtime.testing import Driver

HISTORY: tuple[Event, ...] = (
    pointer("t-1", A),
    unknown_company("t-2", B),
    received("t-3", A),
    enriched(A, attributes=COMPANY),
    enriched(B, **PERSON),
    activity("a-1", A),
    linked(A, B),
    suppressed(B),
)


@settings(deadline=None, max_examples=40)
@given(
    st.permutations(HISTORY),
    st.lists(st.sampled_from(HISTORY), max_size=4),
    st.lists(st.sampled_from([0, 1, 3, 6]), min_size=12, max_size=12),
    st.sets(st.integers(0, 11), max_size=3),
    st.sampled_from([0, 1]),
)
def test_in_any_order_repetition_pace_and_with_restarts_each_touch_has_one_verdict(
    order: list[Event], again: list[Event], minutes: list[int], restarts: set[int], left_out: int
) -> None:
    """``left_out``: with the suppression, and without it."""
    group, history = patient(), [*order, *again]
    if left_out:
        history = [event for event in history if event != suppressed(B)]
    for number, event in enumerate(history):
        if number in restarts:
            group.restart()
        play(event, group=group)
        pass_time(group, minutes[number] * MINUTE)
    pass_time(group, 30 * MINUTE)
    assert pending(group) == set()
    found = verdicts(group)
    assert {touch: len(where) for touch, where in found.items() if touch[0] == "t"} == {"t-1": 1, "t-2": 1, "t-3": 1}
    assert all(len(where) == 1 for where in found.values())
    assert {letter.error for letter in group.dead_letters} <= {"UnknownLead"}  # the reply, where its lead took long


def pass_time(group: Driver, by: timedelta) -> None:
    """Time goes on; what timers send to the group's own inputs comes back to it."""
    written = len(group.records)
    group.advance(by=by)
    while written < len(group.records):
        record, written = group.records[written], written + 1
        if record.topic in group.topology.inputs:
            group.feed_record(record)
