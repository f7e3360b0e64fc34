"""What the audit does not blame: what is young, held back visibly, gone by retention, or seen in another order."""

from datetime import timedelta

import pytest
from tests.unit.audit.story import HOUR, SLA, START, Story
from tests.unit.audit.test_violations import breached, owned

from handover.audit import At, Auditor, Kind, Passed, Report, Scope, audit
from lead_contracts.values import JsonObject


def kinds(report: Report) -> list[Kind]:
    return [violation.kind for violation in report.violations]


def test_a_touch_written_after_read_until_is_not_missed_yet() -> None:
    story = Story()
    story.received()

    assert story.audit(hours_later=-1).holds
    assert story.audit(hours_later=-1).counts.undecided == 1


def test_an_open_dead_letter_holds_its_touch_back_and_is_listed() -> None:
    story = Story()
    at = story.received().at
    story.lettered(at, touch="touch-1")

    report = story.audit()

    assert report.holds
    (letter,) = report.open_dead_letters
    assert (letter.group, letter.origin, letter.touch_id) == ("qualification", "leads.received/0/0", "touch-1")


def test_a_discarded_dead_letter_needs_no_verdict_and_is_listed_no_more() -> None:
    story = Story()
    at = story.received().at
    story.lettered(at, touch="touch-1")
    story.resolved(at, "discarded")

    report = story.audit()

    assert report.holds
    assert report.open_dead_letters == ()
    assert report.counts.discarded == 1


def test_a_replayed_dead_letter_needs_its_verdict() -> None:
    story = Story()
    at = story.received().at
    story.lettered(at, touch="touch-1")
    story.resolved(at, "replayed")

    assert kinds(story.audit()) == [Kind.TOUCH_WITHOUT_VERDICT]


def test_a_dead_letter_of_another_group_excuses_no_verdict() -> None:
    story = Story()
    at = story.received().at
    story.lettered(at, group="sla-monitor", touch="touch-1")

    assert kinds(story.audit()) == [Kind.TOUCH_WITHOUT_VERDICT]


def test_an_unreadable_record_that_became_a_dead_letter_is_none() -> None:
    story = Story()
    story.lettered(story.garbage("leads.activities"), group="sla-monitor")

    assert story.audit().holds


def test_a_dead_letter_of_assignment_excuses_a_missing_owner() -> None:
    story = Story()
    story.received()
    story.lettered(story.qualified().at, group="assignment.route")

    assert story.audit().holds


def test_an_open_unassigned_is_no_missing_owner_and_is_counted() -> None:
    story = Story()
    story.received()
    story.qualified()
    story.unassigned()

    report = story.audit()

    assert report.holds
    assert report.counts.waiting == 1


def test_a_released_lead_that_was_closed_needs_no_owner() -> None:
    story = owned()
    story.released()
    story.closed()

    assert story.audit().holds


@pytest.mark.parametrize("topic", ["leads.received", "leads.qualified", "leads.assigned"])
def test_what_retention_removed_is_not_missed(topic: str) -> None:
    story = owned().wait(1)
    log = [entry for entry in story.log if entry.at.topic != topic]
    scope = Scope(story.now + HOUR, kept_from={topic: story.now})

    assert audit(log, scope).holds
    assert not audit(log, Scope(story.now + HOUR)).holds


@pytest.mark.parametrize("topic", ["leads.activities", "sla.alerts"])
def test_an_alert_that_retention_may_have_removed_or_answered_is_not_missed(topic: str) -> None:
    story = owned().wait(30)

    assert audit(story.log, Scope(story.now, kept_from={topic: story.now})).holds
    assert not story.audit().holds


def test_a_verdict_on_a_touch_that_retention_would_have_left_is_still_judged() -> None:
    story = owned()
    log = [entry for entry in story.log if entry.at.topic != "leads.received"]

    report = audit(log, Scope(story.now + HOUR, kept_from={"leads.received": START - HOUR}))

    assert kinds(report) == [Kind.VERDICT_WITHOUT_TOUCH]


def test_a_reply_logged_within_the_leeway_of_the_deadline_makes_no_false_alert() -> None:
    story = owned().wait(24 - 1 / 3600)
    story.called()
    story.wait(1 / 3600)
    story.breached()
    story.withdrawn()

    assert story.audit().holds


def test_a_reply_logged_before_the_deadline_makes_a_breach_false_even_if_it_is_withdrawn() -> None:
    story = owned().wait(23)
    story.called()
    story.wait(1)
    story.breached()
    story.withdrawn()

    assert kinds(story.audit()) == [Kind.FALSE_ALERT]


def test_a_breach_before_the_deadline_is_false() -> None:
    story = owned().wait(20)
    story.breached()

    assert kinds(story.audit()) == [Kind.FALSE_ALERT]


def test_a_warning_after_a_reply_is_false() -> None:
    story = owned().wait(1)
    story.called()
    story.wait(17)
    story.warned()

    assert kinds(story.audit()) == [Kind.FALSE_ALERT]


def test_an_overdue_lead_may_breach_at_once_although_it_was_answered_before_the_monitor_could_know_it() -> None:
    story = Story()
    story.received(occurred_at=START - 25 * HOUR)
    story.qualified()
    story.breached(start=START - 25 * HOUR)
    story.assigned()
    story.called(occurred_at=START - 2 * HOUR)
    story.withdrawn()

    assert story.audit().holds


def test_a_machine_answers_nobody() -> None:
    story = owned().wait(1)
    story.called(automated=True)
    story.wait(24)

    assert kinds(story.audit()) == [Kind.ALERT_MISSING]


def test_a_reply_entered_too_long_after_it_is_said_to_have_happened_does_not_meet_the_promise() -> None:
    story = breached().wait(24 * 8)
    story.called(occurred_at=START + HOUR)

    assert story.audit().holds


def test_a_reply_before_the_lead_came_does_not_answer_it() -> None:
    story = owned()
    story.called(occurred_at=START - HOUR)
    story.wait(25)

    assert kinds(story.audit()) == [Kind.ALERT_MISSING]


def test_a_lead_from_a_list_is_timed_from_its_arrival() -> None:
    story = Story()
    story.received(occurred_at=START - 30 * HOUR, live=False)
    story.qualified()
    story.assigned()
    story.wait(20)

    assert story.audit().holds
    assert kinds(story.wait(5).audit()) == [Kind.ALERT_MISSING]


def test_a_breach_that_was_withdrawn_without_a_reply_is_missing() -> None:
    story = breached()
    story.withdrawn()

    assert kinds(story.audit()) == [Kind.ALERT_MISSING]


def test_a_close_after_the_deadline_does_not_excuse_a_missing_breach() -> None:
    story = owned().wait(25)
    story.closed()

    assert kinds(story.audit()) == [Kind.ALERT_MISSING]


def test_a_suppression_ends_the_clock() -> None:
    story = owned().wait(1)
    story.suppressed()
    story.closed()
    story.wait(30)
    assert story.audit().holds

    story.breached()
    assert kinds(story.audit()) == [Kind.ALERT_AFTER_END]


def test_a_breach_while_the_verdict_is_open_stands_for_the_cycle_that_another_touch_opens() -> None:
    story = Story()
    story.received("touch-1")
    story.wait(2)
    story.received("touch-2")
    story.wait(22)
    story.breached()
    story.qualified("touch-2")
    story.touched("touch-1")
    story.assigned()
    story.wait(30)

    assert story.audit().holds


def test_two_breaches_that_stand_for_one_cycle_are_one_too_many() -> None:
    story = Story()
    story.received("touch-1")
    story.wait(2)
    story.received("touch-2")
    story.qualified("touch-2")
    story.touched("touch-1")
    story.assigned()
    story.wait(24)
    story.breached(start=START + 2 * HOUR, alert="right")
    story.breached(start=START, alert="wrong")

    assert Kind.ALERT_DOUBLED in kinds(story.audit())


def rejected_after_its_breach_beside_a_twin() -> Story:
    """touch-1 breaches and is disqualified; touch-2 of the same instant is merged where touch-3 opens."""
    story = Story()
    story.received("touch-1")
    story.received("touch-2")
    story.wait(2).received("touch-3")
    story.wait(22).breached()
    story.disqualified("touch-1")
    story.qualified("touch-3")
    story.touched("touch-2")
    story.assigned()
    story.wait(2).breached(start=START + 2 * HOUR, alert="of-the-cycle")
    return story


def test_a_breach_of_a_touch_that_was_rejected_is_not_laid_on_one_that_came_at_the_same_instant() -> None:
    assert rejected_after_its_breach_beside_a_twin().audit().holds


def test_a_rejected_touch_excuses_one_breach_of_its_instant_and_no_second() -> None:
    story = rejected_after_its_breach_beside_a_twin()
    story.breached(alert="of-the-twin")

    assert kinds(story.audit()) == [Kind.ALERT_DOUBLED]


def test_what_the_monitor_could_not_process_it_could_not_know() -> None:
    story = owned().wait(1)
    at = story.called().at
    story.lettered(at, group="sla-monitor")
    story.wait(23)
    story.breached()
    assert story.audit().holds

    story.resolved(at, group="sla-monitor")
    story.withdrawn()
    assert story.audit().holds


def test_a_policy_published_later_is_no_excuse_for_a_deadline_that_both_set() -> None:
    longer: JsonObject = {**SLA, "first_response": {**SLA["first_response"], "within_hours": 48}}  # type: ignore[dict-item]
    story = owned().wait(1)
    story.published("sla", longer, version=2)
    story.wait(30)

    assert story.audit().holds  # the monitor may have been down and have started the clock by version 2
    assert kinds(story.wait(20).audit()) == [Kind.ALERT_MISSING]


def test_what_comes_in_may_be_repeated_under_its_id() -> None:
    story = owned()
    story.log.append(next(entry for entry in story.log if entry.at.topic == "leads.received"))

    assert story.audit().holds


def test_an_audit_in_parts_finds_what_an_audit_of_the_whole_finds() -> None:
    story = breached()
    story.breached(alert="again")
    first, story.lead = list(story.log), "lead-2"
    story.received("touch-9")
    auditor = Auditor(Scope(story.now + HOUR))
    for part in (first, story.log[len(first) :]):
        for entry in part:
            auditor.take(entry)
        auditor.judge()

    assert auditor.report() == story.audit()
    assert len(auditor.report().violations) == 2


def test_records_that_are_only_counted_are_counted() -> None:
    delivery = Passed(At("marketing.events", 0, 0, START))

    report = audit([delivery, delivery._replace(at=delivery.at._replace(offset=1))], Scope(START))

    assert report.counts.deliveries == 2
    assert report.records == {"marketing.events": 2}


def test_a_leeway_of_nothing_takes_the_instants_at_their_word() -> None:
    story = owned().wait(24 - 1 / 3600)
    story.called()
    story.wait(1 / 3600)
    story.breached()
    story.withdrawn()

    assert kinds(audit(story.log, Scope(story.now, leeway=timedelta(0)))) == [Kind.FALSE_ALERT]
