"""``GET /v1/alerts/stream``: the live feed as server-sent events."""

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from lead_runtime.http.events import RESPONSES, Feed, LastEventId, Streams, place_of
from sla_monitor.adapters.board import keys
from sla_monitor.adapters.http.shapes import Watching, said_out


def routes(feed: Feed, streams: Streams) -> APIRouter:
    """The one path; it has to be added before ``/v1/alerts/{alert_id}``."""
    router = APIRouter(tags=["alerts"])

    @router.get("/v1/alerts/stream", response_class=StreamingResponse, responses=RESPONSES)
    async def live(who: Watching, last_event_id: LastEventId = None) -> StreamingResponse:
        """Everything that the monitor says from now on, or since ``Last-Event-ID``.

        ``event: gap``: what came meanwhile is not kept any more; read the list again.
        """
        return streams.response(who, feed.follow(keys.FEED, place_of(last_event_id)), _event)

    return router


def _event(text: str) -> tuple[str, str]:
    said = keys.decode_said(text)
    return said.type, said_out(said).model_dump_json()
