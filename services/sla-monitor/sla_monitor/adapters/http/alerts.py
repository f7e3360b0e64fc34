"""``GET /v1/alerts``: what the monitor said lately, and what became of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from lead_runtime.http.problems import not_found
from sla_monitor.adapters.http.shapes import (
    AlertId,
    AlertOut,
    AlertsOut,
    Cursor,
    Instant,
    Limit,
    Name,
    Watching,
    board_problem,
)
from sla_monitor.application.ports import AlertFilter, Alerts, BoardAway, UnknownCursor

Kind = Literal["sla.warned", "sla.breached", "sla.escalated", "sla.withdrawn", "sla.met", "lead.stuck"]


def routes(alerts: Alerts) -> APIRouter:
    """The list and one of it."""
    router = APIRouter(tags=["alerts"])

    @router.get("/v1/alerts")
    async def recent_alerts(
        who: Watching,
        type: Annotated[Kind | None, Query()] = None,  # noqa: A002 - the member of the event
        lead_id: Name = None,
        since: Instant = None,
        until: Instant = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> AlertsOut:
        """Newest first, from ``since`` (included) to ``until`` (excluded)."""
        try:
            page = await alerts.page(AlertFilter(type, lead_id, since, until), limit, cursor)
        except (BoardAway, UnknownCursor) as error:
            raise board_problem(error) from error
        return AlertsOut(items=[AlertOut.of(view) for view in page.items], cursor=page.cursor)

    @router.get("/v1/alerts/{alert_id}")
    async def one_alert(who: Watching, alert_id: AlertId) -> AlertOut:
        """One of them, by its ``alert_id``."""
        try:
            view = await alerts.find(alert_id)
        except BoardAway as error:
            raise board_problem(error) from error
        if view is None:
            raise not_found("No alert of that id is known.")
        return AlertOut.of(view)

    return router
