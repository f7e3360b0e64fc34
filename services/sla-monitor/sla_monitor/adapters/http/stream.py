"""``GET /v1/alerts/stream``: the live feed as server-sent events.

A client that was cut off sends the last id it saw as ``Last-Event-ID`` and gets everything since, as far as the feed is
kept. https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Final

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from lead_runtime.http.problems import FieldError, Problem
from sla_monitor.adapters.board.feed import PLACE
from sla_monitor.adapters.http.shapes import Watching, said_out
from sla_monitor.application.ports import Feed

_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RETRY_MS: Final = 2000
LastEventId = Annotated[str | None, Header(description="The id of the last event seen.")]


def routes(feed: Feed) -> APIRouter:
    """The one path; it has to be added before ``/v1/alerts/{alert_id}``."""
    router = APIRouter(tags=["alerts"])

    @router.get(
        "/v1/alerts/stream",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}, "description": "Events without end."}},
    )
    async def live(who: Watching, last_event_id: LastEventId = None) -> StreamingResponse:
        """Everything that the monitor says from now on, or since ``Last-Event-ID``."""
        if last_event_id is not None and not PLACE.fullmatch(last_event_id):
            error = FieldError("header.Last-Event-ID", "the id of an event of this stream was expected")
            raise Problem(400, "The Last-Event-ID is malformed.", slug="last-event-id", errors=[error])
        return StreamingResponse(_events(feed, last_event_id), media_type="text/event-stream", headers=_HEADERS)

    return router


async def _events(feed: Feed, after: str | None) -> AsyncIterator[str]:
    yield f"retry: {_RETRY_MS}\n\n"
    async with aclosing(feed.follow(after)) as following:
        async for found in following:
            if found is None:
                yield ": quiet\n\n"  # tells proxies, and us, whether the other side is still there
                continue
            place, said = found
            yield f"id: {place}\nevent: {said.type}\ndata: {said_out(said).model_dump_json()}\n\n"
