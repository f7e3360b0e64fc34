"""``GET /v1/reports/response-times``: how fast leads were answered, and how many were not, each motion apart."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter

from lead_runtime.http.problems import invalid
from sla_monitor.adapters.http.shapes import Instant, MotionTimes, ResponseTimesOut, Watching, board_problem
from sla_monitor.application.measure import measure
from sla_monitor.application.ports import Alerts, BoardAway

SPAN: Final = timedelta(days=7)


def routes(alerts: Alerts, now: Callable[[], datetime]) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["reports"])

    @router.get("/v1/reports/response-times")
    async def times(who: Watching, since: Instant = None, until: Instant = None) -> ResponseTimesOut:
        """From ``since`` (default: a week before ``until``) to ``until`` (default: now)."""
        end = until or now()
        start = since or end - SPAN
        if start >= end:
            raise invalid("query.since", "an instant before until was expected")
        try:
            found = await measure(alerts, start, end)
        except BoardAway as error:
            raise board_problem(error) from error
        motions = [MotionTimes.model_validate(each) for each in found.motions]
        return ResponseTimesOut(since=start, until=end, complete=found.complete, motions=motions)

    return router
