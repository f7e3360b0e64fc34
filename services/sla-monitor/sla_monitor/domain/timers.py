"""What time brings: rungs that are reached, leads that do not move, leads that are forgotten.

A warning is not raised once the deadline has passed: after the breach it would be noise. So a lead that arrives
already overdue, or that fell due while the monitor was down, breaches once and warns never.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from sla_monitor.domain.alerts import Alert, Breached, Stage, Stuck, Warned
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.settling import rung_pending, schedule, vacancy
from sla_monitor.domain.watch import Clock, Rung, Touch, Watch


def due(watch: Watch) -> datetime | None:
    """The next instant at which ``fire`` has something to say, or None."""
    instants = [at for clock in watch.clocks if (at := next_rung(clock)) is not None]
    if watch.check_at is not None:
        instants.append(watch.check_at)
    return min(instants, default=None)


def next_rung(clock: Clock) -> datetime | None:
    """When the next rung is reached. What happened after the deadline (an answer, a close) does not undo the breach."""
    if not rung_pending(clock):
        return None
    waits_for_warning = clock.rung is Rung.NONE and clock.is_open and clock.warn_at is not None
    return clock.warn_at if waits_for_warning else clock.due_at


def fire(watch: Watch, now: datetime, policy: Policy) -> tuple[Watch, tuple[Alert, ...]]:
    """Raises all that is due by ``now``; the caller has read every fact that had arrived by then."""
    alerts: list[Alert] = []
    for clock in watch.clocks:
        at = next_rung(clock)
        if at is not None and at <= now:
            alert = _raise(clock, watch, now)
            alerts.append(alert)
            watch = watch.swap(clock, _climbed(clock, alert))
    watch, stuck = _notice_stuck(watch, now, policy)
    return schedule(watch, now, policy), (*alerts, *stuck)


def _raise(clock: Clock, watch: Watch, now: datetime) -> Warned | Breached:
    rung = Breached if clock.due_at <= now else Warned
    return rung(clock, watch.owners(clock), now)


def _climbed(clock: Clock, alert: Warned | Breached) -> Clock:
    if isinstance(alert, Warned):
        return replace(clock, rung=Rung.WARNED)
    return replace(clock, rung=Rung.BREACHED, breach=clock.key)


def _notice_stuck(watch: Watch, now: datetime, policy: Policy) -> tuple[Watch, tuple[Stuck, ...]]:
    stuck = tuple(_stuck(watch, now, policy))
    named = {alert.subject for alert in stuck}
    touches = tuple(replace(touch, stuck=True) if touch.id in named else touch for touch in watch.touches)
    said = watch.cycle if any(alert.stage != "received" for alert in stuck) else watch.stuck
    return replace(watch, touches=touches, stuck=said), stuck


def _stuck(watch: Watch, now: datetime, policy: Policy) -> Iterator[Stuck]:
    for touch in watch.touches:
        if not touch.stuck and touch.received_at + policy.verdict_within <= now:
            yield _without_verdict(touch, now)
    owner = watch.owner
    if owner is not None and vacancy(watch) and owner.since + policy.owner_within <= now:
        stage: Stage = "unassigned" if owner.reason else "qualified"
        yield Stuck(stage, f"cycle {watch.cycle}", owner.reason or "no_decision", owner.since, now)


def _without_verdict(touch: Touch, now: datetime) -> Stuck:
    return Stuck("received", touch.id, "no_verdict", touch.received_at, now)
