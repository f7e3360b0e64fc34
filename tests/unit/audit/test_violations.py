"""A sound log has no violation; a log that is broken in one way has that violation and no other."""

from collections.abc import Callable, Mapping

import pytest
from tests.unit.audit.story import HOUR, START, Story

from handover.audit import Kind
from lead_contracts.values import VersionRef


def owned() -> Story:
    """A lead that was received, qualified and assigned."""
    story = Story()
    story.received()
    story.qualified()
    story.assigned()
    return story


def answered() -> Story:
    """The same, and called after an hour."""
    story = owned().wait(1)
    story.called()
    story.met(story.now)
    return story


def breached() -> Story:
    """The same as owned, and nobody called."""
    story = owned().wait(18)
    story.warned()
    story.wait(6)
    story.breached()
    return story


def whole_life() -> Story:
    """Every kind of event, in a life that keeps every promise."""
    story = answered()
    story.accepted()
    story.received("touch-1")  # delivered once more
    story.received("touch-2")
    story.touched("touch-2")
    story.closed()
    story.wait(100)
    start = story.now
    story.received("touch-3")
    story.qualified("touch-3", cycle=2)
    story.unassigned(2)
    story.assigned(cycle=2)
    story.declined("2/1")
    story.assigned(cycle=2, attempt=2)
    story.wait(18).warned(start, 2)
    story.wait(6).breached(start, 2)
    story.wait(1)
    story.called(occurred_at=story.now - 2 * HOUR)
    story.withdrawn("breached-2")
    story.met(story.now - 2 * HOUR, start, 2)
    story.lead = "lead-2"
    story.received("touch-9")
    story.disqualified("touch-9")
    return story


def test_a_whole_life_breaks_no_promise() -> None:
    report = whole_life().audit()

    assert report.violations == ()
    assert report.holds
    assert (report.counts.leads, report.counts.touches, report.counts.repeated_touches) == (2, 4, 1)
    assert (report.counts.qualified, report.counts.merged, report.counts.disqualified) == (2, 1, 1)
    assert (report.counts.breached, report.counts.withdrawn, report.counts.met) == (1, 1, 2)


def touch_without_verdict() -> Story:
    story = Story()
    story.received()
    return story


def touch_decided_twice() -> Story:
    story = answered()
    story.disqualified()
    return story


def verdict_without_touch() -> Story:
    story = answered()
    story.touched("touch-9")
    return story


def handover_without_win() -> Story:
    story = Story()
    story.received()
    story.qualified(motion="outbound")
    story.assigned(role="hunter")
    story.called()
    story.met(story.now)
    story.closed(outcome="lost", request="request-1")
    story.handed_over()
    story.assigned(cycle=2)
    return story


def cycle_opened_while_open() -> Story:
    story = answered()
    story.received("touch-2")
    story.qualified("touch-2", cycle=2)
    story.assigned(cycle=2)
    return story


def cycle_gap() -> Story:
    story = answered()
    story.closed()
    story.received("touch-2")
    story.qualified("touch-2", cycle=3)
    story.assigned(cycle=3)
    return story


def touched_closed_cycle() -> Story:
    story = answered()
    story.closed()
    story.received("touch-2")
    story.touched("touch-2")
    return story


def closed_without_cycle() -> Story:
    story = answered()
    story.closed()
    story.closed()
    return story


def unknown_rule_set() -> Story:
    story = Story()
    story.received()
    story.qualified(rule_set=VersionRef(name="default", version=7))
    story.assigned()
    return story


def double_owner() -> Story:
    story = answered()
    story.assigned(attempt=2)
    return story


def attempt_gap() -> Story:
    story = answered()
    story.declined()
    story.assigned(attempt=3)
    return story


def lead_without_owner() -> Story:
    story = answered()
    story.released()
    return story


def owner_without_verdict() -> Story:
    story = Story()
    story.received()
    story.disqualified()
    story.assigned()
    return story


def answer_without_owner() -> Story:
    story = answered()
    story.accepted("1/2")
    return story


def wrong_role() -> Story:
    story = Story()
    story.received()
    story.qualified(motion="outbound")
    story.assigned(role="farmer")
    return story


def alert_doubled() -> Story:
    story = breached()
    story.breached(alert="another")
    return story


def alert_missing() -> Story:
    return owned().wait(25)


def false_alert() -> Story:
    story = answered().wait(23)
    story.breached()
    return story


def alert_after_end() -> Story:
    story = owned().wait(2)
    story.closed()
    story.wait(22)
    story.breached()
    return story


def alert_without_clock() -> Story:
    story = owned().wait(25)
    story.closed()
    story.breached(start=START + HOUR)
    return story


def withdrawal_missing() -> Story:
    story = breached().wait(1)
    story.called(occurred_at=START + 23 * HOUR)
    return story


def withdrawal_without_breach() -> Story:
    story = answered()
    story.withdrawn("breached-9")
    return story


def unknown_policy() -> Story:
    story = owned().wait(24)
    story.breached(policy=VersionRef(name="default", version=7))
    return story


def event_doubled() -> Story:
    story = Story()
    story.received()
    story.qualified(id="the-same")
    story.qualified(id="the-same")
    story.assigned()
    return story


def unreadable_record() -> Story:
    story = answered()
    story.garbage("leads.activities")
    return story


def dead_letter_resolved_twice() -> Story:
    story = Story()
    at = story.garbage("leads.received")
    story.lettered(at)
    story.resolved(at)
    story.resolved(at, "discarded")
    return story


def resolution_without_dead_letter() -> Story:
    story = answered()
    story.resolved(story.log[0].at)
    return story


BROKEN: Mapping[Kind, Callable[[], Story]] = {kind: globals()[kind.value] for kind in Kind}


@pytest.mark.parametrize("kind", Kind)
def test_a_log_that_is_broken_in_one_way_has_that_violation_and_no_other(kind: Kind) -> None:
    report = BROKEN[kind]().audit()

    assert [violation.kind for violation in report.violations] == [kind]
    assert not report.holds


@pytest.mark.parametrize("kind", Kind)
def test_a_violation_names_its_lead_and_its_record(kind: Kind) -> None:
    story = BROKEN[kind]()
    (violation,) = story.audit().violations

    entry = next(entry for entry in story.log if entry.at == violation.at)
    assert violation.lead_id in {None, getattr(getattr(entry, "event", None), "lead_id", None)}
    assert violation.lead_id or kind is Kind.UNREADABLE_RECORD
