"""``/v1/reps/{id}/absences`` and ``/v1/reps/{id}/calendar``: when somebody is not there."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Request, Response

from assignment.adapters.absences import TooManyAbsences, with_absence, with_calendar, without_absence
from assignment.adapters.calendar_file import UnreadableCalendar, busy_times
from assignment.adapters.http.access import Managing
from assignment.adapters.http.editing import Conditions, Editor
from assignment.adapters.http.log import Log
from assignment.adapters.http.reps import CONDITIONAL
from assignment.adapters.http.roster_shapes import (
    AbsenceId,
    AbsenceIn,
    AbsenceOut,
    AbsencesOut,
    CalendarOut,
    absence_out,
)
from assignment.adapters.http.shapes import RepId
from assignment.application.rosters import Rosters
from lead_contracts.events import RepChanged
from lead_runtime.http.media import accepts
from lead_runtime.http.problems import invalid, not_found

CALENDAR: Final = "text/calendar"
IsCalendar: TypeAlias = Annotated[None, Depends(accepts(CALENDAR))]
_CALENDAR_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {CALENDAR: {"schema": {"type": "string"}}}}
}


def routes(shown: Rosters, log: Log, now: Callable[[], datetime]) -> APIRouter:
    """The paths."""
    router = APIRouter(tags=["reps"])
    editor = Editor(RepChanged, shown, log)

    @router.get("/v1/reps/{rep_id}/absences")
    async def absences(who: Managing, rep_id: RepId, response: Response) -> AbsencesOut:
        """The absences of a rep, in order."""
        rep = await editor.read(rep_id, response)
        return AbsencesOut(items=[absence_out(one) for one in sorted(rep.absences, key=lambda one: one.starts_at)])

    @router.post("/v1/reps/{rep_id}/absences", status_code=202, responses=CONDITIONAL)
    async def add(who: Managing, rep_id: RepId, asked: AbsenceIn, seen: Conditions, response: Response) -> AbsenceOut:
        """Accepted: the rep gets nothing meanwhile. The same absence again changes only its reason."""
        rep = await editor.change(
            rep_id, seen, response, lambda rep: _bounded(lambda: with_absence(rep, asked.in_zone(rep.time_zone)))
        )
        return absence_out(asked.in_zone(rep.time_zone))

    @router.delete("/v1/reps/{rep_id}/absences/{absence_id}", status_code=202, responses=CONDITIONAL)
    async def remove(
        who: Managing, rep_id: RepId, absence_id: AbsenceId, seen: Conditions, response: Response
    ) -> AbsencesOut:
        """Accepted: the rep is there meanwhile. Answers with the absences that are left."""

        def without(rep: RepChanged) -> RepChanged:
            after = without_absence(rep, absence_id)
            if after is None:
                raise not_found("The rep has no such absence.")
            return after

        rep = await editor.change(rep_id, seen, response, without)
        return AbsencesOut(items=[absence_out(one) for one in rep.absences])

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
        await editor.change(rep_id, seen, response, lambda rep: _bounded(lambda: with_calendar(rep, busy.absences)))
        return CalendarOut(
            rep_id=rep_id,
            absences=len(busy.absences),
            ignored=dict(busy.ignored),
            complete_until=busy.complete_until,
        )

    return router


def _bounded(changed: Callable[[], RepChanged]) -> RepChanged:
    try:
        return changed()
    except TooManyAbsences as error:
        raise invalid("absences", str(error)) from error
