"""``GET /v1/clocks``: who still has to be answered, and until when."""

from fastapi import APIRouter

from sla_monitor.adapters.http.shapes import (
    ClockOut,
    ClocksOut,
    Cursor,
    Instant,
    Limit,
    MotionFilter,
    Name,
    Watching,
    board_problem,
)
from sla_monitor.application.ports import BoardAway, ClockFilter, Clocks, UnknownCursor


def routes(clocks: Clocks) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["clocks"])

    @router.get("/v1/clocks")
    async def open_clocks(
        who: Watching,
        due_before: Instant = None,
        motion: MotionFilter = None,
        team: Name = None,
        rep_id: Name = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> ClocksOut:
        """The open clocks, soonest deadline first; with a filter a page may hold fewer than ``limit``."""
        try:
            page = await clocks.page(ClockFilter(due_before, motion, team, rep_id), limit, cursor)
        except (BoardAway, UnknownCursor) as error:
            raise board_problem(error) from error
        return ClocksOut(items=[ClockOut.model_validate(view) for view in page.items], cursor=page.cursor)

    return router
