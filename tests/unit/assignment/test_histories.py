"""What holds in every history: random leads, requests, roster changes and pauses, with the clock moving on."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.assignment.histories import History
from tests.unit.assignment.story import Pool, closed, qualified, rep

from assignment.adapters.book import StateBook
from assignment.adapters.tables import ALARMS, LINES, PLACEMENTS, PLACES
from assignment.application.line import walk
from assignment.domain.lead import Motion, Placement, Status
from assignment.domain.screening import obstacle
from lead_contracts.events import LeadAssigned, LeadDeclined, LeadReleased
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.tables import Overlay

SEEDS = st.integers(0, 2**32)


def book_of(pool: Pool) -> StateBook:
    return StateBook(Overlay(pool.driver._state(partition_of(b"default", 12))), "default", pool.driver.now)


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_the_book_is_right_after_every_step_and_nobody_waits_while_somebody_could_take_them(seed: int) -> None:
    pool = Pool()
    for event, pause in History(seed, 80).steps(pool):
        pool.tell(event)
        check_the_book(pool)
        pool.later(pause + timedelta(seconds=1))
        check_the_book(pool)


def check_the_book(pool: Pool) -> None:
    book, now = book_of(pool), pool.driver.now
    placements: list[Placement] = list(pool.driver.state(PLACEMENTS).values())
    held = Counter(placement.hold.rep_id for placement in placements if placement.hold)
    assert {seat.rep.rep_id: seat.load.open for seat in book.seats() if seat.load.open} == dict(held)
    for motion in Motion:
        waiting = {p.lead.lead_id: p for p in placements if p.status is Status.WAITING and p.lead.motion is motion}
        lines = [list(walk(book, name)) for name, line in book.lines.items() if line.needs.motion is motion]
        assert sorted(lead for line in lines for lead in line) == sorted(waiting)
        for line in lines:
            assert line == sorted(line, key=lambda lead: -waiting[lead].lead.priority)
        for lead_id, placement in waiting.items():
            for seat in book.seats():
                assert obstacle(seat, motion, placement.had, now), f"{lead_id} waits though {seat.rep.rep_id} is free"


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_a_cycle_never_has_two_owners_and_never_goes_back_by_itself(seed: int) -> None:
    pool = Pool()
    for event, pause in History(seed, 150).steps(pool):
        pool.tell(event)
        pool.later(pause)
    owner: dict[tuple[str, int], str] = {}
    attempts: Counter[tuple[str, int]] = Counter()
    had: set[tuple[str, int, str]] = set()
    for said in pool.said:
        if isinstance(said, LeadAssigned):
            cycle = (said.lead_id, said.cycle)
            attempts[cycle] += 1
            assert cycle not in owner, "two open assignments"
            assert said.attempt == attempts[cycle]
            assert said.decision.steps[-1]["step"] == "manual" or (*cycle, said.rep_id) not in had
            owner[cycle] = said.assignment_id
            had.add((*cycle, said.rep_id))
        elif isinstance(said, LeadDeclined | LeadReleased):
            assert owner.pop((said.lead_id, said.cycle)) == said.assignment_id


@given(SEEDS)
@settings(max_examples=40, deadline=None)
def test_no_cap_is_exceeded_by_a_lead_that_is_given(seed: int) -> None:
    pool = Pool()
    for event, pause in History(seed, 100).steps(pool):
        given_by: list[Any] = [*pool.tell(event), *pool.later(pause)]
        lucky = {said.rep_id for said in given_by if isinstance(said, LeadAssigned)}
        for seat in book_of(pool).seats():
            if seat.rep.rep_id in lucky:
                assert seat.rep.max_open is None or seat.load.open <= seat.rep.max_open
                assert seat.rep.max_per_day is None or seat.load.today <= seat.rep.max_per_day


@given(SEEDS, st.integers(0, 80))
@settings(max_examples=30, deadline=None)
def test_the_log_replayed_at_its_recorded_instants_gives_the_same_bytes_across_a_crash(seed: int, kill_at: int) -> None:
    first, again = Pool(), Pool()
    for n, (event, pause) in enumerate(History(seed, 80).steps(first)):
        for pool in (first, again):
            pool.tell(event)
            pool.later(pause)
        if n == kill_at:
            again.driver.restart()
    assert first.driver.records == again.driver.records
    for table in (LINES, ALARMS, PLACES):
        assert first.driver.state(table) == again.driver.state(table)


@given(st.lists(st.sampled_from([0.5, 1.0, 2.0]), min_size=2, max_size=5), st.lists(st.integers(0, 9), max_size=80))
@settings(max_examples=40, deadline=None)
def test_reps_who_could_take_every_lead_have_their_weighted_share_within_one(
    weights: list[float], ends: list[int]
) -> None:
    pool = Pool(*(rep(f"rep-{n}", weight=weight) for n, weight in enumerate(weights)))
    for n, end in enumerate(ends):
        pool.tell(qualified(f"lead-{n}"))
        if end < n:
            pool.tell(closed(f"lead-{end}"))
    for n, weight in enumerate(weights):
        assert abs(pool.counts.get(f"rep-{n}", 0) - len(ends) * weight / sum(weights)) < 1
