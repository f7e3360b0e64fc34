"""What a draft would have decided on history."""

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.assignment.logged import LIVELY, POOLS, Logged, history
from tests.unit.assignment.story import DAY, HOUR, NOW, closed, policy, qualified, rep, request

from assignment.adapters.policy import RoutingFile
from assignment.adapters.simulation import Explanations
from assignment.adapters.simulation import run as running
from assignment.application.simulate import Comparison, Cycle
from assignment.application.simulate_report import report
from lead_contracts.base import Event
from lead_contracts.events import LeadActivity, LeadAssigned

SEEDS = range(8)
MINUTE = timedelta(minutes=1)


def draft(**content: Any) -> RoutingFile:
    return RoutingFile.model_validate({"name": "draft", "pools": {"default": {}}, "default_pool": "default", **content})


def owners(found: Comparison) -> list[dict[Cycle, tuple[str, ...]]]:
    return [
        {cycle: course.owners for cycle, course in side.courses.items() if course.owners}
        for side in (found.was, found.would_be)
    ]


def said(found: Comparison) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(report(found, lambda pair, would_be: ["because"])))
    return told


def one_pool(*reps: Event, **content: Any) -> Logged:
    world = Logged(policy(**content))
    world.tell(*reps)
    return world


@pytest.mark.parametrize("seed", SEEDS)
def test_what_really_ran_says_again_byte_for_byte_what_was_said(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Any] = []
    hear = running.hear
    monkeypatch.setattr(
        running, "hear", lambda side, event, proof: (heard.append(event.model_dump_json()), hear(side, event, proof))
    )
    world = history(seed, 120)
    found = world.simulate()
    was, would_be = owners(found)
    assert len(was) > 5
    assert would_be == was
    assert sorted(heard) == sorted(event.model_dump_json() for event in world.said)
    assert (found.as_it_ran, found.failed, found.unreadable) == (True, 0, 0)


def test_of_what_really_ran_the_report_has_no_changes() -> None:
    told = said(history(3, 150).simulate())
    assert told["leads"]["compared"] > 5
    assert told["leads"]["changed"] == 0
    assert told["waits"]["was"] == told["waits"]["would_be"]
    assert told["timeouts"]["was"] == told["timeouts"]["would_be"] > 0
    assert told["fairness"]
    assert all(row["was"] == row["would_be"] for row in told["fairness"])
    assert all(row["was"] == row["would_be"] for row in told["load"])
    assert told["largest_changes"] == []


def test_a_draft_that_says_the_same_under_another_name_is_known_as_what_ran_by_its_decisions() -> None:
    """Its timers fire when they are due, not when they did: nearly all owners are the same."""
    same = changed = 0
    for seed in range(4):
        found = history(seed, 100).simulate(policy=draft(**LIVELY))
        assert not found.as_it_ran
        was, would_be = owners(found)
        same += sum(would_be.get(cycle) == path for cycle, path in was.items())
        changed += sum(would_be.get(cycle) != path for cycle, path in was.items())
    assert changed <= same // 50, (changed, same)


def test_weights_of_a_draft_roster_change_the_shares() -> None:
    world = one_pool(rep("ana"), rep("ben"))
    for number in range(12):
        world.tell(qualified(f"lead-{number}", decided_at=world.now))
    heavier = (rep("ana", weight=3.0), rep("ben"))
    (row,) = said(world.simulate(roster=heavier))["fairness"]
    assert row["was"]["spread"] <= 1
    load = {row["rep_id"]: row for row in said(world.simulate(roster=heavier))["load"]}
    assert (load["ana"]["was"]["given"], load["ben"]["was"]["given"]) == (6, 6)
    assert (load["ana"]["would_be"]["given"], load["ben"]["would_be"]["given"]) == (9, 3)


def test_who_is_in_no_draft_roster_has_left_and_their_open_leads_move_on() -> None:
    world = one_pool(rep("ana"), rep("ben"))
    world.tell(qualified("lead-1", decided_at=world.now))
    world.later(HOUR)
    found = world.simulate(since=NOW + 30 * MINUTE, roster=(rep("ben"),))
    assert found.was.courses[Cycle("lead-1", 1)].owners == ("ana",)
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ana", "ben")


def test_absences_of_history_count_for_a_draft_roster_too() -> None:
    away = [{"starts_at": NOW, "ends_at": NOW + DAY}]
    world = one_pool(rep("ana", absences=away), rep("ben"))
    world.tell(qualified("lead-1", decided_at=world.now))
    found = world.simulate(roster=(rep("ana", weight=9.0), rep("ben")))
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ben",)


def test_until_since_decides_what_ran_so_the_draft_begins_with_the_book_of_then() -> None:
    world = one_pool(rep("ana", max_open=1), rep("ben", "hunter"))
    world.tell(qualified("lead-1", decided_at=world.now))
    world.later(DAY)
    world.tell(qualified("lead-2", decided_at=world.now))
    found = world.simulate(since=NOW + HOUR, policy=draft(accept_within=[{"within": "30d"}]))
    told = said(found)
    assert found.would_be.courses[Cycle("lead-2", 1)].owners == ()  # ana is full with what came before
    assert told["leads"]["compared"] == 1
    assert told["waits"]["would_be"]["never_had_an_owner"] == 1


def test_a_close_ends_a_cycle_whoever_has_it() -> None:
    world = one_pool(rep("ana", max_open=1), rep("ben", max_open=1, languages=["fr"]))
    world.tell(qualified("lead-1", decided_at=world.now))
    world.tell(closed("lead-1"))
    world.tell(qualified("lead-2", decided_at=world.now, facts={"language": "fr"}))
    steps = [{"name": "french", "candidates": {"match": ["languages"]}}, {"name": "rest", "candidates": "anybody"}]
    found = world.simulate(policy=draft(steps=steps))
    assert not any(course.held for course in found.would_be.courses.values() if course.owners == ("ana",))


def test_offers_lapse_by_the_draft_unless_somebody_took_the_lead_up_in_history() -> None:
    world = one_pool(rep("ana"), rep("ben"))
    world.tell(qualified("taken", decided_at=world.now), qualified("left-alone", decided_at=world.now))
    world.later(10 * MINUTE)
    world.tell(request("accept", "taken", world.owners["taken"]))
    world.later(5 * HOUR)
    found = world.simulate(policy=draft(accept_within=[{"within": "1h"}]))
    assert found.was.timeouts == 0
    assert found.would_be.courses[Cycle("taken", 1)].owners == found.was.courses[Cycle("taken", 1)].owners
    assert len(found.would_be.courses[Cycle("left-alone", 1)].owners) == 2
    assert found.would_be.timeouts == 2


def test_an_answer_counts_for_whoever_has_the_lead_here() -> None:
    world = one_pool(rep("ana"), rep("ben", languages=["fr"]))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"language": "fr"}))
    assert world.owners == {"lead-1": "ana"}
    world.later(10 * MINUTE)
    world.tell(request("accept", "lead-1", "ana"))
    world.later(5 * HOUR)
    steps = [{"name": "french", "candidates": {"match": ["languages"]}}]
    found = world.simulate(policy=draft(steps=steps, accept_within=[{"within": "1h"}]))
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ben",)
    assert found.would_be.timeouts == 0


def test_an_answer_to_a_lead_that_still_waits_here_counts_for_the_next_who_gets_it() -> None:
    world = one_pool(rep("ana"), rep("ben", languages=["fr"], absences=[{"starts_at": NOW, "ends_at": NOW + HOUR}]))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"language": "fr"}))
    world.tell(request("accept", "lead-1", "ana"))
    world.later(5 * HOUR)
    steps = [{"name": "french", "candidates": {"match": ["languages"]}, "wait": "2h"}]
    found = world.simulate(policy=draft(steps=steps, accept_within=[{"within": "1h"}]))
    course = found.would_be.courses[Cycle("lead-1", 1)]
    assert (course.owners, found.would_be.timeouts) == (("ben",), 0)
    wait = said(found)["waits"]["would_be"]
    assert (wait["waited"], round(wait["median"] / 3600, 1)) == (1, 1.0)


def test_who_declined_in_history_declines_only_what_they_have_here_too() -> None:
    world = one_pool(rep("ana"), rep("ben", languages=["fr"]), rep("cy"))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"language": "fr"}))
    world.tell(request("decline", "lead-1", "ana"))
    steps = [{"name": "french", "candidates": {"match": ["languages"]}}]
    found = world.simulate(policy=draft(steps=steps))
    assert found.was.courses[Cycle("lead-1", 1)].owners == ("ana", "ben")
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ben",)
    assert dict(found.passed_over) == {"lead.decline": 1}


def test_a_draft_that_hands_leads_over_hears_what_history_did_not_listen_to() -> None:
    world = one_pool(rep("ana", stages=["opener"]), rep("ben", stages=["closer"]))
    world.tell(qualified("lead-1", decided_at=world.now))
    world.later(HOUR)
    call = {"lead_id": "lead-1", "activity_id": "a", "kind": "call", "direction": "out", "automated": False}
    reached = {**call, "rep_id": "ana", "occurred_at": world.now, "recorded_at": world.now}
    world.tell(LeadActivity.model_validate({**reached, "outcome": "appointment_booked"}))
    found = world.simulate(policy=draft(handovers=[{"outcome": "appointment_booked", "to": "closer"}]))
    assert found.was.courses[Cycle("lead-1", 1)].owners == ("ana",)
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ana", "ben")


def test_rules_of_a_draft_send_leads_to_other_pools_and_what_is_said_of_them_follows() -> None:
    world = Logged(policy(pools=POOLS["pools"]))
    world.tell(rep("ana"), rep("dora", pool="dach"))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"country": "DE"}), closed("lead-1"))
    found = world.simulate(policy=draft(**POOLS))
    course = found.would_be.courses[Cycle("lead-1", 1)]
    assert (course.owners, course.pool, course.held) == (("dora",), "dach", False)
    assert [row["changed"] for row in said(found)["by_pool"]] == [1]


def test_the_fallback_of_a_draft_takes_over_what_history_kept() -> None:
    world = Logged(policy(pools={"default": {}, "dach": {}}, rules=POOLS["rules"]))
    world.tell(rep("ana"), rep("hugo", "hunter", pool="dach"))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"country": "DE"}))
    found = world.simulate(policy=draft(**POOLS))
    assert found.was.courses[Cycle("lead-1", 1)].owners == ()
    assert found.would_be.courses[Cycle("lead-1", 1)].owners == ("ana",)
    assert said(found)["leads"]["gained_an_owner"] == 1


def test_the_largest_changes_are_explained_on_both_sides() -> None:
    world = one_pool(rep("ana"), rep("ben", languages=["fr"]))
    world.tell(qualified("lead-1", decided_at=world.now, facts={"language": "fr"}))
    steps = [{"name": "french", "candidates": {"match": ["languages"]}}]
    then: dict[int, Event] = dict(enumerate(world.said))
    kept: list[Event] = []

    def keep(event: Event) -> int:
        kept.append(LeadAssigned.model_validate_json(event.model_dump_json()))
        return len(kept) - 1

    found = world.simulate(policy=draft(steps=steps), proofs=keep)
    explain = Explanations(lambda proof: then[proof & 0xFFFF], lambda proof: kept[proof], {"ana": "Ana", "ben": "Ben"})
    (change,) = report(found, explain)["largest_changes"]
    assert (change["was"]["owner"], change["would_be"]["owner"]) == ("ana", "ben")
    assert change["was"]["in_words"][0].startswith("Ana, because")
    assert change["would_be"]["in_words"][0].startswith("Ben, because")
    assert "policy draft-draft 1" in change["would_be"]["in_words"][-1]


def test_what_is_later_than_until_is_left_out() -> None:
    world = one_pool(rep("ana"))
    world.tell(qualified("lead-1", decided_at=world.now))
    world.later(DAY)
    world.tell(qualified("lead-2", decided_at=world.now))
    found = world.simulate(until=NOW + HOUR)
    assert [set(side) for side in owners(found)] == [{Cycle("lead-1", 1)}] * 2
