"""``/v1/reps``: the roster is the topic; this shows it and writes to it, with what managers do every day."""

from typing import Any, Final

from fastapi import APIRouter, Response
from pydantic import JsonValue

from assignment.adapters.http.access import Managing, board
from assignment.adapters.http.editing import Conditions, Editor
from assignment.adapters.http.log import Log
from assignment.adapters.http.reached import ANYWHERE, Reached
from assignment.adapters.http.shapes import RepId, RepIn, RepsOut
from assignment.adapters.translate import UnusableRep, rep_of
from assignment.application.rosters import Rosters
from lead_contracts.events import RepChanged
from lead_runtime.http.problems import Problem, invalid

CONDITIONAL: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "Somebody is changing it at this moment."},
    412: {"description": "Changed since the ETag was read."},
}


def routes(shown: Rosters, log: Log, reached: Reached = ANYWHERE) -> APIRouter:
    """The paths."""
    router = APIRouter(tags=["reps"])
    editor = Editor(RepChanged, shown, log)

    @router.get("/v1/reps")
    async def reps(who: Managing) -> RepsOut:
        """All reps."""
        with board():
            return RepsOut.model_validate({"items": [rep.members for rep in await shown.reps()]})

    @router.get("/v1/reps/{rep_id}")
    async def rep(who: Managing, rep_id: RepId, response: Response) -> dict[str, JsonValue]:
        """One rep. The ETag goes into ``If-Match`` of a change, so that it changes what was read and nothing newer."""
        return _shown(await editor.read(rep_id, response))

    @router.put("/v1/reps/{rep_id}", status_code=202, responses=CONDITIONAL)
    async def change(
        who: Managing, rep_id: RepId, asked: RepIn, seen: Conditions, response: Response
    ) -> dict[str, JsonValue]:
        """Accepted: from its place in the log on, leads are dealt by it. Takes the place of the whole record."""
        event = RepChanged.model_validate({**asked.model_dump(), "rep_id": rep_id})
        try:
            rep_of(event)
        except UnusableRep as error:
            raise invalid(error.field, error.problem) from error
        reached.check(event.notify)
        await editor.replace(event, seen, response)
        return _shown(event)

    @router.delete("/v1/reps/{rep_id}", status_code=202, responses=CONDITIONAL)
    async def leave(who: Managing, rep_id: RepId, seen: Conditions, response: Response) -> dict[str, JsonValue]:
        """Accepted: the rep has left; what they have open moves on. The record stays, so that history has a name."""
        return _shown(await editor.change(rep_id, seen, response, _gone))

    @router.post("/v1/reps/{rep_id}/pause", status_code=202, responses=CONDITIONAL)
    async def pause(who: Managing, rep_id: RepId, seen: Conditions, response: Response) -> dict[str, JsonValue]:
        """Accepted: the rep gets nothing new and keeps what is open."""
        return _shown(await editor.change(rep_id, seen, response, _paused))

    @router.post("/v1/reps/{rep_id}/resume", status_code=202, responses=CONDITIONAL)
    async def resume(who: Managing, rep_id: RepId, seen: Conditions, response: Response) -> dict[str, JsonValue]:
        """Accepted: the rep gets leads again."""
        return _shown(await editor.change(rep_id, seen, response, _resumed))

    return router


def _gone(rep: RepChanged) -> RepChanged:
    return rep.model_copy(update={"active": False, "left": True})


def _paused(rep: RepChanged) -> RepChanged:
    return rep.model_copy(update={"active": False})


def _resumed(rep: RepChanged) -> RepChanged:
    if rep.left:
        raise Problem(409, "The rep has left; to take them back, put the whole record.")
    return rep.model_copy(update={"active": True})


def _shown(event: RepChanged) -> dict[str, JsonValue]:
    return event.model_dump(mode="json")
