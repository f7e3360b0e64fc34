"""What managers are shown, marked beside who has a lead: who waits, how much each rep was given, how fair the turns are."""

from datetime import timedelta
from typing import Final

from redis.asyncio.client import Pipeline

from assignment.adapters.board import keys
from assignment.application.overview import Spread
from assignment.application.views import Ownership
from lead_contracts.events import LeadAssigned

_DAYS: Final = timedelta(days=3)


def keep_waiting(pipe: Pipeline, before: Ownership | None, after: Ownership) -> None:
    """Puts the lead where it waits, and takes it from where it did."""
    if before and before.waits and before.pool != after.pool:
        leave(pipe, before)
    if not after.waits:
        leave(pipe, after)
        return
    for name in _lines(after):
        pipe.zadd(name, {after.lead_id: keys.milliseconds(after.since)})


def leave(pipe: Pipeline, ownership: Ownership) -> None:
    """It waits no more."""
    for name in _lines(ownership):
        pipe.zrem(name, ownership.lead_id)


def count(pipe: Pipeline, event: LeadAssigned, partition: int) -> None:
    """Notes for the rep's day that they were given a lead, and how fair the pick was."""
    given = keys.given(event.rep_id)
    pipe.zadd(given, {event.assignment_id: keys.milliseconds(event.decided_at)})
    pipe.zremrangebyscore(given, "-inf", keys.milliseconds(event.decided_at - _DAYS))
    pipe.expire(given, _DAYS)
    pipe.sadd(keys.POOLS, event.pool)
    picked = next((step for step in event.decision.steps if step.get("result") == "picked"), {})
    spread, free = picked.get("spread"), picked.get("free")
    if isinstance(spread, int | float) and isinstance(free, int):
        # By partition: between them there is no order, and the newest is found when it is read
        motion = "inbound" if event.role == "farmer" else "outbound"
        said = keys.encode(Spread(float(spread), free, event.decided_at))
        pipe.hset(keys.spreads(event.pool), f"{motion}:{partition}", said)


def _lines(ownership: Ownership) -> tuple[str, ...]:
    return (keys.waiting(), *([keys.waiting(ownership.pool)] if ownership.pool else []))
