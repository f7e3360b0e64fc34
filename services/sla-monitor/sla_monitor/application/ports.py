"""What the monitor's people side needs from outside. What is behind it can be lost and rebuilt."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sla_monitor.application.views import AlertView, ClockView, Page


class BoardAway(Exception):
    """The read model cannot be reached now. No clock and no alert is lost by that."""


class UnknownCursor(Exception):
    """The cursor is none that a page gave."""


@dataclass(frozen=True, slots=True)
class ClockFilter:
    """``due_before`` (UTC): only what is due by then; None leaves out nothing."""

    due_before: datetime | None = None
    motion: str | None = None
    team: str | None = None
    rep_id: str | None = None


@dataclass(frozen=True, slots=True)
class AlertFilter:
    """``type``: the name of the event. The span is from ``since`` (included) to ``until`` (excluded), UTC."""

    type: str | None = None
    lead_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Clocks(Protocol):
    """The open clocks."""

    async def page(self, wanted: ClockFilter, limit: int, cursor: str | None) -> Page[ClockView]:
        """Up to ``limit``, soonest deadline first; with a filter a page may hold fewer. Raises BoardAway, UnknownCursor."""
        ...


class Alerts(Protocol):
    """What the monitor has said lately."""

    async def page(self, wanted: AlertFilter, limit: int, cursor: str | None) -> Page[AlertView]:
        """Up to ``limit``, newest first; with a filter a page may hold fewer. Raises BoardAway, UnknownCursor."""
        ...

    async def find(self, alert_id: str) -> AlertView | None:
        """One of them; None where it is not known, or not yet. Raises BoardAway."""
        ...
