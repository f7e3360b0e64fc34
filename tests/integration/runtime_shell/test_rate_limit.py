"""Limits are shared through Redis, and each process has its own while Redis is away."""

import asyncio
import math
from typing import Any

import pytest

from lead_runtime import redis
from lead_runtime.http import limits
from lead_runtime.http.limits import LocalLimiter, Quota, SharedLimiter

pytestmark = [pytest.mark.valkey, pytest.mark.anyio]


async def test_two_processes_share_one_quota(valkey: str, unique: str) -> None:
    first, second = redis.connect(valkey), redis.connect(valkey)
    quota = Quota(rate=0.01, burst=5)
    limiters = [SharedLimiter(client, quota, patience_seconds=20) for client in (first, second)]
    verdicts = [await limiters[n % 2].take(unique) for n in range(7)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False] * 2
    assert [verdict.remaining for verdict in verdicts] == [4, 3, 2, 1, 0, 0, 0]
    assert 95 < verdicts[-1].retry_after <= 100
    await first.aclose()
    await second.aclose()


async def test_requests_at_once_are_not_let_through_together(valkey: str, unique: str) -> None:
    clients, quota = [redis.connect(valkey, answer_seconds=20) for _ in range(2)], Quota(rate=0.01, burst=10)
    limiters = [SharedLimiter(client, quota, patience_seconds=20) for client in clients]
    verdicts = await asyncio.gather(*(limiters[n % 2].take(unique) for n in range(30)))
    assert sum(verdict.allowed for verdict in verdicts) == 10
    for client in clients:
        await client.aclose()


async def test_a_quick_caller_is_counted_ahead_and_still_gets_no_more_than_the_quota(
    valkey: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_AHEAD_SECONDS", 60.0)
    clients, quota = [redis.connect(valkey) for _ in range(2)], Quota(rate=0.1, burst=200)
    limiters = [SharedLimiter(client, quota, patience_seconds=20) for client in clients]
    asked = [_counted(limiter) for limiter in limiters]
    verdicts = [await limiters[n % 2].take(unique) for n in range(240)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 200 + [False] * 40
    assert [len(calls) for calls in asked] == [50 + 20, 50 + 20]  # two at a time, and each refusal
    assert verdicts[0].remaining == 199
    assert all(verdict.remaining <= 4 for verdict in verdicts[196:])
    for client in clients:
        await client.aclose()


async def test_of_many_at_once_one_asks_for_the_others(
    valkey: str, unique: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "_AHEAD_SECONDS", 60.0)
    client = redis.connect(valkey)
    limiter = SharedLimiter(client, Quota(rate=0.5, burst=1000), patience_seconds=20)
    asked = _counted(limiter)
    verdicts = await asyncio.gather(*(limiter.take(unique) for _ in range(100)))
    assert sorted(verdict.remaining for verdict in verdicts)[0] >= 900
    assert len(asked) == 10
    await client.aclose()


def _counted(limiter: SharedLimiter) -> list[object]:
    """Grows by one whenever Redis is asked."""
    calls, script = list[object](), limiter._script

    async def call(**arguments: Any) -> Any:
        calls.append(arguments)
        return await script(**arguments)

    limiter._script = call  # type: ignore[assignment]
    return calls


async def test_when_redis_goes_away_in_a_burst_nobody_gets_a_second_one(valkey: str, unique: str) -> None:
    client = redis.connect(valkey)
    limiter = SharedLimiter(client, Quota(rate=0.01, burst=4))
    before = [(await limiter.take(unique)).allowed for _ in range(3)]
    client.connection_pool.connection_kwargs["port"] = 1
    await client.connection_pool.disconnect()
    after = [(await limiter.take(unique)).allowed for _ in range(3)]
    assert (before, after) == ([True, True, True], [True, False, False])
    await client.aclose()


async def test_a_key_is_forgotten_when_its_quota_is_whole_again(valkey: str, unique: str) -> None:
    client = redis.connect(valkey)
    await SharedLimiter(client, Quota(rate=0.5, burst=5), patience_seconds=20).take(unique)
    assert 0 < await client.pttl(f"handover:rate:{unique}") <= 2001
    await client.aclose()


async def test_the_script_survives_a_redis_that_was_emptied(valkey: str, unique: str) -> None:
    client = redis.connect(valkey)
    limiter = SharedLimiter(client, Quota(rate=0.01, burst=5), patience_seconds=20)
    await limiter.take(unique)
    await client.script_flush()
    assert (await limiter.take(unique)).remaining == 3
    await client.aclose()


async def test_local_and_shared_limiters_agree(valkey: str, unique: str) -> None:
    client, quota = redis.connect(valkey), Quota(rate=0.02, burst=3)
    shared, local = SharedLimiter(client, quota, patience_seconds=20), LocalLimiter(quota)
    for _ in range(5):
        one, other = await shared.take(unique), await local.take(unique)
        assert (one.allowed, one.remaining) == (other.allowed, other.remaining)
        assert math.isclose(one.reset, other.reset, abs_tol=1)
        assert math.isclose(one.retry_after, other.retry_after, abs_tol=1)
    await client.aclose()


async def test_while_redis_is_away_requests_go_on_under_a_local_limit(unique: str) -> None:
    client = redis.connect("redis://127.0.0.1:1/0")
    limiter = SharedLimiter(client, Quota(rate=0.01, burst=2))
    assert [(await limiter.take(unique)).allowed for _ in range(3)] == [True, True, False]
    assert not await redis.answers(client)
    await client.aclose()


async def test_a_redis_that_hangs_is_asked_once_and_not_by_every_request(unique: str) -> None:
    asked = 0

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = redis.connect(f"redis://127.0.0.1:{port}/0", answer_seconds=0.1)
    limiter = SharedLimiter(client, Quota(rate=100, burst=50))
    async with asyncio.timeout(2):
        assert all([(await limiter.take(unique)).allowed for _ in range(50)])
    assert asked <= 2
    await client.aclose()
    server.close()


async def test_redis_answers_where_it_is(valkey: str) -> None:
    client = redis.connect(valkey)
    assert await redis.answers(client)
    await client.aclose()
