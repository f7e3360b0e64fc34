"""Decisions and stories in words: of a decision nothing is read but its record and the names."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assignment.adapters.words import Reader, retold, said
from assignment.application.views import Ownership, StoryLine

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = {"ana": "Ana", "ben": "Ben", "cy": "Cy", "dee": "Dee"}
ANA = Reader("ana", "Europe/Berlin")


def record(*steps: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"policy": {"name": "standard", "version": 3}, "inputs": {"had": []}, "steps": list(steps), **parts}


def given(rep_id: str | None, decision: dict[str, Any], **members: Any) -> Ownership:
    standing = "assigned" if rep_id else "waiting"
    return Ownership("lead", 1, standing, NOW, rep_id=rep_id, decision=decision, **members)  # type: ignore[arg-type]


def picked(kind: str = "anybody", free: int = 2, **members: Any) -> dict[str, Any]:
    return {"step": kind, "kind": kind, "result": "picked", "free": free, **members}


def test_a_turn_is_said_with_what_it_rests_on_and_the_others_with_until_when() -> None:
    decision = record(
        picked(),
        candidates={"eligible": ["ana", "ben"], "absent": ["cy"], "full": ["dee"]},
        turns={"ana": [3, 1.0], "ben": [4, 1.0]},
        until={"cy": "2026-03-04T08:00:00Z"},
    )
    assert retold(given("ana", decision), NAMES, ANA) == [
        "You, because 2 could take it and the next turn was yours (3 turns used before, weight 1).",
        "Not Cy: absent until 2026-03-04 09:00 Europe/Berlin.",
        "Not Dee: has as many open leads as allowed.",
        "Decided 2026-03-02 09:00:00 UTC, policy standard 3.",
    ]


def test_turns_that_are_not_caught_up_are_said() -> None:
    (first, *_) = retold(given("ana", record(picked(), turns={"ana": [3, 1.0, 9]})), NAMES, Reader())
    assert first.endswith(
        "(3 turns used before, weight 1, counted as 9 since turns that were missed are not caught up)."
    )


@pytest.mark.parametrize(
    ("step", "you", "them"),
    [
        (picked("owner", owner="account"), "another lead of the same company is or was yours",
         "another lead of the same company is or was theirs"),
        (picked("owner", owner=["earlier_cycle"]), "you had this lead before, in an earlier cycle",
         "they had this lead before, in an earlier cycle"),
        (picked("accounts"), "the company is one of your named accounts", "the company is one of their named accounts"),
        (picked("match", match=["territory", "languages"]), "it is in your territory and you speak its language",
         "it is in their territory and they speak its language"),
        (picked("match"), "you fit the lead", "they fit the lead"),
        (picked("team", team="dach"), "team dach takes such leads", "team dach takes such leads"),
    ],
)  # fmt: skip
def test_the_step_that_found_somebody_is_said_before_the_turn(step: dict[str, Any], you: str, them: str) -> None:
    decision = record(step)
    assert retold(given("ana", decision), NAMES, ANA)[0].startswith(f"You, because {you}; 2 could take it")
    assert retold(given("ana", decision), NAMES, Reader())[0].startswith(f"Ana, because {them}; 2 could take it")


def test_steps_that_found_nobody_are_said_in_their_order() -> None:
    decision = record(
        {"step": "known", "kind": "owner", "result": "nobody_free", "candidates": ["ben"]},
        {"step": "key", "kind": "accounts", "result": "no_match"},
        {"step": "night", "kind": "team", "result": "skipped"},
        picked(free=1),
        candidates={"eligible": ["ana"], "off_hours": ["ben"]},
    )
    assert retold(given("ana", decision), NAMES, ANA)[:4] == [
        "You, because nobody else could take it.",
        "Step known: nobody of Ben was free.",
        "Step key: nobody is meant by it.",
        "Not Ben: not at work at that hour.",
    ]


def test_who_did_not_get_it_reads_why_not_they() -> None:
    decision = record(picked(free=1), candidates={"eligible": ["ben"], "absent": ["ana"]}, until={"ana": "x"})
    assert retold(given("ben", decision), NAMES, ANA)[:2] == [
        "Ben, because nobody else could take it.",
        "Not you: absent.",
    ]


def test_a_lead_that_waits_for_a_step_or_in_a_queue_says_for_whom_and_until_when() -> None:
    waits = record(
        {"step": "key", "kind": "team", "result": "waits", "candidates": ["cy"], "until": "2026-03-02T09:30:00Z"},
        candidates={"full": ["cy"]},
    )
    at = NOW + timedelta(hours=1)
    assert retold(given(None, waits, reason_code="all_full", retry_at=at), NAMES, Reader())[:2] == [
        (
            "Nobody yet: everybody who takes leads of this kind has as many open leads as allowed. It is given out as soon as "
            "that changes, at the latest at 2026-03-02 10:00 UTC."
        ),
        "Step key: it waits for Cy until 2026-03-02 09:30 UTC, then others count.",
    ]
    queued = record({"step": "desk", "kind": "queue", "result": "waits", "queue": "managers"})
    assert retold(given(None, queued, reason_code="queued"), NAMES, Reader())[1] == (
        "It stands in the queue managers: a manager gives it out."
    )


@pytest.mark.parametrize(
    ("how", "sentence"),
    [("pull", "You, because you asked for the next prospect."), ("manual", "You, because a manager gave it to you.")],
)
def test_what_no_step_decided_is_said_so_in_records_of_all_releases(how: str, sentence: str) -> None:
    now = record(
        {"step": "known", "kind": "owner", "result": "no_match"}, {"step": how, "kind": how, "result": "picked"}
    )
    before = record({"step": "eligible", "reps": 2}, {"step": how, "rep_id": "ana"})
    for decision in (now, before):
        assert retold(given("ana", decision), NAMES, ANA)[0] == sentence


def test_a_record_from_before_there_were_steps_is_told_as_it_was() -> None:
    decision = record(
        {"step": "pool", "pool": "default", "reps": 3},
        {"step": "role", "role": "farmer"},
        {"step": "eligible", "reps": 2},
        {"step": "turn", "rep_id": "ana"},
        candidates={"eligible": ["ana", "ben"], "inactive": ["cy"]},
        turns={"ana": [0, 1.0], "ben": [1, 2.0]},
    )
    assert retold(given("ana", decision), NAMES, ANA)[:2] == [
        "You, because 2 could take it and the next turn was yours (0 turns used before, weight 1).",
        "Not Cy: takes no new leads at present.",
    ]


def test_large_pools_are_told_by_their_numbers() -> None:
    decision = record(picked(free=412), candidates={"full": {"count": 588, "slots": "ff"}}, turns={"ana": [1, 0.5]})
    assert retold(given("ana", decision), NAMES, ANA)[:2] == [
        "You, because 412 could take it and the next turn was yours (1 turn used before, weight 0.5).",
        "Not 588 others: has as many open leads as allowed.",
    ]


def test_who_had_it_before_why_it_went_on_and_until_when_it_has_to_be_accepted_are_said() -> None:
    decision = record(picked(free=1)) | {"inputs": {"had": ["ben"], "stage": "opener"}}
    ownership = given("ana", decision, came_by="accept_timeout", accept_by=NOW + timedelta(minutes=15))
    assert retold(ownership, NAMES, ANA)[1:3] == [
        "Before, Ben had it: it was not accepted in time.",
        "Accept it by 2026-03-02 10:15 Europe/Berlin, or it goes on.",
    ]


def test_who_keeps_a_lead_until_somebody_closes_it_reads_so() -> None:
    waiting = {"reason_code": "none_with_stage", "retry_at": None, "stage": "closer"}
    assert "You keep it until somebody closes it: nobody in the pool is of the stage that the lead is at." in retold(
        given("ana", record(picked(free=1)), handover=waiting), NAMES, ANA
    )


def test_codes_of_a_newer_release_are_shown_as_they_are() -> None:
    decision = record({"step": "x", "kind": "oracle", "result": "picked"}, candidates={"tired": ["ben"]})
    assert retold(given("ana", decision), NAMES, ANA)[1] == "Not Ben: tired."


@pytest.mark.parametrize(
    ("event", "members", "told"),
    [
        ("lead.activity", {"kind": "call", "direction": "out", "rep_id": "ben", "outcome": "reached",
                           "duration_seconds": 250.0, "satisfaction": 4},
         "Ben called: reached them, 4 min, rated 4 of 5 by them."),
        ("lead.activity", {"kind": "call", "direction": "in", "rep_id": "ana"}, "The prospect called, you answered."),
        ("lead.activity", {"kind": "email", "direction": "out", "automated": True, "rep_id": "ben"},
         "A machine sent an e-mail."),
        ("lead.activity", {"kind": "meeting", "direction": "out", "rep_id": "ana", "outcome": "appointment_booked"},
         "You met the prospect: an appointment was booked."),
        ("lead.activity", {"kind": "demo", "direction": "out", "outcome": "went_well"}, "Somebody gave a demo: went well."),
        ("lead.qualified", {"cycle": 1, "motion": "inbound", "score": 70, "grade": "B", "source": "web", "campaign": "spring"},
         "Touched by web, spring and judged to be for sales: they came to us, score 70, grade B."),
        ("lead.qualified", {"cycle": 2, "motion": "inbound", "reason_code": "account_handover"},
         "A new cycle (2) was opened: won by a hunter, the account goes on to a farmer."),
        ("lead.touched", {"score": 80, "grade": "A"}, "Touched again: score 80, grade A."),
        ("lead.assigned", {"rep_id": "ana", "team": "dach", "stage": "closer"}, "You got it: to be closed, team dach."),
        ("lead.unassigned", {"reason_code": "no_reps"}, "Nobody could take it: there are no reps in the pool."),
        ("lead.declined", {"rep_id": "ben", "reason_code": "wrong_language"}, "Ben declined it: wrong language."),
        ("lead.released", {"rep_id": "ben", "reason_code": "accept_timeout"}, "Ben has it no more: not accepted in time."),
        ("lead.closed", {"outcome": "won", "value": 12000.0, "currency": "EUR"}, "Won: 12,000 EUR."),
        ("lead.of_tomorrow", {}, "lead.of_tomorrow."),
    ],
)  # fmt: skip
def test_what_happened_is_a_sentence(event: str, members: dict[str, Any], told: str) -> None:
    assert said(StoryLine(NOW, event, "1", members), NAMES, ANA) == told
