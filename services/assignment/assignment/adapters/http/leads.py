"""``GET /v1/inbox``, ``GET /v1/leads/{id}``, ``GET /v1/leads/{id}/decision``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from assignment.adapters.http.access import Reading, Selling, board, may_see, seen_by, sees_contact
from assignment.adapters.http.shapes import DecisionOut, InboxOut, LeadId, Limit, StoryOut
from assignment.adapters.http.showing import Showing
from assignment.adapters.roster_file import RepId
from assignment.adapters.words import Reader, retold, said
from assignment.application.ports import Board
from assignment.application.views import Ownership, RepView
from lead_runtime.http.auth import Principal
from lead_runtime.http.problems import forbidden, invalid, not_found


def routes(shown: Board, showing: Showing) -> APIRouter:
    """The three paths."""
    router = APIRouter(tags=["leads"])

    @router.get("/v1/inbox")
    async def inbox(who: Selling, rep_id: Annotated[RepId | None, Query()] = None, limit: Limit = 100) -> InboxOut:
        """A rep's own leads, newest first; a manager names the rep."""
        if who.rep_id and rep_id not in (None, who.rep_id):
            raise forbidden("A rep sees their own inbox.")
        whose = who.rep_id or rep_id
        if whose is None:
            raise invalid("query.rep_id", "the rep whose inbox is wanted")
        with board():
            views = await shown.inbox(whose, limit)
            reader = reader_of(who, await shown.reps())
        return InboxOut(items=[showing.lead(view, reader, with_contact=sees_contact(who, view)) for view in views])

    @router.get("/v1/leads/{lead_id}")
    async def lead(who: Reading, lead_id: LeadId) -> StoryOut:
        """The story so far, of all ids of the person. A rep sees the leads that they have or had, and who these were.

        The contact is for who has it.
        """
        with board():
            view = seen_by(who, await shown.lead(lead_id))
            links = await shown.links(lead_id)
            ahead = [other for other in links.stands_for if may_see(who, await shown.lead(other))]
            stories = {each: await shown.story(each) for each in (*links.aliases, lead_id, *ahead)}
            reps = await shown.reps()
            contact = sees_contact(who, view)
            if contact and view.contact is None:
                view = replace(view, contact=await shown.contact(lead_id))
        reader, names = reader_of(who, reps), names_of(reps)
        lead = showing.lead(view, reader, with_contact=contact)
        return StoryOut.told(lead, links, stories, lambda line: said(line, names, reader))

    @router.get("/v1/leads/{lead_id}/decision")
    async def decision(who: Reading, lead_id: LeadId) -> DecisionOut:
        """Why this rep and not the others, or why nobody: as it was decided then, whatever has changed since."""
        with board():
            view = seen_by(who, await shown.lead(lead_id))
            reps = await shown.reps()
        words = retold(view.ownership, names_of(reps), reader_of(who, reps))
        return DecisionOut.model_validate({**_decided(view.ownership), "in_words": words})

    return router


def names_of(reps: Sequence[RepView]) -> dict[str, str]:
    """By id."""
    return {rep.rep_id: rep.name for rep in reps}


def reader_of(who: Principal, reps: Sequence[RepView]) -> Reader:
    """A rep reads their own time, everybody else UTC."""
    zone = next((rep.members.get("time_zone") for rep in reps if who.rep_id and rep.rep_id == who.rep_id), None)
    return Reader(who.rep_id, str(zone or "UTC"))


def _decided(ownership: Ownership | None) -> dict[str, object]:
    if ownership is None:
        raise not_found("Nothing has been decided about that lead yet.")
    return {
        "lead_id": ownership.lead_id,
        "cycle": ownership.cycle,
        "rep_id": ownership.rep_id,
        "decided_at": ownership.since,
        "decision": ownership.decision,
    }
