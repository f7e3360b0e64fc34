"""``GET /v1/teams``, ``GET·PUT /v1/teams/{id}``."""

from fastapi import APIRouter, Response
from pydantic import JsonValue

from assignment.adapters.http.access import Managing, board
from assignment.adapters.http.editing import Conditions, Editor
from assignment.adapters.http.log import Log
from assignment.adapters.http.reached import ANYWHERE, Reached
from assignment.adapters.http.reps import CONDITIONAL
from assignment.adapters.http.roster_shapes import TeamId, TeamsOut
from assignment.adapters.roster_file import TeamPart, team_changed
from assignment.application.rosters import TEAM, Rosters
from lead_contracts.events import TeamChanged


def routes(shown: Rosters, log: Log, reached: Reached = ANYWHERE) -> APIRouter:
    """The paths."""
    router = APIRouter(tags=["teams"])
    editor = Editor(TeamChanged, shown, log)

    @router.get("/v1/teams")
    async def teams(who: Managing) -> TeamsOut:
        """All teams."""
        with board():
            return TeamsOut.model_validate({"items": [team.members for team in await shown.teams()]})

    @router.get("/v1/teams/{team_id}")
    async def team(who: Managing, team_id: TeamId, response: Response) -> dict[str, JsonValue]:
        """One team, with its ETag."""
        return (await editor.read(TEAM + team_id, response)).model_dump(mode="json")

    @router.put("/v1/teams/{team_id}", status_code=202, responses=CONDITIONAL)
    async def change(
        who: Managing, team_id: TeamId, asked: TeamPart, seen: Conditions, response: Response
    ) -> dict[str, JsonValue]:
        """Accepted. Takes the place of the whole record; reps keep hours and holidays of their own."""
        event = team_changed(team_id, asked)
        reached.check(event.notify)
        await editor.replace(event, seen, response)
        return event.model_dump(mode="json")

    return router
