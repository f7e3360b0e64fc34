"""Leads that do not move are named, with the stage and the reason, once."""

from tests.unit.sla_monitor.story import Story, assigned, at, closed, qualified, received, unassigned

from sla_monitor.domain.alerts import Stuck


def stuck(story: Story) -> list[Stuck]:
    return [alert for alert in story.said if isinstance(alert, Stuck)]


def test_lead_without_verdict_is_stuck_after_a_quarter_of_an_hour() -> None:
    (alert,) = stuck(Story().tell(received()).until(10))
    assert (alert.stage, alert.reason, alert.since, alert.raised_at) == ("received", "no_verdict", at(0), at(0.25))


def test_lead_submitted_yesterday_is_not_stuck_before_it_was_here_for_a_quarter_of_an_hour() -> None:
    assert stuck(Story().tell(received(acted=-25)).until(0.2)) == []


def test_lead_with_a_verdict_and_an_owner_is_not_stuck() -> None:
    assert stuck(Story().tell(received(), qualified(), assigned()).until(10)) == []


def test_qualified_lead_that_nobody_decided_about_is_stuck_there() -> None:
    (alert,) = stuck(Story().tell(received(), qualified()).until(10))
    assert (alert.stage, alert.reason, alert.since) == ("qualified", "no_decision", at(0.01))


def test_lead_that_no_rep_could_take_is_stuck_with_the_reason() -> None:
    (alert,) = stuck(Story().tell(received(), qualified(), unassigned()).until(10))
    assert (alert.stage, alert.reason, alert.since) == ("unassigned", "no_capacity", at(0.02))


def test_lead_that_lost_its_owner_is_stuck_again() -> None:
    story = Story().tell(received(), qualified(), assigned()).until(3).tell(unassigned("declined", hours=3)).until(10)
    (alert,) = stuck(story)
    assert (alert.reason, alert.since) == ("declined", at(3))


def test_lead_that_found_an_owner_in_time_is_not_stuck() -> None:
    story = Story().tell(received(), qualified(), unassigned()).until(0.1).tell(assigned(hours=0.1)).until(10)
    assert stuck(story) == []


def test_owner_read_before_the_verdict_counts() -> None:
    assert stuck(Story().tell(assigned(), received(), qualified()).until(10)) == []


def test_closed_lead_needs_no_owner() -> None:
    story = Story().tell(received(), qualified(), assigned(), unassigned("closed", hours=1), closed()).until(10)
    assert stuck(story) == []
