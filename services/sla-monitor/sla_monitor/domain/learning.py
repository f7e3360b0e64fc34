"""Takes facts into what is known of a lead. Nothing here depends on the order in which they come."""

from dataclasses import replace
from datetime import datetime
from typing import Final, assert_never

from sla_monitor.domain import cycles, owners
from sla_monitor.domain.facts import (
    Acted,
    Closed,
    Disqualified,
    Fact,
    Held,
    Merged,
    Moved,
    Qualified,
    Received,
    Suppressed,
    Vacated,
)
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.watch import Clock, Response, Touch, Watch

MOST_TOUCHES: Final = 100
"""Without a verdict, of one lead: what comes beyond is covered by the clock of those."""
MOST_RESPONSES: Final = 8
"""The newest that are kept: the first has stopped its clock, later ones may belong to a touch not heard of yet."""


def learn(watch: Watch, fact: Fact, policy: Policy) -> Watch:
    """What is known once ``fact`` is; the same object or an equal one where it says nothing new."""
    match fact:
        case Received():
            return _received(watch, fact, policy)
        case Acted():
            return _acted(watch, fact) if policy.is_response(fact) else watch
        case Suppressed():
            return _suppressed(watch, fact)
        case Qualified():
            return cycles.qualified(watch, fact, policy)
        case Merged() | Disqualified() | Moved() | Closed():
            return cycles.learn(watch, fact)
        case Held() | Vacated():
            return owners.learn(watch, fact)
        case _:
            assert_never(fact)


def _received(watch: Watch, fact: Received, policy: Policy) -> Watch:
    start, clock = policy.starts_at(fact), watch.clock_of(fact.touch)
    if fact.touch in watch.done:
        return cycles.came_again(watch, Touch(fact.touch, start, fact.received_at))
    if clock is not None and clock.confirmed:  # the verdict came first, or the delivery a second time
        return _arrived(watch, clock, start, policy)
    if fact.test or watch.silences(start):
        return cycles.settled(watch, fact.touch)
    return _pending(watch, Touch(fact.touch, start, fact.received_at))


def _arrived(watch: Watch, clock: Clock, start: datetime, policy: Policy) -> Watch:
    if start < clock.started_at:
        new = cycles.timed(clock, clock.touch, start, policy)
        watch, clock = watch.swap(clock, new), new
    watch = watch.swap(clock, new := replace(clock, arrived=True))
    return cycles.suppressed(watch, new) if watch.silences(start) else watch


def _pending(watch: Watch, touch: Touch) -> Watch:
    known = next((other for other in watch.touches if other.id == touch.id), None)
    if known is None:
        return watch if len(watch.touches) >= MOST_TOUCHES else replace(watch, touches=(*watch.touches, touch))
    first = min(known.start, touch.start), min(known.received_at, touch.received_at)
    merged = Touch(touch.id, *first, known.stuck)
    return replace(watch, touches=tuple(merged if other is known else other for other in watch.touches))


def _acted(watch: Watch, fact: Acted) -> Watch:
    """A response counts no later than it arrived; entered twice, the first entry counts."""
    new = Response(min(fact.occurred_at, fact.recorded_at), fact.recorded_at, fact.rep)
    same = next((old for old in watch.responses if (old.at, old.rep) == (new.at, new.rep)), new)
    others = [old for old in watch.responses if old is not same]
    kept = sorted([*others, min(same, new, key=lambda response: response.entered)], key=lambda r: (r.at, r.rep))
    return replace(watch, responses=tuple(kept[-MOST_RESPONSES:]))


def _suppressed(watch: Watch, fact: Suppressed) -> Watch:
    if watch.suppressed_at is not None and watch.suppressed_at >= fact.at:
        return watch
    watch = replace(watch, suppressed_at=fact.at)
    for clock in watch.clocks:
        if watch.silences(clock.started_at):
            watch = cycles.suppressed(watch, clock)
    for touch in watch.touches:
        if watch.silences(touch.start):
            watch = cycles.settled(watch, touch.id)
    return watch
