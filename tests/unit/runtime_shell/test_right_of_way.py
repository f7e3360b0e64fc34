"""Requests go before the engine of the same process, and never for ever."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send

from lead_runtime.host.right_of_way import Counted, RightOfWay

pytestmark = pytest.mark.anyio
FOR_EVER, AT_ONCE = 3600.0, 0.001


async def _turned(way: RightOfWay) -> bool:
    """Whether a turn is given as soon as everybody else has had one."""
    turn = asyncio.create_task(way.turn())
    for _ in range(5):
        await asyncio.sleep(0)
    done = turn.done()
    turn.cancel()
    return done


async def test_a_turn_is_given_while_few_requests_are_being_answered() -> None:
    way = RightOfWay(many=2, longest_s=FOR_EVER)
    way.begin()
    assert await _turned(way)


async def test_a_turn_waits_while_many_requests_are_being_answered() -> None:
    way = RightOfWay(many=2, longest_s=FOR_EVER)
    way.begin()
    way.begin()
    assert not await _turned(way)


async def test_a_turn_is_given_as_soon_as_few_are_left() -> None:
    way = RightOfWay(many=2, longest_s=FOR_EVER)
    way.begin()
    way.begin()
    turn = asyncio.create_task(way.turn())
    await asyncio.sleep(0)
    way.end()
    await turn


async def test_a_crowd_that_never_ends_does_not_keep_the_engine_from_its_turn() -> None:
    way = RightOfWay(many=1, longest_s=AT_ONCE)
    way.begin()
    await way.turn()


async def test_a_request_is_counted_until_it_is_answered_or_has_failed() -> None:
    way, seen = RightOfWay(many=1, longest_s=FOR_EVER), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await _turned(way))
        raise ConnectionError

    async def never() -> dict[str, object]:
        raise AssertionError

    async def nowhere(message: object) -> None:
        raise AssertionError

    for kind in ("http", "lifespan"):
        try:
            await Counted(app, right_of_way=way)({"type": kind}, never, nowhere)
        except ConnectionError:
            seen.append(await _turned(way))
    assert seen == [False, True, True, True]
