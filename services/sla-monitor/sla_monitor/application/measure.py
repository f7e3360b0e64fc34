"""Gathers what a report is made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sla_monitor.application.ports import AlertFilter, Alerts
from sla_monitor.application.report import Answer, Miss, ResponseTimes, response_times
from sla_monitor.application.views import AlertView

PAGE: Final = 500
MOST: Final = 50_000
"""Events of each kind that one report looks at, the newest."""
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """``complete``: whether everything in the span was looked at."""

    motions: tuple[ResponseTimes, ...]
    complete: bool


async def measure(alerts: Alerts, since: datetime, until: datetime) -> Measured:
    """Response times of what was answered, and of what fell due, from ``since`` to ``until`` (UTC). Raises BoardAway."""
    met, all_met = await _all(alerts, AlertFilter("sla.met", since=since, until=until))
    breached, all_breached = await _all(alerts, AlertFilter("sla.breached", since=since, until=until))
    answers = [Answer(_motion(view), float(str(view.said.data["elapsed_seconds"]))) for view in met]
    misses = [Miss(_motion(view)) for view in breached if view.withdrawn_at is None]
    return Measured(response_times(answers, misses), all_met and all_breached)


async def _all(alerts: Alerts, wanted: AlertFilter) -> tuple[list[AlertView], bool]:
    found: list[AlertView] = []
    cursor: str | None = None
    while len(found) < MOST:
        page = await alerts.page(wanted, PAGE, cursor)
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return found, True
    return found, False


def _motion(view: AlertView) -> str:
    return str(view.said.data.get("motion") or UNKNOWN)
