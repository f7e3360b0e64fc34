"""``POST /v1/reps/{id}/calendar``: a rep is away when a calendar says so."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Request, Response

from assignment.adapters.absences import with_calendar
from assignment.adapters.calendar_file import UnreadableCalendar, busy_times
from assignment.adapters.http.absences import bounded
from assignment.adapters.http.access import Managing
from assignment.adapters.http.editing import Conditions, Editor
from assignment.adapters.http.log import Log
from assignment.adapters.http.reps import CONDITIONAL
from assignment.adapters.http.roster_shapes import CalendarOut
from assignment.adapters.http.shapes import RepId
from assignment.application.rosters import Rosters
from lead_contracts.events import RepChanged
from lead_runtime.http.media import accepts
from lead_runtime.http.problems import invalid

CALENDAR: Final = "text/calendar"
IsCalendar: TypeAlias = Annotated[None, Depends(accepts(CALENDAR))]
_CALENDAR_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {CALENDAR: {"schema": {"type": "string"}}}}
}


def routes(shown: Rosters, log: Log, now: Callable[[], datetime]) -> APIRouter:
    """The path."""
    router = APIRouter(tags=["reps"])
    editor = Editor(RepChanged, shown, log)

    @router.post(
        "/v1/reps/{rep_id}/calendar",
        status_code=202,
        responses=CONDITIONAL,
        openapi_extra=_CALENDAR_BODY,
    )
    async def calendar(
        who: Managing, media: IsCalendar, rep_id: RepId, request: Request, seen: Conditions, response: Response
    ) -> CalendarOut:
        """Accepted: the rep gets nothing while the calendar says busy or out of office, for the next 400 days.

        Only the times are kept. What was imported before is replaced; other absences stay.
        """
        text, rep = await request.body(), await editor.read(rep_id, response)
        try:
            busy = await asyncio.to_thread(busy_times, text, rep.time_zone, now())
        except UnreadableCalendar as error:
            raise invalid("body", str(error)) from error
        await editor.change(rep_id, seen, response, lambda rep: bounded(lambda: with_calendar(rep, busy.absences)))
        return CalendarOut(
            rep_id=rep_id,
            absences=len(busy.absences),
            ignored=dict(busy.ignored),
            complete_until=busy.complete_until,
        )

    return router
