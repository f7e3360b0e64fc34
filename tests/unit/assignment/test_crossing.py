"""A manager moves a lead to somebody of another pool; it is never in two of them."""

from random import Random
from typing import Any

import pytest
from tests.unit.assignment.story import HOUR, closed, policy, qualified, refusals, rep, request, touched
from tests.unit.assignment.world import World

from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadReleased
from lead_contracts.topics import ASSIGNMENT_REQUESTS

TWO_POOLS = policy(pools={"default": {}, "south": {}})


def move(lead_id: str, to: str | None, actor: str = "boss", **given: Any) -> Event:
    name = f"{lead_id} to {to} by {actor}"
    return request("reassign", lead_id, actor, to_rep_id=to, **{"request_id": name, "actor_role": "manager", **given})


@pytest.fixture
def world() -> World:
    """Ana of the default pool has the lead; Sol and Sky are in the south."""
    world = World(TWO_POOLS)
    world.tell(rep("ana"), rep("sol", pool="south", max_open=1), rep("sky", pool="south", active=False))
    world.tell(qualified("lead", facts={"company": "Acme"}))
    assert (world.owners, world.pools_of("lead")) == ({"lead": "ana"}, ["default"])
    return world


def test_a_lead_goes_to_a_rep_of_another_pool_in_the_same_cycle(world: World) -> None:
    released, assigned = world.tell(move("lead", "sol"))
    assert isinstance(released, LeadReleased)
    assert (released.rep_id, released.reason_code) == ("ana", "reassigned")
    assert (assigned.rep_id, assigned.pool, assigned.attempt, assigned.cycle) == ("sol", "south", 2, 1)
    assert (assigned.reason_code, assigned.facts) == ("reassigned", {"company": "Acme"})
    assert assigned.decision.inputs["request_id"] == "lead to sol by boss"
    assert assigned.decision.inputs["had"] == ["ana"]
    assert world.pools_of("lead") == ["south"]


def test_who_had_it_is_free_for_another(world: World) -> None:
    world.tell(rep("ana", max_open=1), qualified("next"))
    world.tell(move("lead", "sol"))
    assert world.owners == {"lead": "sol", "next": "ana"}


def test_a_lead_that_waits_goes_over_too_and_leaves_its_line() -> None:
    world = World(TWO_POOLS)
    world.tell(rep("sol", pool="south"), qualified("lead"))
    (assigned,) = world.tell(move("lead", "sol"))
    assert (assigned.rep_id, assigned.attempt) == ("sol", 1)
    world.tell(rep("ana"))
    assert world.owners == {"lead": "sol"}


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (move("lead", "sky"), "inactive"),
        (move("lead", "nobody"), "unknown_rep"),
        (move("lead", "sol", "ben", actor_role="rep"), "managers_only"),
        (move("stranger", "sol"), "unknown_lead"),
        (move("lead", "sol", cycle=2), "unknown_lead"),
        (move("lead", "sol", assignment_id="another"), "too_late"),
    ],
)
def test_a_move_that_cannot_be_is_refused_once_and_the_lead_stays(world: World, asked: Event, reason: str) -> None:
    news = world.tell(asked)
    assert refusals(news) == [reason]
    assert len(news) == 1
    assert world.owners == {"lead": "ana"}


def test_nobody_of_another_pool_is_filled_beyond_their_cap(world: World) -> None:
    world.tell(qualified("second"))
    world.tell(move("lead", "sol"))
    assert refusals(world.tell(move("second", "sol"))) == ["full"]
    assert world.owners == {"lead": "sol", "second": "ana"}


def test_two_leads_on_their_way_to_the_last_place_do_not_both_get_it(world: World) -> None:
    world.tell(qualified("second"), rep("sun", pool="south"))
    for lead in ("lead", "second"):
        world.write(move(lead, "sol"))
    world.pump()
    (refused,) = refusals(world.said)
    assert refused == "full"
    assert sorted(world.owners.values()) in (["ana", "sol"], ["sol", "sun"])
    assert all(len(world.pools_of(lead)) == 1 for lead in ("lead", "second"))


def test_what_comes_after_the_move_reaches_the_pool_that_has_the_lead(world: World) -> None:
    world.tell(move("lead", "sol"))
    world.tell(touched("lead", priority=9), request("accept", "lead", "sol"))
    assert refusals(world.tell(request("accept", "lead", "ana"))) == ["too_late"]
    (released,) = world.tell(closed("lead"))
    assert (released.rep_id, released.reason_code) == ("sol", "closed")
    assert world.pools_of("lead") == []


def test_a_lead_goes_to_and_fro_between_pools(world: World) -> None:
    for number in range(4):
        for to in ("sol", "ana"):
            world.tell(move("lead", to, request_id=f"{number} {to}"))
            assert world.owners == {"lead": to}
    attempts = [event.attempt for event in world.said if isinstance(event, LeadAssigned)]
    assert attempts == list(range(1, 10))


def test_a_move_that_comes_twice_happens_once(world: World) -> None:
    world.tell(move("lead", "sol"))
    assert world.tell(move("lead", "sol")) == []


@pytest.mark.parametrize("seed", range(20))
def test_a_cycle_that_ends_while_the_pools_agree_stays_ended(seed: int) -> None:
    world = World(TWO_POOLS, choose=Random(seed).choice)
    world.tell(rep("ana"), rep("sol", pool="south"), qualified("lead"))
    world.write(move("lead", "sol"))
    world.write(closed("lead"))
    world.pump()
    assert world.owners == {}
    assert world.pools_of("lead") == []
    went = [event.rep_id for event in world.said if isinstance(event, LeadAssigned)]
    assert (refusals(world.said), went) in ((["too_late"], ["ana"]), ([], ["ana", "sol"]))


def test_a_rep_cannot_say_themselves_that_the_other_pool_has_agreed(world: World) -> None:
    forged = {"to_pool": "south", "from_pool": "default", "checked": True}
    news = world.tell(move("lead", "sky", crossing=forged))
    assert refusals(news) == ["inactive"]


def test_a_rep_who_changes_pools_keeps_what_they_have_and_answers_for_it(world: World) -> None:
    world.tell(rep("ana", pool="south"))
    assert world.owners == {"lead": "ana"}
    world.tell(request("accept", "lead", "ana"), qualified("new"))
    assert world.owners == {"lead": "ana"}, "nobody is left in the default pool"
    world.tell(rep("ben"))
    assert world.owners == {"lead": "ana", "new": "ben"}


def test_what_a_rep_kept_in_a_former_pool_moves_on_when_they_leave_for_good(world: World) -> None:
    world.tell(rep("ana", pool="south"), rep("ben"))
    world.tell(rep("ana", pool="south", left=True))
    assert world.owners == {"lead": "ben"}


def test_a_lead_that_has_crossed_keeps_its_stage_and_who_had_it() -> None:
    world = World(policy(pools={"default": {}, "south": {}}, handovers=[{"outcome": "booked", "to": "closer"}]))
    world.tell(rep("ana"), rep("sol", pool="south"), rep("sue", pool="south"), qualified("lead"))
    world.tell(move("lead", "sol"))
    world.tell(request("decline", "lead", "sol"))
    assert world.owners == {"lead": "sue"}
    world.tell(rep("ana", pool="south"))
    world.tell(request("decline", "lead", "sue"))
    assert world.owners == {}, "ana had it before, in the other pool"


def test_an_offer_that_has_crossed_lapses_in_its_new_pool() -> None:
    hurry = policy(pools={"default": {}, "south": {}}, accept_within=[{"within": "30m"}])
    world = World(hurry)
    world.tell(rep("ana"), rep("sol", pool="south"), rep("sue", pool="south"), qualified("lead"), move("lead", "sol"))
    world.later(HOUR)
    assert world.owners == {"lead": "sue"}
    assert len([event for event in world.said if isinstance(event, LeadReleased)]) == 2


def test_only_what_belongs_there_lies_on_the_requests_of_pools(world: World) -> None:
    world.tell(move("lead", "sol"), move("lead", None, request_id="whoever"))
    topics = {record.topic for record in world.decide.records}
    assert topics <= {ASSIGNMENT_REQUESTS, "leads.assigned"}
