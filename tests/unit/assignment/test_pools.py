"""Two pools that fall back to each other, under policies that change: a lead is in one of them, and each log tells it all again."""

from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.assignment.lives import POLICY, Life
from tests.unit.assignment.recording import Recorder, replayed
from tests.unit.assignment.story import HOUR, policy
from tests.unit.assignment.test_lives import check_all

from assignment.adapters.tables import PLACEMENTS, pool_of
from assignment.domain.lead import Placement, Status
from lead_contracts.events import ConfigPublished
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.engine.partitioner import partition_of

SEEDS = st.integers(0, 2**32)
POOLS = ("default", "south")
WAYS: tuple[dict[str, Any], ...] = (
    {"default": {}, "south": {"fallback": "default"}},
    {"default": {"fallback": "south"}, "south": {}},
    {"default": {}, "south": {}},
)
RULES: tuple[list[dict[str, Any]], ...] = (
    [{"when": {"country": "IT"}, "pool": "south"}],
    [{"when": {"motion": "inbound"}, "pool": "south"}],
    [],
)
STEPS: tuple[list[dict[str, Any]], ...] = (
    [],
    [
        {"name": "known", "candidates": {"owner": ["earlier_cycle", "account"]}, "wait": "30m"},
        {"name": "anybody", "candidates": "anybody"},
    ],
    [
        {"name": "openers", "when": {"stage": "opener"}, "candidates": "anybody"},
        {"name": "desk", "candidates": {"queue": "boss"}},
    ],
)


class Reign:
    """A life under policies that follow one another, each published when all is quiet and in force at once or soon."""

    def __init__(self, seed: int, steps: int) -> None:
        self._dice = Random(f"{seed}/reign")
        self.policies = [POLICY]
        self.life = Life(seed)
        self.recorder = Recorder(self.life.world.now, [POLICY])
        self.life.world.decide = self.recorder
        self.life.world.on_decided = self._decided
        self.life.live(steps, self._quiet)

    def _decided(self, pool: str, event: Any, news: list[Any]) -> None:
        self.life.model.decided(pool, event, news)
        check_in_one_pool(self.recorder)

    def _quiet(self, life: Life) -> None:
        check_all(life)
        if self._dice.random() < 0.1:
            self.policies.append(self._next())
            for driver in (life.world.route, life.world.decide):
                driver.set_global(self.policies[-1])

    def _next(self) -> ConfigPublished:
        pick = self._dice.choice
        return policy(
            version=len(self.policies) + 1,
            # Later than all that was read: a replay knows every version from its beginning.
            since=self.life.world.now + pick([timedelta(seconds=1), 2 * HOUR]),
            pools=pick(WAYS),
            rules=pick(RULES),
            steps=pick(STEPS),
            accept_within=pick([[], [{"within": "1h"}]]),
            handovers=pick([[], [{"outcome": "booked", "to": "closer"}]]),
        )


def check_in_one_pool(driver: Recorder) -> None:
    """After every single step, with whatever else still on its way between the pools."""
    placements: list[Placement] = list(driver.state(PLACEMENTS).values())
    here = [
        (each.lead.lead_id, each.lead.cycle)
        for each in placements
        if each.status not in (Status.CLOSED, Status.FORWARDED)
    ]
    assert [cycle for cycle, pools in Counter(here).items() if pools > 1] == []


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_whatever_changes_a_cycle_is_in_one_pool_after_every_step(seed: int) -> None:
    Reign(seed, 80)


@given(SEEDS, st.sampled_from(POOLS))
@settings(max_examples=5, deadline=None)
def test_the_log_of_a_pool_gives_the_same_bytes_and_the_same_book_again_and_across_crashes(
    seed: int, pool: str
) -> None:
    reign = Reign(seed, 60)
    log, first = reign.recorder.log, reign.recorder

    crashes = frozenset(Random(seed).sample(range(len(log)), 3))
    for again in (replayed(pool, log, reign.policies, frozenset()), replayed(pool, log, reign.policies, crashes)):
        assert again.written_by(pool) == first.written_by(pool)
        assert again.kept_by(pool) == first.kept_by(pool)
        assert book_of(pool, again) == book_of(pool, first)


def book_of(pool: str, driver: Recorder) -> dict[str, dict[str, Any]]:
    """All that the pool's writer knows."""
    return {
        table.name: {key: value for key, value in driver.state(table).items() if pool_of(key)[0] == pool}
        for table in driver.topology.tables
    }


def test_what_is_told_of_pools_here_happens() -> None:
    reigns = [Reign(seed, 60) for seed in range(3)]
    assert len({partition_of(pool.encode(), 12) for pool in POOLS}) == 2, "each pool has a log of its own"
    for pool in POOLS:
        topics = Counter(each.topic for reign in reigns for each in reign.recorder.written_by(pool))
        assert topics[ASSIGNMENT_REQUESTS] > 0, f"nothing went on from {pool} to the other"
    assert sum(len(reign.policies) for reign in reigns) > 2 * len(reigns), "policies change"
