"""How long an offer stands, and what becomes of the leads of who leaves."""

from datetime import timedelta

import pytest
from tests.unit.assignment.story import (
    DAY,
    HOUR,
    NOW,
    Pool,
    closed,
    next_please,
    policy,
    qualified,
    refusals,
    rep,
    touched,
)

from assignment.application.leaving import AT_ONCE
from assignment.application.timeout import GRACE
from lead_contracts.events import LeadAccepted, LeadAssigned, LeadReleased, LeadUnassigned

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HURRY = policy(accept_within=[{"when": {"motion": "inbound", "grade": ["A", "B"]}, "within": "30m"}])
LAPSED = 30 * MINUTE + GRACE + SECOND


def hurried(*reps: str) -> Pool:
    pool = Pool()
    pool.driver.set_global(HURRY)
    pool.tell(*(rep(name) for name in reps))
    return pool


# --- offers that lapse ----------------------------------------------------------------------------------------------


def test_an_offer_says_until_when_it_stands_by_motion_and_grade() -> None:
    pool = hurried("ana")
    pool.tell(rep("hal", "hunter"))
    urgent, calm, out = pool.tell(
        qualified("urgent", grade="B"), qualified("calm", grade="C"), qualified("out", "outbound", grade="A")
    )
    assert (urgent.accept_by, calm.accept_by, out.accept_by) == (NOW + 30 * MINUTE, None, None)


def test_an_offer_that_nobody_accepts_in_time_goes_to_the_next_and_never_back() -> None:
    pool = hurried("ana", "ben")
    pool.tell(qualified("lead"))
    assert pool.later(30 * MINUTE) == []
    released, assigned = pool.later(GRACE + SECOND)
    assert (released.rep_id, released.reason_code, released.request_id) == ("ana", "accept_timeout", None)
    assert (assigned.rep_id, assigned.attempt, assigned.reason_code) == ("ben", 2, "accept_timeout")
    assert assigned.accept_by == pool.driver.now + 30 * MINUTE
    _, nobody = pool.later(LAPSED)
    assert isinstance(nobody, LeadUnassigned)
    assert (nobody.reason_code, pool.owners) == ("all_had_it", {})


def test_what_is_accepted_in_time_stays() -> None:
    pool = hurried("ana", "ben")
    pool.tell(qualified("lead"))
    pool.later(29 * MINUTE)
    pool.ask("accept", "lead", "ana")
    assert pool.later(DAY) == []
    assert pool.owners == {"lead": "ana"}


def test_an_accept_that_is_read_before_the_timer_wins_and_one_after_it_is_too_late() -> None:
    first, late = hurried("ana", "ben"), hurried("ana", "ben")
    for pool in (first, late):
        pool.tell(qualified("lead"))
    first.driver.now += 2 * HOUR  # due long since, but the log is read first
    (accepted,) = first.ask("accept", "lead", "ana")
    assert isinstance(accepted, LeadAccepted)
    assert first.later(HOUR) == []
    late.later(LAPSED)
    assert refusals(late.ask("accept", "lead", "ana")) == ["too_late"]
    assert late.owners == {"lead": "ben"}


def test_who_lets_an_offer_lapse_is_free_for_another() -> None:
    pool = Pool()
    pool.driver.set_global(HURRY)
    pool.tell(rep("ana", max_open=1), rep("ben", max_open=1))
    pool.tell(*(qualified(name, priority=priority) for name, priority in (("one", 1), ("two", 1), ("three", 9))))
    pool.ask("accept", "two", "ben")
    pool.later(LAPSED)
    assert pool.owners == {"two": "ben", "three": "ana"}
    assert pool.waiting == {"one": "none_free"}


def test_a_lead_that_was_closed_moved_or_declined_meanwhile_does_not_lapse() -> None:
    pool = hurried("ana", "ben", "cy")
    pool.tell(*(qualified(name) for name in ("closed", "declined", "moved")))
    pool.later(20 * MINUTE)
    pool.tell(closed("closed"))
    pool.ask("decline", "declined", "ben")
    pool.ask("reassign", "moved", "boss", actor_role="manager", to_rep_id="ana")
    assert pool.later(15 * MINUTE) == []  # the next offers stand for half an hour of their own
    assert {event.reason_code for event in pool.later(20 * MINUTE)} == {"accept_timeout"}


def test_who_asked_for_a_prospect_need_not_accept_it() -> None:
    pool = Pool(rep("hal", "hunter", hours={"tue": ["09:00-17:00"]}))
    pool.driver.set_global(policy(accept_within=[{"within": "10m"}]))
    pool.tell(qualified("lead", "outbound"))
    (pulled,) = pool.tell(next_please("hal"))
    assert (pulled.rep_id, pulled.accept_by) == ("hal", None)
    assert pool.later(HOUR) == []


def test_news_of_a_lead_does_not_move_the_instant_by_which_it_must_be_accepted() -> None:
    pool = hurried("ana", "ben")
    pool.tell(qualified("lead"))
    pool.later(20 * MINUTE)
    pool.tell(touched("lead", priority=9))
    pool.later(11 * MINUTE)
    assert pool.owners == {"lead": "ben"}


def test_offers_that_lapse_survive_a_restart() -> None:
    pool = hurried("ana", "ben")
    pool.tell(qualified("lead"))
    pool.driver.restart()
    pool.later(LAPSED)
    assert pool.owners == {"lead": "ben"}


# --- reps who leave -------------------------------------------------------------------------------------------------


def test_the_open_leads_of_who_leaves_move_on_at_once_the_best_first() -> None:
    pool = Pool(rep("ana"))
    pool.tell(*(qualified(f"lead-{n}", priority=n) for n in range(4)), rep("ben", max_open=2))
    news = pool.tell(rep("ana", left=True))
    assert {(event.rep_id, event.reason_code) for event in news if isinstance(event, LeadReleased)} == {
        ("ana", "rep_left")
    }
    assert {event.reason_code for event in news if isinstance(event, LeadAssigned)} == {"rep_left"}
    assert pool.owners == {"lead-3": "ben", "lead-2": "ben"}
    assert set(pool.waiting) == {"lead-1", "lead-0"}
    pool.tell(closed("lead-3"))
    assert pool.owners == {"lead-2": "ben", "lead-1": "ben"}


def test_what_was_accepted_moves_on_too_and_the_leaver_is_told_that_it_is_too_late() -> None:
    pool = Pool(rep("ana"))
    pool.tell(qualified("lead"))
    pool.ask("accept", "lead", "ana")
    pool.tell(rep("ben"), rep("ana", left=True))
    assert pool.owners == {"lead": "ben"}
    assert refusals(pool.ask("release", "lead", "ana")) == ["too_late"]


def test_who_is_paused_keeps_what_is_open() -> None:
    pool = Pool(rep("ana"), rep("ben"))
    pool.tell(qualified("one"), qualified("two"))
    assert pool.tell(rep("ana", active=False)) == []
    pool.tell(qualified("three"))
    assert pool.owners == {"one": "ana", "two": "ben", "three": "ben"}


def test_many_leads_move_on_in_steps_and_nothing_else_has_to_happen() -> None:
    pool = Pool(rep("ana"))
    many = 2 * AT_ONCE + 50
    pool.tell(*(qualified(f"lead-{n}", priority=n % 5) for n in range(many)), rep("ben"))
    first = pool.tell(rep("ana", left=True))
    assert sum(isinstance(event, LeadReleased) for event in first) == AT_ONCE
    assert len(pool.owners) == many
    pool.driver.restart()
    pool.later(3 * SECOND)
    assert set(pool.owners.values()) == {"ben"}
    order = [event.lead_id for event in pool.said if isinstance(event, LeadReleased)]
    assert [int(lead.split("-")[1]) % 5 for lead in order] == sorted((n % 5 for n in range(many)), reverse=True)


def test_who_comes_back_before_all_has_moved_on_keeps_the_rest() -> None:
    pool = Pool(rep("ana"))
    pool.tell(*(qualified(f"lead-{n}") for n in range(AT_ONCE + 10)), rep("ben"))
    pool.tell(rep("ana", left=True), rep("ana"))
    pool.later(3 * SECOND)
    assert sorted(set(pool.owners.values())) == ["ana", "ben"]
    assert list(pool.owners.values()).count("ana") == 10


def test_leads_that_were_closed_before_their_turn_came_are_left_alone() -> None:
    pool = Pool(rep("ana"))
    pool.tell(*(qualified(f"lead-{n:03}") for n in range(AT_ONCE + 10)), rep("ben"))
    pool.tell(rep("ana", left=True), closed(f"lead-{AT_ONCE + 5:03}"))
    pool.later(3 * SECOND)
    assert len(pool.owners) == AT_ONCE + 9
    assert set(pool.owners.values()) == {"ben"}


@pytest.mark.parametrize("again", [1, 2])
def test_that_somebody_left_may_be_said_again(again: int) -> None:
    pool = Pool(rep("ana"), rep("ben"))
    pool.tell(qualified("lead"))
    pool.tell(*[rep("ana", left=True)] * again)
    assert pool.tell(rep("ana", left=True)) == []
    assert pool.owners == {"lead": "ben"}
