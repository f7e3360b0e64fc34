"""Twenty thousand leads at once over four pools of fifty reps, workers killed and Valkey lost meanwhile, offers lapsing.

Judged from the topics alone. ``HANDOVER_CHAOS_SEED`` repeats the cast and the dice.
"""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from tests.chaos.burst import tally as told
from tests.chaos.burst.cast import OFF_DUTY, POLICY, POOLS, REPS, Cast, cast, is_steady, leads, number_of
from tests.chaos.burst.floor import Floor
from tests.chaos.burst.tally import Tally
from tests.chaos.burst.work import Work
from tests.chaos.lanes import Scene
from tests.chaos.mayhem import Mayhem
from tests.chaos.quiet import wait_until_quiet
from tests.chaos.servers import lose_valkey
from tests.chaos.stage import publish
from tests.support import eventually

from handover.audit.run import audit_topics
from handover.broker import Log
from handover.shipped import config_directory
from handover.stack.paths import checkout
from handover.stack.plan import Plan, service
from handover.stack.stack import Stack, start_stack
from lead_contracts import topics
from lead_contracts.events import ConfigPublished
from lead_contracts.values import VersionRef
from lead_runtime.admin import lag, read_topic
from lead_runtime.admin.reading import records
from lead_runtime.engine.wire import read_event

pytestmark = [pytest.mark.chaos, pytest.mark.kafka, pytest.mark.valkey, pytest.mark.timeout(600)]
LEADS, KILLS = 20_000, 4
FILLED = 500
"""Keys by which boards are seen to be filled again."""
GROUPS = (topics.ASSIGNMENT_ROUTE, topics.ASSIGNMENT_DECIDE)
LEEWAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Burst:
    """What is left of it: a stack at rest, and what its topics tell."""

    stack: Stack
    cast: Cast
    scene: Scene
    floor: Floor
    tally: Tally
    ended_at: datetime


@pytest.fixture(scope="module")
def burst(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Burst]:
    seed = os.environ.get("HANDOVER_CHAOS_SEED") or f"{time.time_ns() // 1_000_000}"
    with start_stack(_plan(tmp_path_factory.mktemp("burst"))) as stack:
        started = time.monotonic()
        made = _fought(stack, seed)
        lines = [f"seed {seed}, {time.monotonic() - started:.0f} s", *_facts(made)]
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled():
            print("", *lines, sep="\n")
        yield made


def _plan(folder: Path) -> Plan:
    """Assignment alone, twice, as production runs it; the configuration is ours but for the routing policy."""
    config = shutil.copytree(config_directory(checkout()), folder / "config")
    (config / "routing.yaml").write_text(POLICY, encoding="utf-8")
    return Plan(directory=folder, services=(service("assignment", workers=2),), config_dir=config)


def _fought(stack: Stack, seed: str) -> Burst:
    people, scene, floor = cast(seed), Scene(stack, seed), Floor(seed)
    publish(stack.bootstrap_servers, people.reps)
    eventually(lambda: _knows(stack, len(people.reps)), 60, "the pools know everybody")
    with Work(stack.bootstrap_servers, floor) as work, ThreadPoolExecutor(4) as pool:
        lanes = [
            pool.submit(publish, stack.bootstrap_servers, leads(seed, LEADS, _rules(stack))),
            pool.submit(Mayhem(scene).kills, (2.0, 5.0), least=KILLS),
            pool.submit(_lose_boards, scene),
            pool.submit(_return, stack, people, work),
        ]
        for lane in lanes:
            lane.result()
        eventually(lambda: len(work.decided) >= LEADS, 120, "something is said of every lead")
        floor.calm = True
        eventually(lambda: work.done, 120, "everything has been asked for, and no offer is open")
        wait_until_quiet(stack, datetime.now(UTC), 120, GROUPS)
        assert work.done
    return Burst(stack, people, scene, floor, told.on_the_topics(stack.bootstrap_servers), datetime.now(UTC))


def _lose_boards(scene: Scene) -> None:
    """Kills Valkey, which comes back empty, and flushes it once it is being filled again."""
    lose_valkey(scene, (4, 6), times=1)
    with redis.Redis.from_url(scene.stack.redis_url) as client:
        eventually(lambda: client.dbsize() > FILLED, 60, "the boards are being filled again")
        client.flushall()
        scene.account.valkey_flushes += 1


def _return(stack: Stack, people: Cast, work: Work) -> None:
    """Some come back when half of the leads have been decided."""
    eventually(lambda: len(work.decided) >= LEADS // 2, 120, "half of the leads")
    publish(stack.bootstrap_servers, people.returned)


def _knows(stack: Stack, reps: int) -> bool:
    behind = lag(stack.bootstrap_servers, topics.ASSIGNMENT_DECIDE, [topics.ASSIGNMENT_REQUESTS])
    forwarded = records(stack.bootstrap_servers, topics.ASSIGNMENT_REQUESTS)
    return forwarded >= reps and not any(each.lag for each in behind)


def _rules(stack: Stack) -> VersionRef:
    """A rule set that is in force, for the verdicts that we write ourselves."""
    found = map(read_event, read_topic(stack.bootstrap_servers, topics.CONFIG_VERSIONS))
    return next(
        VersionRef(name=each.name, version=each.version)
        for each in found
        if isinstance(each, ConfigPublished) and each.kind == "rules"
    )


def _facts(burst: Burst) -> Iterator[str]:
    tally = burst.tally
    kinds = Counter(each.decision.steps[-1]["kind"] for each in tally.given)
    yield f"{len(tally.leads)} leads, given {len(tally.given)} times ({dict(kinds)}), {len(told.waiting(tally))} wait"
    yield f"ends: {dict(Counter(each.reason_code for each in tally.ended))}"
    yield f"requests: {dict(Counter(each.NAME for each in tally.asked.values()))}, refused: {dict(tally.refusals)}"
    yield f"killed: {burst.scene.account.kills}, Valkey {burst.scene.account.valkey_kills} times"


def test_no_cap_is_exceeded_at_any_instant_and_who_is_away_gets_nothing(burst: Burst) -> None:
    assert list(told.beyond_caps(burst.tally, burst.cast.at_last)) == []
    assert {each.rep_id for each in burst.tally.given} & burst.cast.never == set()
    unasked = {each.rep_id for each in burst.tally.given if each.decision.steps[-1]["kind"] not in ("manual", "pull")}
    assert [rep_id for rep_id in unasked if number_of(rep_id) == OFF_DUTY] == []
    full = told.open_leads(burst.tally)
    capped = [rep for rep in burst.cast.reps if rep.max_open and full[rep.rep_id] == rep.max_open]
    assert len(capped) > REPS, "nobody's cap was ever put to the test"


def test_who_could_take_every_lead_was_never_more_than_a_turn_from_their_share(burst: Burst) -> None:
    steady = [rep for rep in burst.cast.reps if is_steady(rep.rep_id)]
    assert list(told.unfair(burst.tally, steady)) == []
    assert all(told.open_leads(burst.tally)[rep.rep_id] > 20 for rep in steady)


def test_no_lead_ever_had_two_owners_and_none_waits_while_somebody_is_free(burst: Burst) -> None:
    assert list(told.double_owners(burst.tally)) == []
    assert list(told.kept_waiting(burst.tally, burst.cast.at_last, burst.ended_at)) == []
    assert len(burst.tally.leads) == LEADS
    assert told.waiting(burst.tally), "more leads than places, or nothing is shown"


def test_every_request_was_answered_exactly_once(burst: Burst) -> None:
    assert list(told.unanswered(burst.tally)) == []
    assert list(told.lost_requests(burst.tally, burst.floor.asked.values())) == []
    kinds = Counter(each.NAME for each in burst.tally.asked.values())
    assert all(kinds[f"lead.{kind}"] for kind in ("accept", "decline", "release", "reassign", "next")), kinds
    by_hand = Counter(each.decision.steps[-1]["kind"] for each in burst.tally.given)
    assert by_hand["manual"], by_hand
    assert by_hand["pull"], by_hand
    ends = Counter(each.reason_code for each in burst.tally.ended)
    assert all(ends[reason] for reason in ("accept_timeout", "closed", "reassigned")), ends
    assert burst.tally.refusals["too_late"], "nobody was ever beaten by a timeout"


def test_the_workers_were_killed_and_the_audit_is_clean(burst: Burst) -> None:
    assert Counter(burst.scene.account.kills) == {"assignment-0": KILLS // 2, "assignment-1": KILLS // 2}
    with Log(burst.stack.bootstrap_servers) as log:
        report = audit_topics(log, read_until=datetime.now(UTC), leeway=LEEWAY)
    assert [str(violation) for violation in report.violations] == []
    assert report.open_dead_letters == ()


def test_a_valkey_that_was_killed_and_then_flushed_shows_what_the_topics_say(burst: Burst) -> None:
    assert (burst.scene.account.valkey_kills, burst.scene.account.valkey_flushes) == (1, 1)
    eventually(partial(_is_shown, burst), 120, "the boards show what the topics say")


def _is_shown(burst: Burst) -> bool:
    """Load of every rep, leads that wait in every pool, the inbox of one rep of each."""
    shown = {each["rep_id"]: each["open"] for each in _asked(burst, "/v1/board/reps?limit=500")["items"]}
    waits = {each["pool"]: each["waiting"] for each in _asked(burst, "/v1/board")["pools"]}
    has, waiting = told.open_leads(burst.tally), Counter(s.pool for s in told.waiting(burst.tally).values())
    assert {rep.rep_id: shown[rep.rep_id] for rep in burst.cast.reps} == {
        rep.rep_id: has[rep.rep_id] for rep in burst.cast.reps
    }
    assert {pool: waits.get(pool, 0) for pool in POOLS} == {pool: waiting[pool] for pool in POOLS}
    for pool in POOLS:
        rep_id = f"{pool}-20"
        mine = {lead_id for lead_id, story in burst.tally.leads.items() if story.owner and story.owner.rep_id == rep_id}
        inbox = _asked(burst, f"/v1/inbox?rep_id={rep_id}&limit=500")["items"]
        assert {each["lead_id"] for each in inbox} == mine
    return True


def _asked(burst: Burst, path: str) -> Any:
    """As a manager is shown it. AssertionError while it is refused."""
    key = {"Authorization": f"Bearer {burst.stack.keys.of('manager')}"}
    answer = httpx.get(burst.stack.address("assignment") + path, headers=key, timeout=10)
    assert answer.is_success, answer.text
    return answer.json()
