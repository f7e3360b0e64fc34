"""Verdicts and ends: which touch opens which cycle, and when that is over.

A cycle is open from its qualified touch to its end; the highest one heard of is the one that may be open.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sla_monitor.domain.facts import Closed, Disqualified, Merged, Moved, Qualified
from sla_monitor.domain.owners import in_cycle, vacated
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.watch import Clock, Gone, Rung, Touch, Watch

MOST_DONE: Final = 64
"""Settled touches that are remembered, the newest of a lead."""
MOST_ENDS: Final = 16
"""Ends of cycles that wait for their clock, the newest of a lead."""


def qualified(watch: Watch, fact: Qualified, policy: Policy) -> Watch:
    """The touch opens the cycle: its clock is confirmed, or it takes over the one that another ran for the cycle."""
    watch = vacated(in_cycle(watch, fact.cycle), fact.cycle, fact.decided_at, "")
    watch = _back(replace(watch, opened=max(watch.opened, fact.cycle)), fact.touch)
    clock = watch.clock_of(fact.touch)
    if fact.touch in watch.done or (clock is not None and clock.confirmed):
        return watch
    pending = next((touch for touch in watch.touches if touch.id == fact.touch), None)
    start, arrived = pending.start if pending else fact.received_at, fact.untouched or pending is not None
    old = clock or _for_cycle(watch, fact.cycle)
    new = timed(old, fact.touch, start, policy)
    new = replace(new, cycle=fact.cycle, confirmed=True, arrived=arrived, motion=fact.motion)
    watch = replace(watch.swap(old, new), touches=_without(watch.touches, fact.touch))
    return _end_known_clocks(suppressed(watch, new) if watch.silences(start) else watch)


def learn(watch: Watch, fact: Merged | Disqualified | Moved | Closed) -> Watch:
    """The verdicts that open no cycle, and the end of one."""
    match fact:
        case Merged():
            return settled(in_cycle(watch, fact.cycle), fact.touch)
        case Disqualified():
            return _disqualified(watch, fact.touch)
        case Moved():
            return _gone(watch, fact.touch)
        case Closed():
            watch = in_cycle(watch, fact.cycle)
            watch = replace(watch, ended=max(watch.ended, fact.cycle), ends=(*watch.ends, (fact.cycle, fact.at)))
            return _end_known_clocks(watch)


def settled(watch: Watch, touch: str) -> Watch:
    """The touch needs no clock, now or when it is delivered again."""
    if touch in watch.done:
        return watch
    return replace(watch, touches=_without(watch.touches, touch), done=(*watch.done, touch)[-MOST_DONE:])


def came_again(watch: Watch, touch: Touch) -> Watch:
    """A touch that needs no clock was delivered, perhaps for the first time: remembered where it may yet come back."""
    gone = next((gone for gone in watch.gone if gone.id == touch.id), None)
    if gone is None or (gone.touch is not None and gone.touch.start <= touch.start):
        return watch
    return replace(watch, gone=tuple(Gone(touch.id, touch) if other is gone else other for other in watch.gone))


def silenced(watch: Watch, clock: Clock) -> Watch:
    """Nobody has to answer, nor ever had to. A clock that raised something is kept, so that it can be withdrawn."""
    return watch.swap(clock, replace(clock, void=True) if clock.rung else None)


def suppressed(watch: Watch, clock: Clock) -> Watch:
    """The same, and its touch is done with."""
    return settled(silenced(watch, clock), clock.touch)


def timed(clock: Clock | None, touch: str, start: datetime, policy: Policy) -> Clock:
    """The clock from ``start`` on: a new one under the policy in force, or the same told another touch or start.

    What it has raised stays raised: one cycle, one alert for each rung. But a breach that was withdrawn was none: where
    another touch takes the clock over, its own deadline may pass yet.
    """
    fresh = Clock(touch, 0, start, policy.warn_at(start), policy.due_at(start), policy.name, policy.version)
    if clock is None:
        return fresh
    if (clock.touch, clock.started_at) == (touch, start):
        return replace(clock, void=False)
    kept = replace(fresh, cycle=clock.cycle, confirmed=clock.confirmed, motion=clock.motion, closed_at=clock.closed_at)
    withdrawn = clock.rung is Rung.BREACHED and not clock.breach
    rung = Rung.WARNED if withdrawn and clock.touch != touch else clock.rung
    return replace(kept, rung=rung, breach=clock.breach, met=clock.met)


def _for_cycle(watch: Watch, cycle: int) -> Clock | None:
    clock = watch.running()
    return clock if clock is not None and clock.cycle == cycle else None


def _disqualified(watch: Watch, touch: str) -> Watch:
    clock = watch.clock_of(touch)
    watch = settled(watch, touch)
    return watch if clock is None or clock.confirmed else silenced(watch, clock)


def _gone(watch: Watch, touch: str) -> Watch:
    """It is answered under another lead. Should a ring of links bring it back, its verdict here finds it again."""
    came = next((other for other in watch.touches if other.id == touch), None)
    watch = _disqualified(watch, touch)
    if any(gone.id == touch for gone in watch.gone):
        return watch
    return replace(watch, gone=(*watch.gone, Gone(touch, came))[-MOST_DONE:])


def _back(watch: Watch, touch: str) -> Watch:
    gone = next((gone for gone in watch.gone if gone.id == touch), None)
    if gone is None:
        return watch
    watch = replace(
        watch,
        gone=tuple(other for other in watch.gone if other is not gone),
        done=tuple(done for done in watch.done if done != touch),
    )
    return watch if gone.touch is None else replace(watch, touches=(*watch.touches, gone.touch))


def _end_known_clocks(watch: Watch) -> Watch:
    """Brings together clocks and ends, whichever came first; an end without its clock waits."""
    for cycle, at in watch.ends:
        clock = next((clock for clock in watch.clocks if clock.confirmed and clock.cycle == cycle), None)
        if clock is None:
            continue
        ends = tuple(end for end in watch.ends if end != (cycle, at))
        end = at if clock.closed_at is None else min(at, clock.closed_at)
        watch = replace(watch.swap(clock, replace(clock, closed_at=end)), ends=ends)
    return replace(watch, ends=tuple(sorted(set(watch.ends)))[-MOST_ENDS:]) if watch.ends else watch


def _without(touches: tuple[Touch, ...], touch: str) -> tuple[Touch, ...]:
    return tuple(other for other in touches if other.id != touch)
