"""``POST /v1/leads/{id}/requests``, ``POST /v1/inbox/next``, ``GET /v1/requests/{id}``: asked now, decided in log order."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response

from assignment.adapters.http.access import Hunting, Reading, Selling, board
from assignment.adapters.http.log import Log, write
from assignment.adapters.http.shapes import LeadId, RequestId, RequestIn, RequestOut
from assignment.application.ports import Board, BoardAway
from assignment.application.views import RequestView
from lead_contracts.events import (
    LeadAcceptRequest,
    LeadCloseRequest,
    LeadDeclineRequest,
    LeadNextRequest,
    LeadReassignRequest,
    LeadReleaseRequest,
)
from lead_contracts.events.requests import LeadRequest, Request
from lead_contracts.ids import derived_id
from lead_runtime.http.auth import Principal
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.problems import forbidden, not_found

_EVENTS: Final[Mapping[str, type[LeadRequest]]] = {
    "accept": LeadAcceptRequest,
    "decline": LeadDeclineRequest,
    "release": LeadReleaseRequest,
    "close": LeadCloseRequest,
    "reassign": LeadReassignRequest,
}


def routes(shown: Board, log: Log, now: Callable[[], datetime], new_id: Callable[[], str]) -> APIRouter:
    """The three paths."""
    router = APIRouter(tags=["requests"])

    async def keep(event: Request, response: Response) -> RequestOut:
        await write(log, event, event.request_id)
        view = RequestView(event.request_id, event.NAME, event.actor, getattr(event, "lead_id", None), "pending")
        with suppress(BoardAway):  # the request is kept; that it can be asked about a moment earlier is a courtesy
            await shown.expect(view)
        response.headers["Location"] = f"/v1/requests/{event.request_id}"
        return RequestOut.of(view)

    @router.post("/v1/leads/{lead_id}/requests", status_code=202)
    async def ask(
        who: Selling, lead_id: LeadId, asked: RequestIn, key: IdempotencyKey, response: Response
    ) -> RequestOut:
        """Accepted for decision; ``Location`` tells what became of it.

        A repeat under one Idempotency-Key is one request; another ``type`` under it is another one.
        """
        if asked.type == "reassign" and who.role == "rep":
            raise forbidden("Only a manager moves leads to others.")
        request_id = derived_id(f"{who.name}/{lead_id}", "request", f"{asked.type}/{key}") if key else new_id()
        members = {**asked.model_dump(exclude={"type"}), "lead_id": lead_id, **_asking(who, request_id, now())}
        return await keep(_EVENTS[asked.type].model_validate(members), response)

    @router.post("/v1/inbox/next", status_code=202)
    async def next_prospect(who: Hunting, key: IdempotencyKey, response: Response) -> RequestOut:
        """A hunter asks for the best waiting prospect; ``Location`` tells which it is."""
        if who.rep_id is None:
            raise forbidden("Only a rep has an inbox.")
        request_id = derived_id(who.name, "next", key) if key else new_id()
        return await keep(LeadNextRequest.model_validate(_asking(who, request_id, now())), response)

    @router.get("/v1/requests/{request_id}")
    async def answer(who: Reading, request_id: RequestId) -> RequestOut:
        """The request and its answer; a rep sees their own."""
        with board():
            view = await shown.request(request_id)
        if view is None or (who.role == "rep" and view.actor != who.actor):
            raise not_found("No request of that id is known.")
        return RequestOut.of(view)

    return router


def _asking(who: Principal, request_id: str, now: datetime) -> dict[str, object]:
    asking = {"request_id": request_id, "actor": who.actor, "actor_role": who.role}
    return {**asking, "occurred_at": now, "recorded_at": now}
