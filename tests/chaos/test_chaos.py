"""The whole product under fire: workers killed and frozen, Valkey emptied, Kafka gone; then every promise is counted.

``python -m tests.chaos`` does the same on three brokers, for as long as asked.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from tests.chaos import report
from tests.chaos.campaign import Lane, Verdict, fight
from tests.chaos.lanes import Scene
from tests.chaos.load import Load
from tests.chaos.mayhem import AMBUSHES, Mayhem
from tests.chaos.plan import chaos_plan
from tests.chaos.servers import lose_the_only_broker, lose_valkey
from tests.chaos.stage import set_up
from tests.support import eventually

from handover.stack.stack import Stack

pytestmark = [pytest.mark.chaos, pytest.mark.kafka, pytest.mark.valkey, pytest.mark.timeout(900)]
LEADS, KILLS, SPOOLED = 2000, 12, 300
QUIET_WITHIN = 180.0


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with set_up(chaos_plan(tmp_path_factory.mktemp("chaos"))) as stack:
        yield stack


@pytest.fixture
def seed() -> str:
    return os.environ.get("HANDOVER_CHAOS_SEED") or f"{time.time_ns() // 1_000_000}"


def tell(verdict: Verdict, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(f"\n{report.told(verdict)}")


def test_whatever_is_killed_or_frozen_nothing_is_lost_and_nothing_happens_twice(stack, seed, capsys):
    scene, load = Scene(stack, seed), Load(stack, seed, stories_per_second=32)
    mayhem = Mayhem(scene)
    lanes: list[Lane] = [
        partial(mayhem.kills, (2.0, 6.0), least=KILLS),
        *(partial(mayhem.freezes, ambushes) for ambushes in AMBUSHES),
        partial(lose_valkey, scene, (10, 25), times=1),
        lambda: eventually(lambda: len(load.ledger.kept["lead"]) >= LEADS, 300, f"{LEADS} leads"),
    ]

    verdict = fight(stack, load, scene.account, seed, lanes, QUIET_WITHIN)

    tell(verdict, capsys)
    assert verdict.violations == []
    assert verdict.audit.open_dead_letters == ()
    assert all(verdict.ledger.kept[kind] for kind in ("lead", "activity", "suppression", "request"))
    counts = verdict.audit.counts
    assert all((counts.merged, counts.accepted, counts.closed, counts.breached, counts.withdrawn, counts.met))
    assert all(scene.account.kills_by_group().values())
    assert len(scene.account.kills) >= KILLS
    assert {freeze.moment for freeze in scene.account.freezes} == {"before", "after"}
    assert "fenced" in {freeze.outcome for freeze in scene.account.freezes}
    assert scene.account.valkey_kills == 1


def test_while_the_only_broker_is_away_and_intake_is_killed_every_202_is_kept_and_has_one_verdict(stack, seed, capsys):
    scene, load = Scene(stack, seed), Load(stack, f"{seed}-outage", stories_per_second=15)

    verdict = fight(
        stack, load, scene.account, seed, [partial(lose_the_only_broker, scene, load.ledger, SPOOLED, 2)], QUIET_WITHIN
    )

    tell(verdict, capsys)
    assert verdict.violations == []
    assert Counter(scene.account.kills) == {"lead-intake-0": 3, "lead-intake-1": 3}
    assert len(verdict.ledger.kept["lead"]) > SPOOLED
    assert verdict.ledger.repeats > 0
    assert verdict.sent_twice > 0
    assert verdict.ledger.unavailable_without_retry_after == 0
