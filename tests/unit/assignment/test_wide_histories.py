"""What holds after every event of a pool with steps, waits, queues, shifts, holidays, and policies that change."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.assignment.story import Pool, qualified
from tests.unit.assignment.wide_histories import WideHistory

from assignment.adapters.book import Index, StateBook
from assignment.adapters.tables import ACCOUNTS, ALARMS, LINES, LOADS, PLACEMENTS, PLACES
from assignment.application.line import walk
from assignment.domain.floor import Floor
from assignment.domain.lead import Placement
from assignment.domain.needs import Ask, Needs
from assignment.domain.rep import Load, Rep, Seat
from assignment.domain.screening import obstacle
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, LeadAssigned
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.tables import Overlay
from lead_runtime.public_holidays import public_holidays

SEEDS = st.integers(0, 2**32)
TOO_LARGE = {"company": "x" * 1_000_001}


def told(pool: Pool, event: Event) -> list[Any]:
    if isinstance(event, ConfigPublished):
        pool.driver.set_global(event)
        return []
    return pool.tell(event)


def live(pool: Pool, seed: int, length: int = 45) -> Iterator[list[Any]]:
    """What the pool says to each event and after each pause."""
    for event, pause in WideHistory(seed, length).steps(pool):
        yield told(pool, event)
        yield pool.later(pause + timedelta(seconds=1))


def state_of(pool: Pool) -> Overlay:
    return Overlay(pool.driver._state(partition_of(b"default", 12)))


def book_of(pool: Pool) -> StateBook:
    return StateBook(state_of(pool), "default", pool.driver.now, public_holidays)


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_nobody_waits_while_somebody_could_take_them(seed: int) -> None:
    pool = Pool()
    for _ in live(pool, seed):
        book = book_of(pool)
        waiting = {p.lead.lead_id for p in pool.driver.state(PLACEMENTS).values() if p.waits}
        assert sorted(waiting) == sorted(lead for name in book.lines for lead in walk(book, name))
        for name, line in book.lines.items():
            needs = line.needs
            assert needs is not None
            free = [seat for seat in book.seats() if could_take(seat, needs, book.seats(), pool)]
            # A new version of the policy sorts them at the pool's next event.
            assert not free or needs.policy.version != newest(pool), f"{name} waits though {free[0].rep} is free"


def newest(pool: Pool) -> int:
    return max(event.version for event in pool.driver.world.items("config.versions").values())


def could_take(seat: Seat, needs: Needs, seats: list[Seat], pool: Pool) -> bool:
    """Said plainly, rep by rep."""
    if obstacle(seat, needs.motion, needs.had, pool.driver.now, needs.stage, public_holidays):
        return False
    for ask in needs.asks:
        if asks_for(ask, seat.rep):
            return True
        others = [other for other in seats if asks_for(ask, other.rep) and may_ever(other, needs, pool)]
        if (ask.kind == "queue" and not ask.skipped) or (others and ask.wait and ask.wait > needs.waited):
            return False
    return False


def may_ever(seat: Seat, needs: Needs, pool: Pool) -> bool:
    here = seat._replace(load=Load(), rep=always_there(seat.rep))
    return obstacle(here, needs.motion, needs.had, pool.driver.now, needs.stage) is None


def always_there(rep: Rep) -> Rep:
    return Rep(rep.rep_id, rep.role, rep.active, left=rep.left, stages=rep.stages)


def asks_for(ask: Ask, rep: Rep) -> bool:
    if ask.skipped:
        return False
    match ask.kind:
        case "anybody":
            return True
        case "team":
            return rep.team == ask.team
        case "owner":
            return rep.rep_id in ask.reps
        case "accounts":
            return ask.domain in rep.accounts
        case "match":
            return (
                ask.team in (None, rep.team)
                and (ask.territories is None or (bool(ask.territories) and covers(rep, ask.territories)))
                and (ask.languages is None or bool(set(ask.languages) & set(rep.languages)))
                and (ask.skills is None or (bool(ask.skills) and set(ask.skills) <= set(rep.skills)))
            )
    return False


def covers(rep: Rep, keys: tuple[str, ...]) -> bool:
    return not rep.territories or bool(set(keys) & set(rep.territories))


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_nobody_gets_a_lead_who_is_away_paused_gone_or_full(seed: int) -> None:
    pool = Pool()
    for said in live(pool, seed):
        book, now = book_of(pool), pool.driver.now
        for event in said:
            if not isinstance(event, LeadAssigned) or event.decision.steps[-1]["kind"] in ("manual", "pull"):
                continue
            seat = book.seat(event.rep_id)
            assert seat is not None
            assert event.rep_id not in event.decision.inputs["had"]
            assert seat.rep.max_open is None or seat.load.open <= seat.rep.max_open
            assert seat.rep.max_per_day is None or seat.load.today <= seat.rep.max_per_day
            empty = seat._replace(load=Load())
            when = event.decided_at
            assert when <= now
            placement: Placement = pool.driver.state(PLACEMENTS)[f"default|{event.lead_id}"]
            assert obstacle(empty, placement.lead.motion, (), when, placement.stage, public_holidays) is None


def picture(floor: Floor) -> dict[str, Any]:
    groups = {motion: sorted(group for group in turns.groups(floor.everybody)) for motion, turns in floor.turns.items()}
    tags = {tag: mask for tag, mask in floor.tags.items() if mask}
    members = ("everybody", "left", "inactive", "absent", "holiday", "off", "full", "day_full", "days", "reps", "loads")
    roles = {motion: mask for motion, mask in floor.roles.items() if mask}
    stages = {stage: mask for stage, mask in floor.stages.items() if mask}
    return {"groups": groups, "tags": tags, "roles": roles, "stages": stages} | {
        name: getattr(floor, name) for name in members
    }


@given(SEEDS)
@settings(max_examples=8, deadline=None)
def test_the_index_is_what_it_would_be_if_computed_from_the_state_anew_also_where_things_were_undone(seed: int) -> None:
    pool = Pool()
    for n, _ in enumerate(live(pool, seed)):
        if n % 7 == 6:  # what cannot be written is undone as a whole
            poison = qualified(f"poison-{n}", facts=TOO_LARGE)
            pool.driver.feed(poison, topic=ASSIGNMENT_REQUESTS, key="default")
            pool.said += [None] * (len(pool.driver.records) - len(pool.said))
        kept = pool.driver._state(partition_of(b"default", 12)).derived.get("default|")
        if kept is None:
            continue
        anew = Index(state_of(pool), "default", public_holidays)
        assert picture(kept.floor.at(pool.driver.now)) == picture(anew.floor.at(pool.driver.now))
        assert kept.lines == anew.lines
        assert {name: kept.counted(name) for name in kept.lines} == {name: anew.counted(name) for name in anew.lines}


@given(SEEDS, st.sets(st.integers(0, 60)))
@settings(max_examples=5, deadline=None)
def test_the_log_replayed_at_its_instants_gives_the_same_book_and_the_same_bytes(seed: int, kills: set[int]) -> None:
    first, again = Pool(), Pool()
    for n, (event, pause) in enumerate(WideHistory(seed, 60).steps(first)):
        for pool in (first, again):
            told(pool, event)
            pool.later(pause)
        if n in kills:
            again.driver.restart()
    assert first.driver.records == again.driver.records
    for table in (LINES, ALARMS, PLACES, PLACEMENTS, LOADS, ACCOUNTS):
        assert first.driver.state(table) == again.driver.state(table)
