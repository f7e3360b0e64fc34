"""Live feeds as server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html

A client that was cut off sends the last id that it saw as ``Last-Event-ID`` and gets everything since, as far as the feed
is kept; ``event: gap`` says that it is not, and that lists have to be read again.
"""

from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Annotated, Any, Final, Protocol

from fastapi import Header
from fastapi.responses import StreamingResponse

from lead_runtime.board.feed import PLACE, Entry, Gap
from lead_runtime.http.auth import Principal
from lead_runtime.http.problems import FieldError, Problem
from lead_runtime.settings import RuntimeSettings

LastEventId = Annotated[str | None, Header(description="The id of the last event seen.")]
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"text/event-stream": {}}, "description": "Events without end."}
}
_HEADERS: Final = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_RETRY_MS: Final = 2000
_COME_AGAIN_SECONDS: Final = 30

Following = AsyncGenerator[Entry | Gap | None, None]
Said = Callable[[str], tuple[str, str]]
"""The name and the JSON of an event, of the text that lies in the feed."""


class Feed(Protocol):
    """What ``board.feed.LiveFeed`` is; tests have one of their own."""

    def follow(self, stream: str, after: str | None) -> Following:
        """What is said from now on, or since ``after``; None every few seconds without."""
        ...


class Streams:
    """How many feeds are followed at once: of one key, and in all."""

    def __init__(self, settings: RuntimeSettings) -> None:
        self._most, self._most_of_one = settings.streams, settings.streams_per_key
        self._open: Counter[str] = Counter()

    def response(self, who: Principal, following: Following, said: Said) -> StreamingResponse:
        """The feed as an answer without end. Raises the problem 429 where too many are followed."""
        if self._open.total() >= self._most or self._open[who.name] >= self._most_of_one:
            again = {"Retry-After": str(_COME_AGAIN_SECONDS)}
            raise Problem(429, "Too many live feeds are open.", slug="too-many-feeds", headers=again)
        return StreamingResponse(self._events(who, following, said), media_type="text/event-stream", headers=_HEADERS)

    async def _events(self, who: Principal, following: Following, said: Said) -> AsyncIterator[str]:
        with self._counted(who.name):
            yield f"retry: {_RETRY_MS}\n\n"
            async with aclosing(following):
                async for found in following:
                    yield _event(found, said)

    @contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        self._open[name] += 1
        try:
            yield
        finally:
            self._open[name] -= 1


def place_of(last_event_id: str | None) -> str | None:
    """The place to go on behind. Raises the problem 400."""
    if last_event_id is not None and not PLACE.fullmatch(last_event_id):
        error = FieldError("header.Last-Event-ID", "the id of an event of this stream was expected")
        raise Problem(400, "The Last-Event-ID is malformed.", slug="last-event-id", errors=[error])
    return last_event_id


def _event(found: Entry | Gap | None, said: Said) -> str:
    if found is None:
        return ": quiet\n\n"  # tells proxies, and us, whether the other side is still there
    if isinstance(found, Gap):
        return "event: gap\ndata: {}\n\n"
    name, data = said(found.text)
    return f"id: {found.place}\nevent: {name}\ndata: {data}\n\n"
