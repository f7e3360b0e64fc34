"""What reps and managers ask for, decided in the order of the log."""

import pytest
from tests.unit.assignment.story import DAY, HOUR, NOW, Pool, closed, next_please, qualified, refusals, rep

from lead_contracts.events import LeadAccepted, LeadAssigned, LeadDeclined, LeadReleased


@pytest.fixture
def pool() -> Pool:
    """Ana has the lead, Ben and Cy are there."""
    pool = Pool(rep("ana"), rep("ben"), rep("cy"))
    pool.tell(qualified("lead"))
    assert pool.owners == {"lead": "ana"}
    return pool


def test_the_holder_accepts(pool: Pool) -> None:
    (event,) = pool.ask("accept", "lead", "ana")
    assert isinstance(event, LeadAccepted)
    assert (event.rep_id, event.request_id) == ("ana", "accept lead by ana")


def test_nobody_else_can_accept(pool: Pool) -> None:
    assert refusals(pool.ask("accept", "lead", "ben")) == ["not_yours"]


def test_a_declined_lead_goes_on_to_the_next_and_never_back(pool: Pool) -> None:
    declined, assigned = pool.ask("decline", "lead", "ana", reason_code="on_the_road")
    assert isinstance(declined, LeadDeclined)
    assert (declined.reason_code, assigned.rep_id, assigned.attempt) == ("on_the_road", "ben", 2)
    pool.ask("decline", "lead", "ben")
    _, nobody = pool.ask("decline", "lead", "cy")
    assert (nobody.reason_code, pool.owners) == ("all_had_it", {})
    pool.tell(rep("dee"))
    assert pool.owners == {"lead": "dee"}


def test_who_declined_is_free_for_another_lead() -> None:
    pool = Pool(rep("ana", max_open=1), rep("ben", max_open=1))
    pool.tell(qualified("one"), qualified("two"), qualified("three"))
    pool.ask("decline", "one", "ana")
    assert pool.owners == {"two": "ben", "three": "ana"}
    assert pool.waiting == {"one": "none_free"}


def test_an_answer_that_comes_after_the_lead_has_moved_on_is_too_late(pool: Pool) -> None:
    pool.ask("decline", "lead", "ana")
    assert refusals(pool.ask("accept", "lead", "ana")) == ["too_late"]


def test_an_answer_to_a_closed_lead_is_too_late(pool: Pool) -> None:
    pool.tell(closed("lead"))
    assert refusals(pool.ask("accept", "lead", "ana")) == ["too_late"]


def test_an_answer_to_an_earlier_assignment_is_too_late(pool: Pool) -> None:
    assert refusals(pool.ask("accept", "lead", "ana", assignment_id="another")) == ["too_late"]
    assert refusals(pool.ask("accept", "lead", "ana", cycle=2, request_id="r2")) == ["unknown_lead"]


def test_a_lead_that_nobody_knows_is_refused(pool: Pool) -> None:
    assert refusals(pool.ask("accept", "other", "ana")) == ["unknown_lead"]


def test_what_is_accepted_is_neither_accepted_nor_declined_again_but_can_be_released(pool: Pool) -> None:
    pool.ask("accept", "lead", "ana")
    assert refusals(pool.ask("accept", "lead", "ana", request_id="again")) == ["already_accepted"]
    assert refusals(pool.ask("decline", "lead", "ana")) == ["already_accepted"]
    released, assigned = pool.ask("release", "lead", "ana", reason_code="conflict")
    assert isinstance(released, LeadReleased)
    assert assigned.rep_id == "ben"


def test_a_manager_moves_a_lead_to_whom_they_want(pool: Pool) -> None:
    released, assigned = pool.ask("reassign", "lead", "boss", actor_role="manager", to_rep_id="cy")
    assert (released.rep_id, released.reason_code, assigned.rep_id) == ("ana", "reassigned", "cy")
    assert released.request_id == "reassign lead by boss"
    assert assigned.decision.steps[-1] == {"step": "manual", "kind": "manual", "result": "picked"}


@pytest.mark.parametrize("kind", ["reassign", "release"])
def test_what_a_manager_takes_from_somebody_says_so_whatever_their_own_reason(pool: Pool, kind: str) -> None:
    released, assigned = pool.ask(kind, "lead", "boss", actor_role="manager", reason_code="better_fit")
    assert (released.rep_id, released.reason_code) == ("ana", "reassigned")
    assert (assigned.rep_id, assigned.reason_code) == ("ben", "reassigned")


def test_a_manager_moves_a_lead_to_whoever_is_next(pool: Pool) -> None:
    pool.ask("reassign", "lead", "boss", actor_role="manager")
    assert pool.owners == {"lead": "ben"}


def test_a_manager_may_give_a_lead_back_to_who_had_it(pool: Pool) -> None:
    pool.ask("decline", "lead", "ana")
    pool.ask("reassign", "lead", "boss", actor_role="manager", to_rep_id="ana")
    assert pool.owners == {"lead": "ana"}


def test_a_manager_gives_a_waiting_lead_to_somebody_and_it_leaves_the_line() -> None:
    pool = Pool(rep("ana", max_open=1), rep("ben", hours={"tue": ["09:00-17:00"]}))
    pool.tell(qualified("held"), qualified("one"), qualified("two"))
    pool.ask("reassign", "one", "boss", actor_role="admin", to_rep_id="ben")
    pool.tell(closed("held"))
    assert pool.owners == {"one": "ben", "two": "ana"}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"actor": "ben", "actor_role": "rep", "to_rep_id": "ben"}, "managers_only"),
        ({"actor": "boss", "to_rep_id": "nobody"}, "unknown_rep"),
        ({"actor": "boss", "to_rep_id": "ana"}, "already_theirs"),
        ({"actor": "boss", "to_rep_id": "full"}, "full"),
        ({"actor": "boss", "to_rep_id": "away"}, "absent"),
        ({"actor": "boss", "to_rep_id": "hunter"}, "other_role"),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_changes_nothing(pool: Pool, asked: dict[str, str], reason: str) -> None:
    pool.tell(rep("full", max_open=0), rep("away", absences=[{"starts_at": NOW - DAY, "ends_at": NOW + DAY}]))
    pool.tell(rep("hunter", "hunter"))
    assert refusals(pool.ask("reassign", "lead", **{"actor_role": "manager", **asked})) == [reason]
    assert pool.owners == {"lead": "ana"}


def test_a_move_of_a_waiting_lead_to_nobody_in_particular_is_refused() -> None:
    pool = Pool(rep("ana", max_open=0))
    pool.tell(qualified("lead"))
    assert refusals(pool.ask("reassign", "lead", "boss", actor_role="manager")) == ["still_waiting"]


def test_a_hunter_pulls_the_best_waiting_prospect_outside_their_hours() -> None:
    pool = Pool(rep("hal", "hunter", hours={"tue": ["09:00-17:00"]}))
    pool.tell(qualified("ok", "outbound", priority=1), qualified("good", "outbound", priority=2))
    (event,) = pool.tell(next_please("hal"))
    assert isinstance(event, LeadAssigned)
    assert (event.lead_id, event.rep_id) == ("good", "hal")
    assert event.decision.inputs["request_id"] == "next"
    assert refusals(pool.tell(next_please("hal", "2"), next_please("hal", "3"))) == ["nothing_waiting"]


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (rep("x", "farmer"), "other_role"),
        (rep("x", "hunter", max_open=0), "full"),
        (rep("x", "hunter", active=False), "inactive"),
        (rep("y", "hunter", max_open=0), "unknown_rep"),
    ],
)
def test_who_may_not_have_a_prospect_cannot_pull_one(who, reason: str) -> None:  # type: ignore[no-untyped-def]
    pool = Pool(who)
    pool.tell(qualified("lead", "outbound"))
    assert refusals(pool.tell(next_please("x"))) == [reason]


def test_pulls_and_moves_use_no_turn() -> None:
    pool = Pool(rep("ana"), rep("ben"))
    for n in range(4):
        pool.tell(qualified(f"moved-{n}"))
        pool.ask("reassign", f"moved-{n}", "boss", actor_role="manager", to_rep_id="ben")
    dealt = [event for n in range(6) for event in pool.tell(qualified(f"lead-{n}"))]
    assert sorted(event.rep_id for event in dealt) == ["ana"] * 3 + ["ben"] * 3


def test_an_absent_rep_answers_for_the_leads_they_have(pool: Pool) -> None:
    pool.tell(rep("ana", absences=[{"starts_at": NOW - HOUR, "ends_at": NOW + DAY}], active=False))
    (event,) = pool.ask("accept", "lead", "ana")
    assert isinstance(event, LeadAccepted)
