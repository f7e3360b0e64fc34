"""The promise of the first response, told over a moved clock."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from tests.unit.sla_monitor.story import (
    POLICY,
    Story,
    assigned,
    at,
    call,
    closed,
    disqualified,
    merged,
    qualified,
    received,
)

from sla_monitor.domain.alerts import Breached, Met, Warned, Withdrawn
from sla_monitor.domain.facts import Acted, Fact, Moved, Suppressed


def owned() -> Story:
    """A lead that came at noon, was qualified and has an owner."""
    return Story().tell(received(), qualified(), assigned())


def test_lead_that_nobody_answers_is_warned_about_and_then_breaches_once() -> None:
    story = owned().until(200)
    assert story.names() == ["Warned", "Breached"]
    warned, breached = story.said
    assert isinstance(warned, Warned)
    assert warned.raised_at == at(18)
    assert isinstance(breached, Breached)
    assert breached.raised_at == breached.clock.due_at == at(24)
    assert breached.clock.cycle == 1
    assert (breached.clock.policy, breached.clock.version) == ("standard", 1)
    assert [owner.rep for owner in breached.owners] == ["ada"]


def test_call_in_time_meets_the_promise_and_stops_the_clock() -> None:
    story = owned().until(3).tell(call(3)).until(200)
    (met,) = story.said
    assert isinstance(met, Met)
    assert (met.answered_at, met.rep, met.team, met.clock.motion) == (at(3), "ada", "emea", "inbound")


def test_call_at_the_very_deadline_is_in_time() -> None:
    assert owned().until(23.9).tell(call(24)).until(200).names() == ["Warned", "Met"]


def test_call_after_the_deadline_closes_the_clock_and_withdraws_nothing() -> None:
    story = owned().until(25).tell(call(25))
    assert story.until(200).names() == ["Warned", "Breached"]
    assert story.watch.clocks == () or not story.watch.clocks[0].is_open


def test_reply_sent_before_the_deadline_withdraws_the_breach() -> None:
    story = owned().until(26).tell(call(23, entered=26))
    assert story.names() == ["Warned", "Breached", "Withdrawn", "Met"]
    withdrawn = story.said[2]
    assert isinstance(withdrawn, Withdrawn)
    assert (withdrawn.breach, withdrawn.answered_at, withdrawn.raised_at) == ("1/t1", at(23), at(26))
    assert story.until(200).names()[4:] == []


def test_withdrawal_is_said_once_however_often_the_reply_is_delivered() -> None:
    story = owned().until(26).tell(call(23, entered=26), call(23, entered=26), call(22, entered=27), qualified())
    assert story.names() == ["Warned", "Breached", "Withdrawn", "Met"]


def test_reply_in_time_that_follows_a_late_one_still_withdraws() -> None:
    story = owned().until(26).tell(call(25), call(20, entered=26))
    assert story.names() == ["Warned", "Breached", "Withdrawn", "Met"]


def test_backdating_past_the_limit_never_withdraws() -> None:
    story = owned().until(96).tell(call(23, entered=96))
    assert story.until(200).names() == ["Warned", "Breached"]


def test_backdated_reply_entered_in_time_counts_from_its_entry() -> None:
    patient = replace(POLICY, first_response=timedelta(days=7))
    story = Story(patient).tell(received(), qualified()).until(100).tell(call(1, entered=100))
    met = story.said[-1]
    assert isinstance(met, Met)
    assert met.answered_at == at(100)


def test_reply_from_the_future_counts_when_it_arrived() -> None:
    story = owned().until(3).tell(call(500, entered=3)).until(200)
    (met,) = story.said
    assert isinstance(met, Met)
    assert met.answered_at == at(3)


def test_reply_from_the_future_that_arrives_late_is_late() -> None:
    assert owned().until(25).tell(call(500, entered=25)).until(200).names() == ["Warned", "Breached"]


@pytest.mark.parametrize(
    "act",
    [
        call(2, automated=True),
        Acted("email", True, True, at(2), at(2)),
        Acted("email", False, False, at(2), at(2)),
        Acted("note", True, False, at(2), at(2)),
        Acted("networking", True, False, at(2), at(2)),
    ],
    ids=["robot call", "robot mail", "incoming mail", "note", "networking"],
)
def test_what_is_no_human_attempt_answers_nobody(act: Acted) -> None:
    assert owned().until(2).tell(act).until(200).names() == ["Warned", "Breached"]


def test_call_before_the_touch_does_not_answer_it() -> None:
    assert Story().tell(call(-1), received(), qualified(), assigned()).until(200).names() == ["Warned", "Breached"]


def test_lead_submitted_25_hours_ago_breaches_at_once_and_is_not_warned_about() -> None:
    story = Story().tell(received(acted=-25)).back()
    (breached,) = story.said
    assert isinstance(breached, Breached)
    assert (breached.clock.started_at, breached.clock.due_at) == (at(-25), at(-1))
    assert story.tell(qualified(), assigned()).until(200).clock_names() == ["Breached"]


def test_lead_submitted_before_the_live_limit_is_timed_from_its_arrival() -> None:
    assert Story().tell(received(acted=-73), qualified(), assigned()).until(200).said[0].raised_at == at(18)  # type: ignore[union-attr]


def test_touch_from_the_future_is_timed_from_its_arrival() -> None:
    story = Story().tell(received(acted=1000), qualified(), assigned()).until(24)
    assert story.names() == ["Warned", "Breached"]


def test_list_is_timed_from_its_arrival() -> None:
    touch = replace(received(acted=-25), live=False)
    assert Story().tell(touch, qualified(), assigned()).until(23).names() == ["Warned"]


def test_lead_stuck_before_its_verdict_still_breaches() -> None:
    assert Story().tell(received()).until(200).clock_names() == ["Warned", "Breached"]


def test_lead_whose_arrival_was_never_read_is_timed_from_its_verdict() -> None:
    assert Story().tell(qualified(), assigned()).until(24).names() == ["Warned", "Breached"]


@pytest.mark.parametrize("end", [disqualified(), closed(hours=5), Suppressed(at(5))])
def test_disqualification_close_and_suppression_end_the_clock_silently(end: object) -> None:
    story = Story().tell(received())
    if end != disqualified():
        story.tell(qualified(), assigned())
    assert story.until(5).tell(end).until(200).clock_names() == []  # type: ignore[arg-type]


def test_lead_suppressed_before_its_verdict_is_not_timed() -> None:
    assert Story().tell(received(), Suppressed(at(0.001))).until(200).names() == []


def test_suppression_ends_every_touch_that_waits_for_its_verdict() -> None:
    story = Story().tell(received("t1"), received("t2", 0.001), Suppressed(at(0.002)), disqualified("t1"))
    assert story.until(200).names() == []


def test_suppression_read_before_what_it_ends_still_ends_it() -> None:
    assert Story().tell(Suppressed(at(5)), qualified(), received()).until(200).clock_names() == []
    late = Story().tell(qualified(received=10), Suppressed(at(5)), received(hours=10, acted=0))
    assert late.until(200).clock_names() == []


def test_person_who_comes_back_after_a_suppression_is_timed() -> None:
    story = Story().tell(received(), qualified(), Suppressed(at(1)), closed(hours=1)).until(2)
    story.tell(received("t2", 2), qualified("t2", 2, 2, received=2), assigned(cycle=2, hours=2.1)).until(200)
    assert story.names() == ["Warned", "Breached"]


def test_test_lead_is_not_timed() -> None:
    assert Story().tell(received(test=True)).until(200).names() == []


def test_close_that_came_after_the_deadline_does_not_hide_the_breach() -> None:
    story = owned().until(20).down_until(26).tell(closed(hours=25)).back()
    assert story.names() == ["Warned", "Breached"]


def test_breach_of_a_cycle_that_was_closed_late_and_long_ago_is_raised_after_a_long_absence() -> None:
    story = owned().down_until(500).tell(closed(hours=30)).back()
    assert story.names() == ["Breached"]


def test_earliest_of_several_closes_counts() -> None:
    for ends in ((5, 30), (30, 5)):
        assert owned().down_until(40).tell(*(closed(hours=end) for end in ends)).back().names() == []


def test_breach_that_fell_due_while_the_monitor_was_down_comes_once_with_the_true_deadline() -> None:
    story = owned().down_until(30).back()
    (breached,) = story.said
    assert isinstance(breached, Breached)
    assert (breached.clock.due_at, breached.raised_at) == (at(24), at(30))


def test_late_reply_read_before_the_timer_does_not_hide_the_breach() -> None:
    assert owned().down_until(30).tell(call(25)).back().names() == ["Breached"]


def test_reply_before_its_lead_waits_for_it() -> None:
    assert Story().tell(call(2), received(), qualified(), assigned()).until(200).names() == ["Met"]


def test_reply_before_the_verdict_is_met_when_the_touch_is_known_to_open_a_cycle() -> None:
    story = Story().tell(received(), call(0.1))
    assert story.names() == []
    assert story.tell(qualified()).names() == ["Met"]


def test_owner_history_names_everyone_who_had_the_lead() -> None:
    story = owned().tell(assigned("bob", hours=3)).until(24)
    breached = story.said[-1]
    assert isinstance(breached, Breached)
    assert [(owner.rep, owner.since) for owner in breached.owners] == [("ada", at(0.02)), ("bob", at(3))]


def test_repeated_delivery_of_an_answered_touch_opens_no_second_clock() -> None:
    story = owned().tell(call(1), closed(hours=2)).until(300).tell(received(hours=300)).until(600)
    assert story.names() == ["Met"]


def test_touch_merged_into_an_open_cycle_restarts_nothing() -> None:
    story = owned().until(10).tell(received("t2", 10), merged("t2")).until(200)
    assert [(type(alert), alert.clock.due_at) for alert in story.said] == [(Warned, at(24)), (Breached, at(24))]  # type: ignore[union-attr]


def test_touch_after_a_close_opens_the_clock_of_the_next_cycle() -> None:
    story = owned().tell(call(1), closed(hours=2)).until(30)
    story.tell(received("t2", 30)).until(30.1).tell(qualified("t2", 2, 30.1, received=30)).tell(
        assigned(cycle=2, hours=30.2)
    )
    story.until(200)
    assert story.names() == ["Met", "Warned", "Breached"]
    breached = story.said[-1]
    assert isinstance(breached, Breached)
    assert (breached.clock.cycle, breached.clock.due_at) == (2, at(54))


def test_touch_after_a_disqualified_one_has_a_clock_of_its_own() -> None:
    story = Story().tell(received(acted=-25)).back().tell(disqualified())
    story.tell(received("t2", 1), qualified("t2", 1, 1.1, received=1)).until(200)
    assert story.clock_names() == ["Breached", "Warned", "Breached"]


def test_two_touches_that_wait_for_their_verdict_have_one_clock() -> None:
    story = Story().tell(received("t1", acted=-25), received("t2", 0, acted=-26)).back()
    story.tell(qualified("t1"), merged("t2"), assigned()).until(200)
    (breached,) = story.said
    assert isinstance(breached, Breached)
    assert breached.clock.touch == "t1"


def test_breach_is_remembered_while_the_verdict_is_open_however_long() -> None:
    story = Story().tell(received(acted=-25)).back().until(100).tell(call(99))
    story.tell(qualified(hours=100), assigned(hours=100)).until(300)
    assert story.clock_names() == ["Breached"]


def test_touch_does_not_inherit_the_breach_of_one_that_was_disqualified() -> None:
    story = Story().tell(received("t1", acted=-25), received("t2")).back()
    story.tell(disqualified("t1"), qualified("t2"), assigned()).until(200)
    assert [alert.clock.key for alert in story.said if isinstance(alert, Breached)] == ["1/t1", "1/t2"]


def test_touch_that_opens_the_cycle_takes_over_what_was_raised_for_it() -> None:
    story = Story().tell(received("t1", acted=-25)).back().tell(received("t2", 1))
    story.tell(qualified("t2", 1, 1.1, received=1), assigned(hours=1.2)).until(200)
    assert [alert.clock.key for alert in story.said if isinstance(alert, Breached)] == ["1/t1"]


def test_reply_to_the_touch_that_took_over_withdraws_what_was_raised_before() -> None:
    story = Story().tell(received("t1", acted=-25)).back().tell(received("t2", 1))
    story.tell(qualified("t2", 1, 1.1, received=1), call(2))
    withdrawn = next(alert for alert in story.said if isinstance(alert, Withdrawn))
    assert (withdrawn.breach, story.names()[-1]) == ("1/t1", "Met")


def test_touch_that_takes_over_a_clock_whose_breach_was_withdrawn_can_breach_itself() -> None:
    story = Story().tell(received("t1", acted=-25)).back().tell(call(-2, entered=0.5), received("t2", 1))
    story.tell(qualified("t2", 1, 1.1, received=1), merged("t1"), assigned(hours=1.2)).until(200)
    assert story.clock_names() == ["Breached", "Withdrawn", "Breached"]
    _, withdrawn, second = story.said
    assert isinstance(withdrawn, Withdrawn)
    assert isinstance(second, Breached)
    assert (withdrawn.breach, second.clock.key, second.raised_at) == ("1/t1", "1/t2", at(25))


def test_touch_whose_clock_was_taken_over_has_one_of_its_own_in_the_next_cycle() -> None:
    story = Story().tell(received("t1", acted=-25)).back().tell(received("t2", 1))
    story.tell(qualified("t2", 1, 1.1, received=1), closed(hours=1.2)).back()
    story.tell(qualified("t1", 2, 1.3), assigned(cycle=2, hours=1.4)).until(200)
    assert [alert.clock.key for alert in story.said if isinstance(alert, Breached)] == ["1/t1", "2/t1"]


def test_new_policy_leaves_running_clocks_alone() -> None:
    story = owned()
    story.policy = replace(POLICY, version=2, first_response=timedelta(hours=1))
    story.until(12).tell(assigned("bob", hours=12)).until(24)
    assert [alert.clock.version for alert in story.said] == [1, 1]  # type: ignore[union-attr]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_touch_that_went_on_to_another_lead_has_no_clock_here(order: tuple[int, ...]) -> None:
    facts = [received(acted=0), Moved("t1"), received(acted=0)]
    story = Story().tell(*(facts[number] for number in order)).until(100)
    assert story.said == []


@pytest.mark.parametrize("facts", list(permutations([received(acted=-2), Moved("t1")])))
def test_one_that_a_ring_of_links_brought_back_is_timed_from_when_the_person_acted(facts: tuple[Fact, ...]) -> None:
    story = Story().tell(*facts, qualified(received=0)).until(100)
    (breach,) = [alert for alert in story.said if isinstance(alert, Breached)]
    assert breach.clock.due_at == at(22)
