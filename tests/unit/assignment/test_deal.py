"""Who gets a lead, and what is said when nobody can."""

from datetime import timedelta

import pytest
from tests.unit.assignment.story import DAY, HOUR, NOW, Pool, closed, policy, qualified, refusals, rep, request, touched

from lead_contracts.events import LeadAssigned, LeadUnassigned


def test_an_inbound_lead_goes_to_a_farmer_and_an_outbound_one_to_a_hunter() -> None:
    pool = Pool(rep("ana", "farmer"), rep("ben", "hunter"))
    pool.tell(qualified("in"), qualified("out", "outbound"))
    assert pool.owners == {"in": "ana", "out": "ben"}
    roles = {event.lead_id: event.role for event in pool.said}
    assert roles == {"in": "farmer", "out": "hunter"}


def test_who_is_both_farmer_and_hunter_takes_both_and_each_motion_has_its_own_turns() -> None:
    pool = Pool(rep("ana", "farmer"), rep("bo", "both"), rep("cy", "hunter"))
    pool.tell(*(qualified(f"in-{n}") for n in range(10)), *(qualified(f"out-{n}", "outbound") for n in range(4)))
    assert pool.counts == {"ana": 5, "bo": 5 + 2, "cy": 2}


def test_the_event_carries_everything_a_sales_system_needs() -> None:
    pool = Pool(rep("ana", team="inside", weight=1.5))
    (event,) = pool.tell(qualified("lead", facts={"company": "Acme"}))
    assert isinstance(event, LeadAssigned)
    assert (event.cycle, event.attempt, event.team, event.pool, event.decided_at) == (1, 1, "inside", "default", NOW)
    assert event.facts == {"company": "Acme"}


@pytest.mark.parametrize(
    ("reps", "reason"),
    [
        ((), "no_reps"),
        ((rep("ben", "hunter"),), "none_with_role"),
        ((rep("ana", active=False),), "none_with_role"),
        ((rep("ana", max_open=0), rep("ada", max_open=0)), "all_full"),
        ((rep("ana", max_per_day=0),), "all_day_full"),
        ((rep("ana", absences=[{"starts_at": NOW - HOUR, "ends_at": NOW + HOUR}]),), "all_absent"),
        ((rep("ana", hours={"tue": ["09:00-17:00"]}),), "all_off_hours"),
        ((rep("ana", max_open=0), rep("ada", max_per_day=0)), "none_free"),
    ],
)
def test_a_lead_that_nobody_can_take_waits_with_the_reason(reps: tuple, reason: str) -> None:  # type: ignore[type-arg]
    pool = Pool(*reps)
    (event,) = pool.tell(qualified("lead"))
    assert isinstance(event, LeadUnassigned)
    assert (event.reason_code, event.pool, event.decision.pick) == (reason, "default", None)


def test_a_lead_that_waits_is_not_announced_again_while_the_reason_stays() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(qualified("first"), qualified("second"))
    assert pool.tell(rep("ana", max_open=1, team="new"), qualified("second"), touched("second")) == []


def test_a_rep_at_the_cap_gets_no_more_and_a_closed_lead_lets_the_best_waiting_one_in_at_once() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(
        qualified("held"), qualified("early", priority=1), qualified("best", priority=4), qualified("late", priority=1)
    )
    assert pool.owners == {"held": "ana"}
    released, assigned = pool.tell(closed("held"))
    assert (released.lead_id, released.reason_code) == ("held", "closed")
    assert (assigned.lead_id, assigned.rep_id) == ("best", "ana")
    pool.tell(closed("best"))
    assert pool.owners == {"early": "ana"}


def test_a_new_rep_and_a_higher_cap_take_those_who_wait_at_once() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(*(qualified(f"lead-{n}") for n in range(5)))
    assert len(pool.waiting) == 4
    pool.tell(rep("ben", max_open=1))
    assert pool.counts == {"ana": 1, "ben": 1}
    pool.tell(rep("ana", max_open=4))
    assert pool.counts == {"ana": 4, "ben": 1}
    assert pool.waiting == {}


def test_the_end_of_an_absence_takes_those_who_wait_without_anything_else_happening() -> None:
    pool = Pool(rep("ana", absences=[{"starts_at": NOW - DAY, "ends_at": NOW + 2 * HOUR}]))
    (event,) = pool.tell(qualified("lead"))
    assert event.retry_at == NOW + 2 * HOUR
    assert pool.later(HOUR) == []
    pool.later(HOUR + timedelta(seconds=1))
    assert pool.owners == {"lead": "ana"}


def test_a_day_cap_counts_the_reps_own_day_and_opens_again_at_their_midnight() -> None:
    auckland = rep("ana", max_per_day=2, time_zone="Pacific/Auckland")  # NOW is 22:00 there
    pool = Pool(auckland)
    pool.tell(*(qualified(f"lead-{n}") for n in range(5)))
    assert len(pool.owners) == 2
    pool.later(2 * HOUR + timedelta(seconds=1))
    assert len(pool.owners) == 4
    pool.later(DAY)
    assert len(pool.owners) == 5


def test_a_shift_that_begins_takes_those_who_wait() -> None:
    pool = Pool(rep("ana", time_zone="Europe/Berlin", hours={"mon": ["13:00-17:00"]}))  # NOW is 10:00 there
    (event,) = pool.tell(qualified("lead"))
    assert event.retry_at == NOW + 3 * HOUR
    pool.later(3 * HOUR + timedelta(seconds=1))
    assert pool.owners == {"lead": "ana"}


def test_those_who_wait_come_before_a_newcomer_when_the_alarm_has_not_rung_yet() -> None:
    pool = Pool(rep("ana", max_open=1, absences=[{"starts_at": NOW - DAY, "ends_at": NOW + HOUR}]))
    pool.tell(qualified("patient"))
    pool.driver.now = NOW + 2 * HOUR
    pool.tell(qualified("newcomer", priority=9))
    assert pool.owners == {"patient": "ana"}


def test_a_waiting_lead_that_shows_itself_again_moves_to_its_new_priority() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(qualified("held"), qualified("one", priority=2), qualified("two", priority=2))
    pool.tell(touched("two", priority=4, facts={"company": "Acme", "budget": "yes"}))
    _, assigned = pool.tell(closed("held"))
    assert (assigned.lead_id, assigned.facts["budget"]) == ("two", "yes")


def test_a_closed_lead_leaves_the_line() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(*(qualified(name) for name in ("held", "one", "two", "three")))
    pool.tell(closed("two"), closed("held"), closed("one"))
    assert pool.owners == {"three": "ana"}


def test_the_end_of_a_cycle_may_come_before_its_beginning() -> None:
    pool = Pool(rep("ana"))
    assert pool.tell(closed("lead", cycle=1), qualified("lead", cycle=1)) == []
    (event,) = pool.tell(qualified("lead", cycle=2))
    assert (event.cycle, event.attempt, event.rep_id) == (2, 1, "ana")


def test_what_is_told_twice_happens_once() -> None:
    pool = Pool(rep("ana"), rep("ben"))
    pool.tell(qualified("lead"))
    assert pool.tell(qualified("lead")) == []
    pool.tell(closed("lead"))
    assert pool.tell(closed("lead"), qualified("lead")) == []


def test_the_next_cycle_may_go_to_who_had_an_earlier_one() -> None:
    pool = Pool(rep("ana"))
    pool.tell(qualified("lead"), closed("lead"), qualified("lead", cycle=2))
    assert pool.owners == {"lead": "ana"}


def test_a_next_cycle_ends_one_whose_end_was_never_told_and_its_place_goes_to_who_waits() -> None:
    pool = Pool(rep("ana", max_open=1))
    pool.tell(qualified("lead"), qualified("patient"))
    pool.tell(qualified("lead", cycle=2))
    assert pool.owners == {"patient": "ana"}
    assert pool.waiting == {"lead": "all_full"}


def test_a_pool_without_anybody_of_the_role_forwards_once_to_its_fallback_and_the_lead_is_in_one_pool_alone() -> None:
    pool = Pool(rep("ben", "hunter"), name="dach")
    pool.driver.set_global(policy(pools={"dach": {"fallback": "default"}, "default": {}}))
    (sent,) = pool.tell(qualified("lead"), id="first")
    assert (sent, pool.driver.records[-1].key) == (qualified("lead"), b"default")
    assert pool.tell(qualified("lead"), id="first") == []
    pool.tell(rep("ana"))
    assert pool.owners == {}


def test_what_still_comes_to_the_pool_that_forwarded_a_lead_follows_it() -> None:
    pool = Pool(name="dach")
    pool.driver.set_global(policy(pools={"dach": {"fallback": "default"}, "default": {}}))
    pool.tell(qualified("lead"))
    followers = [touched("lead"), request("accept", "lead", "ana"), closed("lead")]
    assert pool.tell(*followers) == followers
    assert {record.key for record in pool.driver.records} == {b"default"}
    assert refusals(pool.ask("accept", "lead", "ben")) == ["too_late"]


def test_a_forwarded_lead_that_comes_back_stays_and_is_not_passed_round_for_ever() -> None:
    pool = Pool(name="dach")
    pool.driver.set_global(policy(pools={"dach": {"fallback": "default"}, "default": {}}))
    pool.tell(qualified("lead"), id="first")
    (event,) = pool.tell(qualified("lead"), id="forwarded by default after a new policy")
    assert event.reason_code == "no_reps"


def test_many_pools_share_nothing_even_in_one_partition() -> None:
    pools, names = Pool(), [f"pool-{n}" for n in range(30)]
    for name in names:
        pools.tell(rep("ana", max_open=1), pool=name)
        pools.tell(qualified(f"lead of {name}"), pool=name)
    assert len(pools.owners) == 30


def test_a_worker_that_was_killed_goes_on_from_its_changelog() -> None:
    pool = Pool(rep("ana", max_open=2), rep("ben", max_open=2))
    pool.tell(*(qualified(f"lead-{n}", priority=n % 3) for n in range(9)))
    pool.driver.restart()
    pool.tell(closed("lead-0"), closed("lead-1"))
    pool.driver.restart()
    pool.tell(*(closed(lead_id) for lead_id in list(pool.owners)))
    pool.tell(*(closed(lead_id) for lead_id in list(pool.owners)))
    assert pool.counts == {"ana": 5, "ben": 4}
    assert pool.waiting == {}
