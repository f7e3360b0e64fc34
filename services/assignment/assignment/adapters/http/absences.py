"""``/v1/reps/{id}/absences``: when somebody is not there."""

from collections.abc import Callable

from fastapi import APIRouter, Response

from assignment.adapters.absences import TooManyAbsences, with_absence, without_absence
from assignment.adapters.http.access import Managing
from assignment.adapters.http.editing import Conditions, Editor
from assignment.adapters.http.log import Log
from assignment.adapters.http.reps import CONDITIONAL
from assignment.adapters.http.roster_shapes import (
    AbsenceId,
    AbsenceIn,
    AbsenceOut,
    AbsencesOut,
    absence_out,
)
from assignment.adapters.http.shapes import RepId
from assignment.application.rosters import Rosters
from lead_contracts.events import RepChanged
from lead_runtime.http.problems import invalid, not_found


def routes(shown: Rosters, log: Log) -> APIRouter:
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
            rep_id, seen, response, lambda rep: bounded(lambda: with_absence(rep, asked.in_zone(rep.time_zone)))
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

    return router


def bounded(changed: Callable[[], RepChanged]) -> RepChanged:
    """What ``changed`` makes. Raises the problem 422 where that is too much."""
    try:
        return changed()
    except TooManyAbsences as error:
        raise invalid("absences", str(error)) from error
