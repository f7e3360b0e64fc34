"""An empty Redis of one's own, and which board a test is about."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import pytest
from redis.asyncio import Redis

from lead_runtime import redis

Look: TypeAlias = Callable[[Redis], Awaitable[Any]]


@pytest.fixture
def in_redis(valkey: str) -> Callable[[Look], Any]:
    """Runs a coroutine function with a client of an empty database of its own."""

    async def go(look: Look) -> Any:
        client = redis.connect(valkey.rpartition("/")[0] + "/7", answer_seconds=None)
        try:
            await client.flushdb()
            return await look(client)
        finally:
            await client.aclose()

    return lambda look: asyncio.run(go(look))


@pytest.fixture(params=["fake", "redis"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)
