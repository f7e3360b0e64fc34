"""What holds in every life of leads: requests, timers, closes, roster changes and repeats in any order, over two pools."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.assignment.lives import LEADS, Life

from assignment.adapters.tables import LOADS, REPS, pool_of
from assignment.application.timeout import lapses_at
from assignment.domain.lead import Placement

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
@settings(max_examples=15, deadline=None)
def test_no_lead_ever_has_two_owners_or_two_pools_and_every_request_is_answered_once(seed: int) -> None:
    life = Life(seed)
    life.live(100, check_all)
    # What leavers had moves on in steps, by alarms.
    life.world.later(timedelta(seconds=5))
    check_nobody_is_kept_waiting(life)


def check_all(life: Life) -> None:
    """What holds whenever all is quiet."""
    placements = life.world.placements()
    here = Counter(placement.lead.lead_id for pool, placement in placements if _is_here(placement))
    assert all(here[lead] <= 1 for lead in LEADS), "a lead in two pools"
    holds = sorted(placement.hold.assignment_id for _, placement in placements if placement.hold)
    assert holds == sorted(held.assignment_id for held in life.model.held.values())
    assert len({lead for lead, _ in life.model.held}) == len(life.model.held), "two cycles with owners"
    check_loads(life, placements)
    assert {name: life.model.answers[name] for name in life.asked} == dict.fromkeys(life.asked, 1)


def check_loads(life: Life, placements: list[tuple[str, Placement]]) -> None:
    """Every rep has as many leads on the table as they hold."""
    open_leads = Counter((pool, placement.hold.rep_id) for pool, placement in placements if placement.hold)
    loads = {pool_of(key): load.open for key, load in life.world.decide.state(LOADS).items() if load.open}
    assert loads == dict(open_leads)


def check_nobody_is_kept_waiting(life: Life) -> None:
    """No offer has lapsed, nobody who has left has a lead, nobody unasked has one of another stage."""
    reps = {pool_of(key): rep for key, rep in life.world.decide.state(REPS).items()}
    for pool, placement in life.world.placements():
        at = lapses_at(placement)
        assert at is None or at > life.world.now
        if placement.hold:
            assert not reps[pool, placement.hold.rep_id].left


@given(SEEDS)
@settings(max_examples=5, deadline=None)
def test_the_same_life_ends_the_same_across_a_crash_of_everything(seed: int) -> None:
    first, again = Life(seed), Life(seed)
    first.live(40, lambda life: None)
    again.live(40, crash)
    assert [event.model_dump() for event in first.world.said] == [event.model_dump() for event in again.world.said]


def crash(life: Life) -> None:
    """Both groups lose their memory and restore it."""
    life.world.route.restart()
    life.world.decide.restart()


def _is_here(placement: Placement) -> bool:
    return placement.status not in ("closed", "forwarded")
