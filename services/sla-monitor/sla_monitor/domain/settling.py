"""Draws the conclusions from what is known: which clocks run, which are answered, what is said about it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sla_monitor.domain.alerts import Alert, Met, Withdrawn
from sla_monitor.domain.cycles import settled, silenced, timed
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.watch import Clock, Holding, Response, Rung, Watch


def settle(watch: Watch, now: datetime, policy: Policy) -> tuple[Watch, tuple[Alert, ...]]:
    """The watch with its clocks brought up to date, and what that gives to say."""
    watch, alerts = _run_first_touch(watch, policy), list[Alert]()
    for clock in watch.clocks:
        answered, said = _hear(_answered(clock, watch.responses, policy), watch, now)
        watch = watch if answered == clock else watch.swap(clock, answered)
        alerts.extend(said)
    return schedule(_forget(watch, now, policy), now, policy), tuple(alerts)


def schedule(watch: Watch, now: datetime, policy: Policy) -> Watch:
    """Sets when something may be stuck, and when the lead is forgotten."""
    known = bool(watch.touches or watch.clocks or watch.done or watch.cycle)
    expires = now + (policy.keep if known else policy.backdating_limit)
    return replace(watch, check_at=min(_checks(watch, policy), default=None), expires_at=expires)


def vacancy(watch: Watch) -> bool:
    """Whether the open cycle has no owner and nobody has said so yet."""
    owner = watch.owner
    if owner is None or owner.rep or watch.cycle <= watch.ended or watch.stuck == watch.cycle:
        return False
    clock = next((clock for clock in watch.clocks if clock.cycle == watch.cycle), None)
    return clock is None or clock.closed_at is None


def _run_first_touch(watch: Watch, policy: Policy) -> Watch:
    """While no verdict has opened the current cycle, the clock of the first touch runs for it.

    First as read: qualification reads the same topic, so that is the one it will most likely open the cycle with.
    """
    clock = watch.running()
    if not watch.touches or watch.opened >= watch.current:
        return watch if clock is None else silenced(watch, clock)
    first = watch.touches[0]
    clock = clock or watch.clock_of(first.id)
    return watch.swap(clock, replace(timed(clock, first.id, first.start, policy), cycle=watch.current))


def _answered(clock: Clock, responses: tuple[Response, ...], policy: Policy) -> Clock:
    """The first response since the start stops the clock; one from before it answered something else."""
    heard = [
        (policy.counts_at(response.at, response.entered), response.rep)
        for response in responses
        if response.at >= clock.started_at
    ]
    at, rep = min(heard, default=(None, ""))
    if at is None or (clock.answered_at is not None and clock.answered_at <= at):
        return clock
    return replace(clock, answered_at=at, answered_by=rep)


def _hear(clock: Clock, watch: Watch, now: datetime) -> tuple[Clock, list[Alert]]:
    """A response in time withdraws the breach, and meets the promise once the touch is known to open a cycle."""
    said: list[Alert] = []
    at = clock.answered_at
    if at is None or not clock.in_time:
        return clock, said
    if clock.breach:
        said.append(Withdrawn(clock, clock.breach, at, now))
        clock = replace(clock, breach="")
    if clock.arrived and not clock.met and not clock.void:
        owner = watch.owner if clock.cycle == watch.cycle and watch.owner else Holding(at)
        said.append(Met(clock, at, clock.answered_by or owner.rep, owner.team))
        clock = replace(clock, met=True)
    return clock, said


def _forget(watch: Watch, now: datetime, policy: Policy) -> Watch:
    """Drops the clocks that are over and that no late response can change any more."""
    waiting = {touch.id for touch in watch.touches}  # its clock may be confirmed yet, with what it has raised
    for clock in watch.clocks:
        changeable = now <= clock.due_at + policy.backdating_limit or rung_pending(clock)
        if not (clock.is_open or changeable or clock.touch in waiting):
            watch = settled(watch.swap(clock, None), clock.touch)
    return watch


def rung_pending(clock: Clock) -> bool:
    """Whether a deadline that passed unanswered is still to be raised."""
    return clock.rung is not Rung.BREACHED and not clock.in_time and not ended_in_time(clock)


def ended_in_time(clock: Clock) -> bool:
    """Whether it was over by its deadline, so that there was none."""
    return clock.void or (clock.closed_at is not None and clock.closed_at <= clock.due_at)


def _checks(watch: Watch, policy: Policy) -> Iterator[datetime]:
    yield from (touch.received_at + policy.verdict_within for touch in watch.touches if not touch.stuck)
    if vacancy(watch) and watch.owner is not None:
        yield watch.owner.since + policy.owner_within
