"""Who gets a lead by the steps of a policy, for how long it waits for somebody, and what a new version changes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

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

from assignment.adapters.publish import check_routing
from lead_contracts.events import LeadAssigned, LeadUnassigned
from lead_runtime.config import ConfigError

ANYBODY = {"name": "anybody", "candidates": "anybody"}
ABSENT = [{"starts_at": NOW - DAY, "ends_at": NOW + DAY}]


def by(*steps: dict[str, Any], reps: tuple[Any, ...], **content: Any) -> Pool:
    pool = Pool()
    pool.driver.set_global(policy(steps=list(steps), **content))
    pool.tell(*reps)
    return pool


def results(event: LeadAssigned | LeadUnassigned) -> list[tuple[str, str]]:
    return [(step["step"], step["result"]) for step in event.decision.steps]


def test_another_lead_of_the_company_goes_to_who_holds_one_and_elsewhere_once_all_are_lost() -> None:
    pool = by({"name": "known", "candidates": {"owner": ["account"]}}, ANYBODY, reps=(rep("ana"), rep("ben")))
    acme = {"domain": "acme.example"}
    pool.tell(qualified("one", facts=acme), qualified("other"), qualified("two", facts=acme))
    assert pool.owners == {"one": "ana", "other": "ben", "two": "ana"}
    assert results(pool.said[-1]) == [("known", "picked")]
    pool.tell(closed("one", outcome="lost"), closed("two", outcome="lost"), qualified("three", facts=acme))
    assert pool.owners["three"] == "ben"


def test_who_won_a_lead_of_the_company_gets_the_next_one() -> None:
    pool = by({"name": "known", "candidates": {"owner": ["account"]}}, ANYBODY, reps=(rep("ana"), rep("ben")))
    acme = {"domain": "acme.example"}
    pool.tell(qualified("one", facts=acme), closed("one", outcome="won"), qualified("two", facts=acme))
    assert pool.owners == {"two": "ana"}


def test_a_lead_that_turns_out_to_be_of_another_company_counts_there_alone() -> None:
    pool = by({"name": "known", "candidates": {"owner": ["account"]}}, ANYBODY, reps=(rep("ana"), rep("ben")))
    acme, zorn = {"domain": "acme.example"}, {"domain": "zorn.example"}
    pool.tell(qualified("one", facts=acme), qualified("other"), touched("one", facts=zorn))
    pool.tell(qualified("two", facts=zorn), qualified("three"), qualified("four", facts=acme))
    assert pool.owners == {"one": "ana", "other": "ben", "two": "ana", "three": "ben", "four": "ana"}
    pool.tell(*(closed(lead, outcome="lost") for lead in ("one", "two", "four")), qualified("five", facts=acme))
    assert results(pool.said[-1])[0] == ("known", "no_match")


def test_a_next_cycle_goes_to_who_had_the_one_before() -> None:
    pool = by({"name": "known", "candidates": {"owner": ["earlier_cycle"]}}, ANYBODY, reps=(rep("ana"), rep("ben")))
    pool.tell(qualified("lead"), closed("lead"), qualified("lead", cycle=2))
    assert pool.owners == {"lead": "ana"}


@pytest.mark.parametrize(
    ("step", "facts", "owner"),
    [
        ({"candidates": "accounts"}, {"domain": "Acme.example"}, "cy"),
        ({"candidates": {"match": ["territory"]}}, {"country": "DE", "postal_prefix": "DE:803"}, "ben"),
        ({"candidates": {"match": ["territory"]}}, {"country": "DE", "region": "DE-BY"}, "cy"),
        ({"candidates": {"match": ["territory"]}}, {}, "ana"),
        ({"candidates": {"match": ["languages"]}}, {"language": "fr"}, "ben"),
        ({"candidates": {"match": ["languages"]}}, {"language": "no"}, "cy"),
        ({"candidates": {"match": ["skills", "languages"]}}, {"skills": "cloud, law", "language": "de"}, "cy"),
        ({"candidates": {"match": ["languages"], "team": "south"}}, {"language": "de"}, "cy"),
        ({"candidates": {"team": "south"}}, {}, "cy"),
        ({"candidates": {"team": "south"}, "when": {"grade": "A"}}, {}, "ana"),
        ({"candidates": {"team": "south"}, "when": {"min_priority": 3, "country": ["DE"]}}, {"country": "DE"}, "cy"),
        ({"candidates": {"team": "south"}, "when": {"facts": {"product": "Suite"}}}, {"product": "suite"}, "cy"),
        ({"candidates": {"team": "south"}, "when": {"facts": {"product": "suite"}}}, {}, "ana"),
    ],
)
def test_a_step_is_about_those_who_fit_and_the_others_come_after(
    step: dict[str, Any], facts: dict[str, str], owner: str
) -> None:
    ana = rep("ana", territories=["AT"])
    ben = rep("ben", territories=["DE:80-81"], languages=["fr"], skills=["cloud"])
    cy = rep(
        "cy",
        team="south",
        territories=["DE-BY"],
        languages=["DE", "nb"],
        skills=["law", "cloud", "tax"],
        accounts=[" WWW.Acme.example"],
    )
    pool = by({"name": "first", **step}, ANYBODY, reps=(ana, ben, cy))
    pool.tell(qualified("lead", facts=facts))
    assert pool.owners == {"lead": owner}


def test_a_lead_waits_for_the_candidates_of_a_step_as_long_as_it_says_and_no_longer() -> None:
    named = {"name": "named", "candidates": "accounts", "wait": "30m"}
    pool = by(named, ANYBODY, reps=(rep("ana"), rep("ben", accounts=["acme.example"], absences=ABSENT)))
    (event,) = pool.tell(qualified("lead", facts={"domain": "acme.example"}))
    assert results(event) == [("named", "waits")]
    assert (event.reason_code, event.retry_at) == ("all_absent", NOW + timedelta(minutes=30))
    assert event.decision.steps[0]["until"] == "2026-03-02T09:30:00Z"
    assert pool.later(timedelta(minutes=29)) == []
    (event,) = pool.later(timedelta(minutes=1, seconds=1))
    assert event.rep_id == "ana"
    assert results(event) == [("named", "nobody_free"), ("anybody", "picked")]


def test_a_lead_that_waits_for_somebody_is_theirs_as_soon_as_they_are_free() -> None:
    named = {"name": "named", "candidates": "accounts", "wait": "4h"}
    ben = rep("ben", accounts=["acme.example"], absences=[{"starts_at": NOW - DAY, "ends_at": NOW + HOUR}])
    pool = by(named, ANYBODY, reps=(rep("ana"), ben))
    pool.tell(qualified("lead", facts={"domain": "acme.example"}))
    pool.later(HOUR + timedelta(seconds=1))
    assert pool.owners == {"lead": "ben"}


def test_in_a_queue_a_lead_waits_for_a_manager_or_for_who_could_have_taken_it_before() -> None:
    desk = {"name": "desk", "candidates": {"queue": "managers"}}
    near = {"name": "near", "candidates": {"team": "south"}}
    pool = by(near, desk, reps=(rep("ana"), rep("ben", team="south", max_open=1)))
    first, second, third = pool.tell(qualified("one"), qualified("two"), qualified("three"))
    assert first.rep_id == "ben"
    assert (second.reason_code, third.reason_code) == ("queued", "queued")
    assert second.decision.steps[-1] == {"step": "desk", "kind": "queue", "result": "waits", "queue": "managers"}
    pool.ask("reassign", "three", "boss", actor_role="manager", to_rep_id="ana")
    pool.tell(closed("one"))
    assert pool.owners == {"two": "ben", "three": "ana"}


def test_of_all_lines_the_best_lead_that_somebody_is_free_for_comes_first() -> None:
    tongue = {"name": "tongue", "when": {"country": "FR"}, "candidates": {"match": ["languages"]}, "wait": "2d"}
    pool = by(tongue, ANYBODY, reps=(rep("ana", languages=["fr"], max_open=1), rep("ben", max_open=1)))
    french = {"country": "FR", "language": "fr"}
    pool.tell(qualified("a"), qualified("b"), qualified("low", priority=1), qualified("high", priority=4, facts=french))
    pool.tell(closed("b"))
    assert pool.owners == {"a": "ana", "low": "ben"}
    pool.tell(qualified("mid", priority=2), closed("a"))
    assert pool.owners == {"high": "ana", "low": "ben"}


def test_news_of_a_lead_that_waits_may_find_it_somebody_at_once() -> None:
    tongue = {"name": "tongue", "candidates": {"match": ["languages"]}}
    pool = by(tongue, reps=(rep("ana", languages=["fr"]),))
    (event,) = pool.tell(qualified("lead"))
    assert event.reason_code == "no_candidates"
    pool.tell(touched("lead", facts={"language": "fr"}))
    assert pool.owners == {"lead": "ana"}


def test_who_asks_for_the_next_prospect_gets_the_best_that_waits_for_somebody_like_them() -> None:
    south = {"name": "south", "when": {"min_priority": 4}, "candidates": {"team": "south"}, "wait": "2d"}
    full = {"max_open": 1}
    pool = by(south, ANYBODY, reps=(rep("ana", "hunter", **full), rep("cy", "hunter", team="south", **full)))
    pool.tell(*(qualified(name, "outbound", priority=1) for name in ("a", "b", "low")))
    pool.tell(qualified("high", "outbound", priority=4), rep("ana", "hunter", hours={"sun": ["09:00-10:00"]}))
    assert pool.owners == {"a": "ana", "b": "cy"}
    (taken,) = pool.tell(next_please("ana"))
    assert (taken.lead_id, results(taken)[-1]) == ("low", ("pull", "picked"))
    assert refusals(pool.tell(next_please("ana", "again"))) == ["nothing_waiting"]


def test_leads_that_wait_are_sorted_by_a_new_version_of_the_policy_at_the_next_event() -> None:
    pool = by({"name": "south", "candidates": {"team": "south"}}, reps=(rep("ana"),))
    (event,) = pool.tell(qualified("lead"))
    assert event.reason_code == "no_candidates"
    pool.driver.set_global(policy(version=2, steps=[ANYBODY]))
    (event,) = pool.tell(rep("ben", active=False))
    assert (event.rep_id, event.decision.policy.version) == ("ana", 2)


def test_who_is_back_catches_up_as_many_leads_as_the_policy_allows() -> None:
    def taken_in_a_row(**fairness: Any) -> int:
        pool = by(ANYBODY, reps=(rep("ana"), rep("ben", absences=ABSENT)), fairness=fairness)
        pool.tell(*(qualified(f"before-{n}") for n in range(20)))
        pool.later(DAY)
        after = pool.tell(*(qualified(f"after-{n}") for n in range(20)))
        return sum(event.rep_id == "ben" for event in after) - 10

    assert taken_in_a_row(on_return="keep_turn") <= 1
    assert taken_in_a_row(on_return="catch_up", limit=6) == 3  # six behind: three more than half
    assert taken_in_a_row(on_return="catch_up", limit=100) == 10


def test_somebody_new_has_missed_nothing() -> None:
    pool = by(ANYBODY, reps=(rep("ana"),), fairness={"on_return": "catch_up", "limit": 50})
    pool.tell(*(qualified(f"before-{n}") for n in range(20)), rep("ben"))
    after = pool.tell(*(qualified(f"after-{n}") for n in range(10)))
    assert sum(event.rep_id == "ben" for event in after) in (5, 6)


@pytest.mark.parametrize(
    ("step", "key", "expected"),
    [
        ("{name: a, candidates: everybody}", "steps.0.candidates", "keys with values"),
        ("{name: a, candidates: {team: x, queue: y}}", "steps.0.candidates", "found team, queue"),
        ("{name: a, candidates: {owner: [boss]}}", "steps.0.candidates.owner.0", "account"),
        ("{name: a, candidates: anybody, wait: soon}", "steps.0.wait", "like 45s, 30m"),
        ("{name: a, candidates: anybody, when: {colour: red}}", "steps.0.when.colour", "not known"),
        ("{name: a, candidates: anybody, when: {grade: E}}", "steps.0.when.grade.0", "pattern"),
        ("{name: a, candidates: {queue: q}}\n- {name: b, candidates: anybody}", "steps", "b is never reached"),
        ("{name: a, candidates: anybody}\n- {name: a, candidates: anybody}", "steps", "two steps are named a"),
    ],
)
def test_a_mistake_in_a_step_names_file_line_and_key(tmp_path: Path, step: str, key: str, expected: str) -> None:
    path = tmp_path / "routing.yaml"
    path.write_text(f"name: x\npools: {{default: {{}}}}\ndefault_pool: default\nsteps:\n- {step}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        check_routing(path)
    (mistake,) = caught.value.mistakes
    assert (mistake.key, mistake.line) == (key, 4 if key == "steps" else 5)
    assert expected in mistake.expected


def test_more_than_goes_into_one_transaction_follows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assignment.application.deal.AT_ONCE", 3)
    pool = Pool(rep("ana", max_open=0))
    pool.tell(*(qualified(f"lead-{n}") for n in range(10)))
    assert len(pool.tell(rep("ana"))) < 10
    pool.later(timedelta())
    pool.driver.restart()
    pool.later(timedelta(seconds=5))
    assert len(pool.owners) == 10


def test_more_than_can_be_sorted_anew_in_one_transaction_follows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assignment.application.vigil.AT_ONCE", 3)
    pool = by({"name": "south", "candidates": {"team": "south"}}, reps=(rep("ana"),))
    pool.tell(*(qualified(f"lead-{n}", priority=n) for n in range(10)))
    pool.driver.set_global(policy(version=2, steps=[ANYBODY]))
    pool.tell(rep("ben", active=False))
    assert pool.owners.keys() == {"lead-9", "lead-8", "lead-7"}
    pool.later(timedelta(seconds=5))
    assert len(pool.owners) == 10
