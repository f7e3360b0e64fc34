"""A cycle that no touch opened breaks no promise where a hunter has just won the one before; anywhere else it does."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from tests.unit.audit.chain import Chain
from tests.unit.audit.story import HOUR, START, Story

from handover.audit import Kind, Scope, audit
from handover.story.lines import line_of
from lead_contracts import events
from lead_contracts.codec import decode
from lead_contracts.values import Position

REASON = "account_handover"


def hunted() -> Story:
    """A prospect that a hunter has, and called at once."""
    story = Story()
    story.received(live=False)
    story.qualified(motion="outbound")
    story.assigned(role="hunter")
    story.called()
    story.met(story.now)
    return story


def won() -> Story:
    """The same, an hour later won, and the account handed over."""
    story = hunted().wait(1)
    story.closed(request="request-1")
    story.handed_over()
    return story


def kinds(story: Story, hours_later: float = 1) -> list[Kind]:
    return [violation.kind for violation in story.audit(hours_later).violations]


def test_an_account_that_a_hunter_won_goes_on_with_a_farmer_and_nothing_is_wrong() -> None:
    story = won()
    story.assigned(cycle=2)
    story.called()
    story.met(story.now, START + HOUR, 2)
    story.received("touch-2")
    story.touched("touch-2", cycle=2)
    report = story.audit()
    assert report.violations == ()
    assert (report.counts.touches, report.counts.qualified, report.counts.handed_over) == (2, 2, 1)
    assert (report.counts.undecided, report.counts.repeated_touches) == (0, 0)


def test_it_may_be_won_and_handed_over_again() -> None:
    story = won()
    story.assigned(cycle=2)
    story.closed(cycle=2, request="request-2")
    story.received("touch-3", live=False)
    story.qualified("touch-3", cycle=3, motion="outbound")
    story.assigned(cycle=3, role="hunter")
    story.closed(cycle=3, request="request-3")
    story.handed_over(cycle=4, request="request-3")
    story.assigned(cycle=4)
    assert kinds(story) == []


def inbound_before() -> Story:
    story = Story()
    story.received()
    story.qualified()
    story.assigned()
    story.closed(request="request-1")
    story.handed_over()
    return story


def after(history: Callable[[], Story], **handed: object) -> Callable[[], Story]:
    """The history with a handover that is not as it should be."""

    def told() -> Story:
        story = history()
        story.handed_over(**handed)  # type: ignore[arg-type]
        return story

    return told


def closed(**how: str) -> Callable[[], Story]:
    def told() -> Story:
        story = hunted().wait(1)
        story.closed(**{"request": "request-1", **how})  # type: ignore[arg-type]
        return story

    return told


def with_a_touch_between() -> Story:
    story = closed()()
    story.received("touch-2")
    story.disqualified("touch-2")
    return story


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (inbound_before, [Kind.HANDOVER_WITHOUT_WIN]),
        (after(closed(outcome="lost")), [Kind.HANDOVER_WITHOUT_WIN]),
        (after(closed(outcome="returned")), [Kind.HANDOVER_WITHOUT_WIN]),
        (after(closed(), request="request-2"), [Kind.HANDOVER_WITHOUT_WIN]),  # not the one that won it
        (after(closed(), received_at=START), [Kind.HANDOVER_WITHOUT_WIN]),
        (after(closed(), motion="outbound"), [Kind.HANDOVER_WITHOUT_WIN]),
        (after(closed(), cycle=3), [Kind.CYCLE_GAP, Kind.HANDOVER_WITHOUT_WIN]),
        (after(with_a_touch_between), [Kind.HANDOVER_WITHOUT_WIN]),
        (after(hunted), [Kind.CYCLE_OPENED_WHILE_OPEN, Kind.HANDOVER_WITHOUT_WIN]),
        (after(Story, cycle=1), [Kind.HANDOVER_WITHOUT_WIN]),
        # a real double: of the same win, under its own id and under another
        (after(won), [Kind.TOUCH_DECIDED_TWICE]),
        (after(won, cycle=3), [Kind.TOUCH_DECIDED_TWICE]),
        (after(won, request="request-2", cycle=3), [Kind.CYCLE_OPENED_WHILE_OPEN, Kind.HANDOVER_WITHOUT_WIN]),
    ],
)
def test_any_other_cycle_without_a_touch_is_found(history: Callable[[], Story], expected: list[Kind]) -> None:
    story = history()
    handed = [
        entry.event for entry in story.log if getattr(getattr(entry, "event", None), "reason_code", None) == REASON
    ]
    for cycle, motion in {event.cycle: event.motion for event in handed}.items():  # type: ignore[union-attr]
        story.assigned(cycle=cycle, role="farmer" if motion == "inbound" else "hunter")
    assert sorted(kinds(story)) == sorted(expected)


def test_without_the_reason_a_cycle_that_nobody_asked_for_is_a_verdict_without_touch() -> None:
    story = hunted()
    story.closed(request="request-1")
    story.handed_over(reason_code=None)
    story.assigned(cycle=2)
    assert kinds(story) == [Kind.VERDICT_WITHOUT_TOUCH]


def test_where_retention_took_the_win_the_handover_is_believed() -> None:
    story = Story()
    story.handed_over(cycle=7)
    story.assigned(cycle=7)
    kept = {"leads.qualified": START - timedelta(minutes=1), "leads.assigned": START - timedelta(minutes=1)}
    assert audit(story.log, Scope(story.now + HOUR, kept)).violations == ()


def test_an_account_that_nobody_took_over_is_found() -> None:
    assert kinds(won()) == [Kind.LEAD_WITHOUT_OWNER]


def test_its_clock_runs_from_the_verdict_and_a_breach_is_due_a_day_after_that() -> None:
    story = won()
    story.assigned(cycle=2)
    assert kinds(story, hours_later=23.5) == []
    assert kinds(story, hours_later=25) == [Kind.ALERT_MISSING]
    story.wait(24)
    story.breached(START + HOUR, 2)
    assert kinds(story) == []


def test_what_the_hunter_did_before_does_not_answer_for_the_farmer() -> None:
    story = hunted().wait(1)
    story.called()
    story.wait(1).closed(request="request-1")
    story.handed_over()
    story.assigned(cycle=2)
    assert kinds(story, hours_later=25) == [Kind.ALERT_MISSING]


@pytest.mark.parametrize("seed", range(6))
def test_the_real_services_hand_an_account_over_in_any_order_of_reading(seed: int) -> None:
    chain = Chain(Random(seed))
    chain.write(prospect(chain))
    chain.write(request(chain, "request-1"))
    chain.write(request(chain, "request-1"))
    chain.wait(30)
    report = chain.audit()
    assert report.violations == ()
    assert (report.counts.handed_over, report.counts.closed, report.counts.breached) == (1, 1, 1)
    found = [event for record in chain.log if record.topic == "leads.assigned" for event in [read(record)]]
    roles = [(event.cycle, event.role) for event in found if isinstance(event, events.LeadAssigned)]
    assert roles == [(1, "hunter"), (2, "farmer")]


def prospect(chain: Chain) -> events.LeadReceived:
    return events.LeadReceived(
        lead_id="lead-1",
        touch_id="touch-1",
        source="fair",
        channel="list",
        motion="outbound",
        received_at=chain.now,
        email="maya@nordfrakt.example",
        company="Nordfrakt Logistics",
        job_title="Head of Operations",
        country="SE",
        attributes={"employees": "250", "industry": "logistics"},
        delivery=Position(topic="marketing.events", partition=0, offset=0),
    )


def request(chain: Chain, request_id: str) -> events.LeadCloseRequest:
    return events.LeadCloseRequest(
        request_id=request_id,
        actor="boss",
        actor_role="manager",
        lead_id="lead-1",
        outcome="won",
        occurred_at=chain.now,
        recorded_at=chain.now,
    )


def read(record: object) -> object:
    return decode(record.headers, record.value)[1]  # type: ignore[attr-defined]


def test_the_story_says_that_no_touch_opened_it_and_who_won() -> None:
    entry = Story().handed_over(
        reasons=[{"rule": "account_handover", "points": 0, "evidence": "cycle 1 was won by ann"}]
    )
    line = line_of(entry.event, reveal=False)
    assert line.what == "qualified"
    assert "account_handover" in line.details[0]
    assert "cycle 1 was won by ann" in line.details[1]
    assert line.details[-1].endswith("no touch: a hunter won the account, a farmer goes on")
