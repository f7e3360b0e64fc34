"""What is shown: clocks that run and what was said about them. No personal data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sla_monitor.domain.watch import Rung, Watch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock that somebody still has to stop. ``rung``: none, warned or breached.

    ``verdict``: whether qualification has confirmed the cycle. ``rep_id``: the owner, if there is one.
    """

    lead_id: str
    cycle: int
    clock: str
    started_at: datetime
    due_at: datetime
    rung: str
    policy: str
    version: int
    verdict: bool
    motion: str | None = None
    rep_id: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An event that the monitor wrote. ``type``: its name (``sla.breached``). ``data``: its members as JSON."""

    id: str
    type: str
    at: datetime
    lead_id: str | None
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AlertView:
    """Something said, and what became of it."""

    said: Said
    withdrawn_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the items; ``cursor`` gives the next, None is the end."""

    items: tuple[T, ...]
    cursor: str | None = None


def clock_view(lead_id: str, watch: Watch, name: str) -> ClockView | None:
    """The lead's open clock as people see it, or None."""
    clock = next((clock for clock in reversed(watch.clocks) if clock.is_open), None)
    if clock is None:
        return None
    owner = watch.owner if clock.cycle == watch.cycle else None
    return ClockView(
        lead_id=lead_id,
        cycle=clock.cycle,
        clock=name,
        started_at=clock.started_at,
        due_at=clock.due_at,
        rung=Rung(clock.rung).name.lower(),
        policy=clock.policy,
        version=clock.version,
        verdict=clock.confirmed,
        motion=clock.motion or None,
        rep_id=(owner.rep or None) if owner else None,
        team=(owner.team or None) if owner else None,
    )
