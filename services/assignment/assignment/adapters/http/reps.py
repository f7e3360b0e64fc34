"""``GET /v1/reps``, ``GET·PUT /v1/reps/{id}``: the roster is the topic; this writes to it and shows it."""

from fastapi import APIRouter
from pydantic import JsonValue

from assignment.adapters.http.access import Managing, board
from assignment.adapters.http.log import Log, write
from assignment.adapters.http.shapes import RepId, RepIn, RepsOut
from assignment.adapters.translate import UnusableRep, rep_of
from assignment.application.ports import Board
from lead_contracts.events import RepChanged
from lead_runtime.http.problems import invalid, not_found


def routes(shown: Board, log: Log) -> APIRouter:
    """The paths."""
    router = APIRouter(tags=["reps"])

    @router.get("/v1/reps")
    async def reps(who: Managing) -> RepsOut:
        """All reps."""
        with board():
            return RepsOut.model_validate({"items": [rep.members for rep in await shown.reps()]})

    @router.get("/v1/reps/{rep_id}")
    async def rep(who: Managing, rep_id: RepId) -> dict[str, JsonValue]:
        """One rep."""
        with board():
            found = next((rep for rep in await shown.reps() if rep.rep_id == rep_id), None)
        if found is None:
            raise not_found("No rep of that id is known.")
        return RepChanged.model_validate(found.members).model_dump(mode="json")

    @router.put("/v1/reps/{rep_id}", status_code=202)
    async def change(who: Managing, rep_id: RepId, asked: RepIn) -> dict[str, JsonValue]:
        """Accepted: from its place in the log on, leads are dealt by it. Takes the place of the whole record."""
        event = RepChanged.model_validate({**asked.model_dump(), "rep_id": rep_id})
        try:
            rep_of(event)
        except UnusableRep as error:
            raise invalid(error.field, error.problem) from error
        await write(log, event)
        return event.model_dump(mode="json")

    return router
