"""The frozen record of a decision."""

from typing import Any

import pytest
from tests.unit.assignment.story import DAY, NOW, Pool, closed, policy, qualified, rep

from assignment.adapters.words import Reader, retold
from assignment.application.views import Ownership
from lead_contracts.events import LeadAssigned


def decided(event: LeadAssigned) -> Ownership:
    decision = event.decision.model_dump(mode="json")
    return Ownership(event.lead_id, 1, "assigned", NOW, rep_id=event.rep_id, decision=decision)


def test_it_holds_the_policy_the_inputs_every_candidate_the_turns_and_the_pick() -> None:
    pool = Pool(
        rep("ana"),
        rep("ben", weight=2),
        rep("cy", "hunter"),
        rep("dee", max_open=0),
        rep("eve", absences=[{"starts_at": NOW - DAY, "ends_at": NOW + DAY}]),
        rep("flo", active=False),
    )
    pool.driver.set_global(policy(version=3))
    pool.tell(qualified("first"))
    (event,) = pool.tell(qualified("second", priority=4, score=91, grade="A"))
    decision = event.decision
    assert (decision.policy.name, decision.policy.version) == ("routing", 3)
    assert decision.inputs == {
        "pool": "default",
        "reps": 6,
        "motion": "inbound",
        "stage": "opener",
        "priority": 4,
        "score": 91,
        "grade": "A",
        "had": [],
    }
    assert decision.candidates == {
        "eligible": ["ana", "ben"],
        "absent": ["eve"],
        "full": ["dee"],
        "inactive": ["flo"],
        "other_role": ["cy"],
    }
    assert decision.turns == {"ana": [0, 1.0], "ben": [1, 2.0]}
    assert decision.steps == ({"step": "anybody", "kind": "anybody", "result": "picked", "free": 2, "spread": 0.5},)
    assert decision.until == {"eve": "2026-03-03T09:00:00Z"}
    assert decision.pick == event.rep_id


def test_it_stays_as_it_was_when_everything_has_changed() -> None:
    pool = Pool(rep("ana"), rep("ben", max_open=0))
    (event,) = pool.tell(qualified("lead"))
    before = event.model_dump_json()
    pool.driver.set_global(policy(version=9))
    pool.tell(rep("ana", active=False), rep("ben"))
    assert next(said for said in pool.said if said.lead_id == "lead").model_dump_json() == before


def test_a_record_of_a_thousand_reps_stays_small_and_says_who_was_what() -> None:
    reps = [rep(f"a-rep-with-a-long-name-{n:04}", max_open=n % 2 and None) for n in range(1000)]
    pool = Pool(*reps)
    (event,) = pool.tell(qualified("lead"))
    assert len(event.model_dump_json()) < 2500
    full, eligible = (int(event.decision.candidates[group]["slots"], 16) for group in ("full", "eligible"))
    assert full & eligible == 0
    assert full | eligible == 2**1000 - 1
    assert [slot for slot in range(6) if eligible >> slot & 1] == [1, 3, 5]
    assert len(event.decision.turns) == 5
    words = retold(decided(event), {}, Reader())
    assert words[0].startswith("a-rep-with-a-long-name-0001, because 500 could take it and the next turn was theirs")
    assert words[1] == "Not 500 others: has as many open leads as allowed."


def test_what_is_not_known_is_not_made_up() -> None:
    assert retold(None, {}, Reader()) == ["Nothing has been decided yet."]


@pytest.mark.parametrize(
    ("candidates", "basis", "why"),
    [
        (
            {"owner": ["earlier_cycle", "account"]},
            {"owner": "earlier_cycle"},
            "had this lead before, in an earlier cycle",
        ),
        ({"owner": ["account"]}, {"owner": "account"}, "another lead of the same company is or was theirs"),
        ({"match": ["languages", "territory"]}, {"match": ["territory", "languages"]}, "it is in their territory and"),
    ],
)
def test_it_says_whose_company_it_is_and_what_fits_and_so_do_the_words(
    candidates: dict[str, Any], basis: dict[str, Any], why: str
) -> None:
    pool = Pool(rep("ana", languages=["de"], territories=["DE"]), rep("ben", languages=["fr"]))
    steps = [{"name": "first", "candidates": candidates}, {"name": "rest", "candidates": "anybody"}]
    pool.driver.set_global(policy(steps=steps))
    known = {"domain": "acme.example", "language": "de", "country": "DE"}
    pool.tell(qualified("lead", facts=known), closed("lead"))
    (event,) = pool.tell(qualified("lead" if "earlier_cycle" in basis.values() else "other", cycle=2, facts=known))
    step = event.decision.steps[-1]
    assert {name: step[name] for name in ("owner", "match") if name in step} == basis
    assert why in retold(decided(event), {"ana": "Ana"}, Reader())[0]
