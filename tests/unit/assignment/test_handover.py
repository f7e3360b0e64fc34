"""From a setter to a closer: the same cycle, another stage, and no moment without an owner."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.assignment.story import (
    DAY,
    HOUR,
    NOW,
    Pool,
    Router,
    closed,
    policy,
    qualified,
    refusals,
    rep,
    touched,
)

from lead_contracts.events import LeadActivity, LeadAssigned, LeadHandoverWaiting, LeadReleased

BOOKED = policy(handovers=[{"outcome": "appointment_booked", "to": "closer"}])
LATER = HOUR + timedelta(seconds=1)


def setter(rep_id: str, **given: Any) -> Any:
    return rep(rep_id, "both", stages=["opener"], **given)


def closer(rep_id: str, **given: Any) -> Any:
    return rep(rep_id, "both", stages=["closer"], **given)


def booked(lead_id: str, who: str | None, outcome: str = "appointment_booked", **given: Any) -> LeadActivity:
    members = {"activity_id": f"{outcome} by {who}", "kind": "call", "direction": "out", "outcome": outcome}
    instants = {"occurred_at": NOW, "recorded_at": NOW}
    return LeadActivity.model_validate({"lead_id": lead_id, "rep_id": who, **members, **instants, **given})


@pytest.fixture
def pool() -> Pool:
    """Sam sets, Cleo closes; Sam has the lead."""
    pool = Pool()
    pool.driver.set_global(BOOKED)
    pool.tell(setter("sam"), closer("cleo"), qualified("lead"))
    assert pool.owners == {"lead": "sam"}
    return pool


@pytest.mark.parametrize("motion", ["inbound", "outbound"])
def test_an_appointment_goes_to_a_closer_in_the_same_cycle(motion: str) -> None:
    pool = Pool()
    pool.driver.set_global(BOOKED)
    pool.tell(setter("sam"), closer("cleo"), qualified("lead", motion))
    released, assigned = pool.tell(booked("lead", "sam"))
    assert isinstance(released, LeadReleased)
    assert (released.rep_id, released.reason_code) == ("sam", "handover")
    assert (assigned.rep_id, assigned.stage, assigned.reason_code) == ("cleo", "closer", "handover")
    assert (assigned.cycle, assigned.attempt) == (1, 2)
    assert assigned.decision.inputs["had"] == ["sam"]


def test_new_leads_are_for_openers_and_closers_get_only_what_is_handed_over() -> None:
    pool = Pool()
    pool.driver.set_global(BOOKED)
    (nobody,) = pool.tell(closer("cleo"), qualified("lead"))
    assert nobody.decision.candidates == {"other_stage": ["cleo"]}
    (assigned,) = pool.tell(setter("sam"))
    assert (assigned.rep_id, assigned.stage) == ("sam", "opener")


def test_who_opens_and_closes_keeps_what_they_have_opened() -> None:
    pool = Pool()
    pool.driver.set_global(BOOKED)
    pool.tell(rep("ana"), qualified("lead"), closer("cleo"))
    assert pool.tell(booked("lead", "ana")) == []
    pool.ask("release", "lead", "ana")
    assert pool.owners == {"lead": "cleo"}, "it is for a closer by now"


@pytest.mark.parametrize(
    "told",
    [
        booked("lead", "sam", "reached"),
        booked("lead", "cleo"),
        booked("other", "sam"),
        booked("lead", "sam", occurred_at=NOW - HOUR),
    ],
    ids=["another outcome", "another rep", "another lead", "before they had it"],
)
def test_only_what_the_holder_has_reached_with_it_hands_a_lead_over(pool: Pool, told: LeadActivity) -> None:
    assert pool.tell(told) == []
    assert pool.owners == {"lead": "sam"}


def test_a_policy_may_hand_over_one_motion_alone() -> None:
    pool = Pool()
    rule = {"outcome": "Appointment_booked", "to": "closer", "when": {"motion": "outbound"}}
    pool.driver.set_global(policy(handovers=[rule]))
    pool.tell(setter("sam"), closer("cleo"), qualified("in"), qualified("out", "outbound"))
    pool.tell(booked("in", "sam"), booked("out", "sam"))
    assert pool.owners == {"in": "sam", "out": "cleo"}


def test_the_setter_is_free_for_another_lead_at_once() -> None:
    pool = Pool()
    pool.driver.set_global(BOOKED)
    pool.tell(setter("sam", max_open=1), closer("cleo"), qualified("lead"), qualified("next"))
    pool.tell(booked("lead", "sam"))
    assert pool.owners == {"lead": "cleo", "next": "sam"}


# --- nobody is free to close ------------------------------------------------------------------------------------------


@pytest.fixture
def waits(pool: Pool) -> Pool:
    """Sam has booked an appointment; Cleo is away for an hour."""
    pool.tell(closer("cleo", absences=[{"starts_at": NOW - DAY, "ends_at": NOW + HOUR}]))
    (told,) = pool.tell(booked("lead", "sam"))
    assert isinstance(told, LeadHandoverWaiting)
    assert (told.rep_id, told.stage, told.reason_code, told.retry_at) == ("sam", "closer", "all_absent", NOW + HOUR)
    return pool


def test_the_setter_keeps_the_lead_until_a_closer_takes_it(waits: Pool) -> None:
    assert waits.owners == {"lead": "sam"}
    released, assigned = waits.later(LATER)
    assert (released.rep_id, released.reason_code) == ("sam", "handover")
    assert (assigned.rep_id, assigned.reason_code) == ("cleo", "handover")


def test_a_lead_that_is_to_be_handed_over_does_not_lapse(pool: Pool) -> None:
    pool.driver.set_global(policy(2, handovers=[{"outcome": "appointment_booked", "to": "closer"}],
                                  accept_within=[{"within": "10m"}]))  # fmt: skip
    pool.tell(closer("cleo", active=False), qualified("urgent"), booked("urgent", "sam"))
    pool.later(20 * timedelta(minutes=1))
    assert pool.owners["urgent"] == "sam"


def test_what_is_said_again_changes_nothing(waits: Pool) -> None:
    assert waits.tell(booked("lead", "sam"), booked("lead", "sam", activity_id="another")) == []


def test_the_setter_accepts_what_they_still_have(waits: Pool) -> None:
    (accepted,) = waits.ask("accept", "lead", "sam")
    assert accepted.rep_id == "sam"
    assert refusals(waits.ask("accept", "lead", "sam", request_id="again")) == ["already_accepted"]
    waits.later(LATER)
    assert waits.owners == {"lead": "cleo"}


def test_what_was_accepted_before_stays_accepted_while_it_waits(pool: Pool) -> None:
    pool.ask("accept", "lead", "sam")
    pool.tell(closer("cleo", active=False), booked("lead", "sam"))
    assert refusals(pool.ask("decline", "lead", "sam")) == ["already_accepted"]


def test_a_setter_who_gives_it_back_leaves_it_waiting_for_a_closer(waits: Pool) -> None:
    waits.tell(setter("sue"))
    _, nobody = waits.ask("release", "lead", "sam")
    assert (nobody.reason_code, waits.owners) == ("all_absent", {})
    waits.later(LATER)
    assert waits.owners == {"lead": "cleo"}


def test_a_setter_who_leaves_leaves_it_waiting_for_a_closer(waits: Pool) -> None:
    waits.tell(setter("sue"), setter("sam", left=True))
    assert waits.owners == {}
    waits.later(LATER)
    assert waits.owners == {"lead": "cleo"}


def test_a_lead_that_ends_meanwhile_waits_no_more(waits: Pool) -> None:
    (released,) = waits.tell(closed("lead"))
    assert (released.rep_id, released.reason_code) == ("sam", "closed")
    assert waits.later(LATER) == []


def test_a_manager_gives_it_to_a_closer_themselves(waits: Pool) -> None:
    waits.tell(closer("carl", max_open=9))
    assert waits.owners == {"lead": "carl"}, "he was free"
    waits.ask("reassign", "lead", "boss", actor_role="manager", to_rep_id="sam")
    assert waits.owners == {"lead": "sam"}
    assert refusals(waits.ask("release", "lead", "carl")) == ["too_late"]


def test_the_best_waiting_one_is_taken_first(waits: Pool) -> None:
    waits.tell(qualified("better", priority=9), booked("better", "sam"), qualified("third"), booked("third", "sam"))
    waits.tell(touched("third", priority=5))
    waits.tell(closer("carl", max_open=1))
    assert waits.owners["better"] == "carl"
    waits.tell(closed("better"))
    assert waits.owners["third"] == "carl"


def test_a_handover_that_waits_survives_a_restart(waits: Pool) -> None:
    waits.driver.restart()
    waits.later(LATER)
    assert waits.owners == {"lead": "cleo"}
    assert [event.rep_id for event in waits.said if isinstance(event, LeadAssigned)] == ["sam", "cleo"]


# --- on the way to the pool -----------------------------------------------------------------------------------------


def test_only_outcomes_that_a_policy_asks_for_reach_the_pool_and_each_once() -> None:
    router = Router(BOOKED)
    router.tell(qualified("lead"))
    told = booked("lead", "sam")
    assert router.tell(told, told, booked("lead", "sam", "reached")) == [("default", told)]
    assert router.tell(booked("stranger", "sam"), booked("lead", None)) == []
    assert Router().tell(qualified("lead"), told) == [("default", qualified("lead"))]


def test_an_appointment_of_an_earlier_cycle_does_not_hand_over_the_next() -> None:
    router = Router(BOOKED)
    told = booked("lead", "sam")
    router.tell(qualified("lead"), told, closed("lead"))
    assert router.tell(told, booked("lead", "sam", activity_id="told when all was over")) == []
    router.tell(qualified("lead", cycle=2))
    assert router.tell(told) == []


def test_what_was_reached_with_a_lead_follows_it_to_the_fallback_pool() -> None:
    pool = Pool(name="dach")
    pool.driver.set_global(policy(pools={"dach": {"fallback": "default"}, "default": {}}))
    pool.tell(qualified("lead"))
    assert pool.tell(booked("lead", "sam")) == [booked("lead", "sam")]
