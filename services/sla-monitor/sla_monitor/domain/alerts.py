"""What the monitor has to say, in the past tense. A clock's key names it for ever (``Clock.key``)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from sla_monitor.domain.watch import Clock, Holding

Stage = Literal["received", "qualified", "unassigned"]


@dataclass(frozen=True, slots=True)
class Warned:
    """The deadline is near. ``owners``: who has had the lead in this cycle, oldest first."""

    clock: Clock
    owners: tuple[Holding, ...]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Breached:
    """The deadline passed without a response. ``owners``: who has had the lead in this cycle, oldest first."""

    clock: Clock
    owners: tuple[Holding, ...]
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The breach raised under the clock's key ``breach`` was none: the response made in time arrived late."""

    clock: Clock
    breach: str
    answered_at: datetime
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """The lead was answered in time, by ``rep`` where that is known."""

    clock: Clock
    answered_at: datetime
    rep: str
    team: str


@dataclass(frozen=True, slots=True)
class Stuck:
    """The lead does not move: since ``since`` in ``stage``, for ``reason`` (a code).

    ``subject``: what does not move, a touch or a cycle; one alert each.
    """

    stage: Stage
    subject: str
    reason: str
    since: datetime
    raised_at: datetime


Alert: TypeAlias = Warned | Breached | Withdrawn | Met | Stuck
