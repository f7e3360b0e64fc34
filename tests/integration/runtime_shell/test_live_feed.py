"""A live feed: many follow over one connection, each from where they were cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from redis.asyncio import Redis
from tests.integration.runtime_shell.conftest import settings_for
from tests.support import eventually_async

from lead_runtime import redis
from lead_runtime.board import feed as feeds
from lead_runtime.board.feed import Entry, FeedWriter, Gap, LiveFeed
from lead_runtime.http.auth import Principal
from lead_runtime.http.events import Streams
from lead_runtime.http.problems import Problem

pytestmark = [pytest.mark.valkey, pytest.mark.anyio]


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    client = redis.connect(valkey.rpartition("/")[0] + "/12", answer_seconds=None)
    await client.flushdb()
    yield client
    await client.aclose()


async def say(client: Redis, stream: str, *texts: str) -> None:
    writer = FeedWriter(client, 1000, 60)
    async with client.pipeline(transaction=False) as pipe:
        for text in texts:
            await writer.say(pipe, text, [stream], text)
        await pipe.execute()


async def heard(feed: LiveFeed, stream: str, count: int, after: str | None = None) -> list[str]:
    """So many texts; a gap is ``gap``."""
    found: list[str] = []
    async with asyncio.timeout(15), aclosing(feed.follow(stream, after)) as following:
        async for one in following:
            if one is not None:
                found.append("gap" if isinstance(one, Gap) else one.text)
            if len(found) == count:
                break
    return found


async def test_what_is_said_while_somebody_follows_is_heard_once_and_in_order(client: Redis) -> None:
    feed = LiveFeed(client)
    await say(client, "a", "before")
    hearing = [asyncio.create_task(heard(feed, "a", 3)) for _ in range(20)]
    other = asyncio.create_task(heard(feed, "b", 1))
    await eventually_async(lambda: len(feed._followers["a"]) == 20 and len(feed._followers["b"]) == 1)
    await say(client, "a", "1", "2")
    await say(client, "b", "x")
    await say(client, "a", "2", "3")
    assert await asyncio.gather(*hearing) == [["1", "2", "3"]] * 20
    assert await other == ["x"]


async def test_who_was_cut_off_goes_on_where_they_were_and_into_what_comes(client: Redis) -> None:
    feed = LiveFeed(client)
    await say(client, "a", *(str(number) for number in range(250)))
    places = [place for place, _ in await client.xrange("a")]
    going_on = asyncio.create_task(heard(feed, "a", 150, str(places[100])))
    await eventually_async(lambda: bool(feed._followers["a"]) or going_on.done())
    await say(client, "a", "new")
    assert await going_on == [str(number) for number in range(101, 250)] + ["new"]


async def test_who_was_away_for_too_long_is_told_that_there_is_a_gap(client: Redis) -> None:
    await say(client, "a", "1", "2")
    (place, _), *_ = await client.xrange("a")
    assert await heard(LiveFeed(client), "a", 1, str(place)) == ["2"]
    await client.xtrim("a", maxlen=1, approximate=False)
    assert await heard(LiveFeed(client), "a", 2, str(place)) == ["gap", "2"]
    assert await heard(LiveFeed(client), "a", 1, "0-0") == ["2"]  # who asks for all that there is misses nothing


async def test_a_redis_that_was_flushed_is_followed_on(client: Redis) -> None:
    feed = LiveFeed(client)
    hearing = asyncio.create_task(heard(feed, "a", 2))
    await eventually_async(lambda: bool(feed._followers["a"]))
    await say(client, "a", "1")
    await eventually_async(lambda: _known(feed, "a"), what="it was heard")
    await client.flushdb()
    await say(client, "a", "2")
    assert await hearing == ["1", "2"]


async def test_who_reads_too_slowly_is_cut_off_and_keeps_nobody_waiting(
    client: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "_MOST_WAITING", 5)
    feed = LiveFeed(client)
    slow = feed.follow("a", "0-0")
    await say(client, "a", "first")
    assert await anext(slow) is not None
    await say(client, "a", *(str(number) for number in range(50)))
    await eventually_async(lambda: any(one.lost for one in feed._followers["a"]), what="it is lost")
    rest = [one.text async for one in slow if isinstance(one, Entry)]  # it ends: they come again with the last place
    assert rest == [str(number) for number in range(50)]
    assert not feed._followers


async def test_without_redis_a_feed_ends(client: Redis) -> None:
    gone = LiveFeed(redis.connect("redis://127.0.0.1:1/0"))
    assert await heard(gone, "a", 1) == []


async def test_so_many_feeds_of_one_key_are_open_and_no_more(client: Redis) -> None:
    streams = Streams(settings_for("localhost:1", streams=3, streams_per_key=2))
    feed, ana, ben = LiveFeed(client), Principal("ana", "rep", "ana"), Principal("ben", "rep", "ben")

    def open_for(who: Principal) -> AsyncIterator[str]:
        answer = streams.response(who, feed.follow("a", None), lambda text: ("said", text))
        return aiter(answer.body_iterator)  # type: ignore[arg-type, return-value]

    opened = [open_for(ana), open_for(ana)]
    for each in opened:
        await anext(each)
    with pytest.raises(Problem) as caught:
        open_for(ana)
    assert (caught.value.status_code, caught.value.headers and caught.value.headers["Retry-After"]) == (429, "30")
    opened.append(open_for(ben))
    await anext(opened[-1])
    with pytest.raises(Problem):  # so many in all
        open_for(ben)
    for each in opened:
        await each.aclose()  # type: ignore[attr-defined]
    await anext(open_for(ana))


def _known(feed: LiveFeed, stream: str) -> bool:
    return feed._places.get(stream, "0-0") != "0-0"
