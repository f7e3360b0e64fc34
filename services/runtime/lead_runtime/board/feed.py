"""The live feed: Redis streams that people follow, many of them over one connection, each from where they were cut off."""

import asyncio
import re
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, NamedTuple, cast

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.exceptions import RedisError

from lead_runtime import logs

PLACE: Final = re.compile(r"\d{1,20}-\d{1,20}")
"""The form of a place in a stream."""
BEGINNING: Final = "0-0"
"""The place before everything that is kept."""
QUIET_SECONDS: Final = 5.0
REMEMBERED_SECONDS: Final = 3600
"""What comes again within that time is not said again."""
_LOOK_MS: Final = 250
"""Who begins to follow a stream that nobody followed hears of news that much later at most, the first time."""
_AT_ONCE: Final = 100
_PAUSE_SECONDS: Final = 0.5
_MOST_WAITING: Final = 1000
# KEYS: the mark of what was said, the streams. ARGV: the text, seconds of the mark, most entries, seconds of a stream
_SAY: Final = """
if not redis.call('SET', KEYS[1], 1, 'NX', 'EX', ARGV[2]) then return 0 end
for i = 2, #KEYS do
  redis.call('XADD', KEYS[i], 'MAXLEN', '~', ARGV[3], '*', 'said', ARGV[1])
  redis.call('EXPIRE', KEYS[i], ARGV[4])
end
return 1
"""
_log = logs.get(__name__)


class Entry(NamedTuple):
    """Something said. ``place``: to go on behind it; ``text``: as it was written."""

    place: str
    text: str


class Gap(NamedTuple):
    """What came behind the place that was named is not there any more: read the lists again."""


class FeedWriter:
    """Says things on streams. ``longest``: entries kept of each, about; ``kept_seconds``: of a stream that is silent."""

    def __init__(self, redis: Redis, longest: int, kept_seconds: int) -> None:
        self._say = redis.register_script(_SAY)
        self._arguments = [REMEMBERED_SECONDS, longest, kept_seconds]

    async def say(self, pipe: Pipeline, said_id: str, streams: Sequence[str], text: str | bytes) -> None:
        """Adds to ``pipe``; what is said again under one id is there once."""
        await self._say(keys=[f"feed:said:{said_id}", *streams], args=[text, *self._arguments], client=pipe)


class LiveFeed:
    """Reads the streams that somebody follows. ``waiting``: a client without an answer timeout."""

    def __init__(self, waiting: Redis) -> None:
        self._redis = waiting
        self._places: dict[str, str] = {}
        self._followers: dict[str, set[_Follower]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def follow(self, stream: str, after: str | None) -> AsyncGenerator[Entry | Gap | None, None]:
        """What is said from now on, or since ``after``; None every few seconds without.

        It ends where whoever reads is too slow, or Redis is away at the beginning: come again with the last place.
        """
        with suppress(RedisError, OSError):
            async with self._joined(stream) as follower:
                async for found in self._missed(stream, after, follower):
                    yield found
                while not follower.lost:
                    yield await follower.next()

    @asynccontextmanager
    async def _joined(self, stream: str) -> AsyncIterator["_Follower"]:
        newest = _entries(await self._redis.xrevrange(stream, count=1))
        follower = _Follower(newest[0].place if newest else BEGINNING)
        self._places.setdefault(stream, follower.place)
        self._followers[stream].add(follower)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read(), name="live feed")
        try:
            yield follower
        finally:
            self._followers[stream].discard(follower)
            if not self._followers[stream]:
                del self._followers[stream], self._places[stream]

    async def _missed(self, stream: str, after: str | None, follower: "_Follower") -> AsyncGenerator[Entry | Gap, None]:
        if after is None:
            return
        if after != BEGINNING and not await self._redis.xrange(stream, after, after):
            yield Gap()
        follower.place = after
        while found := _entries(await self._redis.xrange(stream, f"({follower.place}", count=_AT_ONCE)):
            for entry in found:
                follower.place = entry.place
                yield entry

    async def _read(self) -> None:
        """Ends when nobody follows any more."""
        while self._followers:
            try:
                found = await self._redis.xread(
                    cast("dict[Any, Any]", self._places.copy()), count=_AT_ONCE, block=_LOOK_MS
                )
            except (RedisError, OSError) as error:
                _log.warning("the live feed waits", error=type(error).__name__)
                await asyncio.sleep(_PAUSE_SECONDS)
                continue
            for stream, entries in cast("list[tuple[str, object]]", found):
                self._hand_on(stream, _entries(entries))

    def _hand_on(self, stream: str, entries: Sequence[Entry]) -> None:
        if stream in self._places and entries:
            self._places[stream] = entries[-1].place
        for follower in self._followers.get(stream, ()):
            for entry in entries:
                follower.put(entry)


class _Follower:
    """One who follows. ``place``: up to where they know."""

    def __init__(self, place: str) -> None:
        self.place, self.lost = place, False
        self._waiting: asyncio.Queue[Entry] = asyncio.Queue(_MOST_WAITING)

    def put(self, entry: Entry) -> None:
        """Waits for nobody: who is too slow is lost, and comes again."""
        try:
            self._waiting.put_nowait(entry)
        except asyncio.QueueFull:
            self.lost = True

    async def next(self) -> Entry | None:
        """What they do not know yet; None where it is quiet."""
        try:
            async with asyncio.timeout(QUIET_SECONDS):
                while True:
                    entry = await self._waiting.get()
                    if _order(entry.place) > _order(self.place):
                        self.place = entry.place
                        return entry
        except TimeoutError:
            return None


def _order(place: str) -> tuple[int, int]:
    milliseconds, _, number = place.partition("-")
    return int(milliseconds), int(number)


def _entries(found: object) -> list[Entry]:
    return [Entry(place, fields["said"]) for place, fields in cast("list[tuple[str, dict[str, str]]]", found)]
