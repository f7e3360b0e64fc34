"""``GET /v1/inbox/stream``: what happens to one's leads and requests, as it happens, as server-sent events."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from assignment.adapters.board import feed as fed
from assignment.adapters.board import keys
from assignment.adapters.http.access import Selling
from assignment.adapters.roster_file import RepId
from lead_runtime.http.auth import Principal
from lead_runtime.http.events import RESPONSES, Feed, LastEventId, Streams, place_of
from lead_runtime.http.problems import forbidden, invalid

Named = Annotated[str | None, Query(max_length=512)]


def routes(feed: Feed, streams: Streams) -> APIRouter:
    """The one path."""
    router = APIRouter(tags=["leads"])

    @router.get("/v1/inbox/stream", response_class=StreamingResponse, responses=RESPONSES)
    async def live(
        who: Selling,
        rep_id: Annotated[RepId | None, Query()] = None,
        team: Named = None,
        pool: Named = None,
        last_event_id: LastEventId = None,
    ) -> StreamingResponse:
        """A rep's own new leads, moves, ends and answers; a manager names a rep, a team or a pool, or hears own answers.

        Events are named as those of the contract, and ``request.answered`` (``status``: done or refused). They carry ids
        and codes, no personal data. ``event: gap``: what came meanwhile is not kept any more; read the inbox again.
        """
        stream = _stream_of(who, {"rep": rep_id, "team": team, "pool": pool})
        return streams.response(who, feed.follow(stream, place_of(last_event_id)), _event)

    return router


def _stream_of(who: Principal, wanted: dict[str, str | None]) -> str:
    named = [(whom, name) for whom, name in wanted.items() if name]
    if len(named) > 1:
        raise invalid("query", "one of rep_id, team and pool")
    if who.rep_id:
        if named not in ([], [("rep", who.rep_id)]):
            raise forbidden("A rep follows their own inbox.")
        return keys.feed_of("rep", who.rep_id)
    return keys.feed_of(*named[0]) if named else keys.feed_of("key", who.name)


def _event(text: str) -> tuple[str, str]:
    news = fed.decode(text)
    return news.type, keys.encode({"at": news.at, **news.data}).decode()
