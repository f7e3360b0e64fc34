"""Reads what managers are shown."""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, time
from typing import Final, cast
from zoneinfo import ZoneInfo

import msgspec
from redis.asyncio import Redis

from assignment.adapters.board import keys
from assignment.adapters.board.reading import RedisBoard
from assignment.application.overview import LoadView, PoolView, Spread, UnknownCursor
from assignment.application.views import LeadView, RepView
from lead_runtime.board.whole import Reading

LOOKED_AT: Final = 1000
"""Waiting leads of a pool that are looked at for the reasons."""
_decode_spread: Final = msgspec.json.Decoder(Spread).decode


class RedisOverview:
    """Implements ``application.overview.Overview``. A cursor is the instant and the id of the last lead looked at."""

    def __init__(self, redis: Redis, board: RedisBoard, whole: Reading = nullcontext) -> None:
        self._redis, self._board, self._whole = redis, board, whole

    async def pools(self) -> Sequence[PoolView]:
        """See Overview."""
        async with keys.board_or_away(self._whole):
            names = sorted(str(name) for name in await self._redis.smembers(keys.POOLS))
            return [await self._pool(name) for name in names]

    async def waiting(self, pool: str | None, limit: int, cursor: str | None) -> tuple[Sequence[LeadView], str | None]:
        """See Overview."""
        line = keys.waiting(pool)
        async with keys.board_or_away(self._whole):
            rank = 0 if cursor is None else await self._rank_after(line, cursor)
            found = await self._redis.zrange(line, rank, rank + limit - 1, withscores=True)
            members = cast("list[tuple[str, float]]", found)
            views = await self._board.views([lead_id for lead_id, _ in members])
        following = f"{int(members[-1][1])}:{members[-1][0]}" if len(members) == limit else None
        return [view for view in views if view.waits], following

    async def loads(self, reps: Sequence[RepView], now: datetime) -> Sequence[LoadView]:
        """See Overview."""
        async with keys.board_or_away(self._whole), self._redis.pipeline(transaction=False) as pipe:
            for rep in reps:
                pipe.zcard(keys.inbox(rep.rep_id))
                pipe.zcount(keys.given(rep.rep_id), keys.milliseconds(_midnight(rep, now)), "+inf")
            counts = await pipe.execute()
        return [LoadView(*each) for each in zip(reps, counts[::2], counts[1::2], strict=True)]

    async def _pool(self, name: str) -> PoolView:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.zcard(keys.waiting(name))
            pipe.zrange(keys.waiting(name), 0, LOOKED_AT - 1)
            pipe.hgetall(keys.spreads(name))
            total, oldest, told = await pipe.execute()
        views = [view for view in await self._board.views(oldest) if view.waits]
        reasons = Counter(view.why_waiting or "" for view in views)
        first = next((view.ownership.since for view in views if view.ownership), None)
        return PoolView(name, total, first, dict(reasons), _newest(told))

    async def _rank_after(self, line: str, cursor: str) -> int:
        """Where to go on: after the lead while it waits where it did, else where it was."""
        since, _, lead_id = cursor.partition(":")
        if not (since.isdigit() and lead_id):
            raise UnknownCursor(cursor)
        if await self._redis.zscore(line, lead_id) == float(since):
            return cast("int", await self._redis.zrank(line, lead_id) or 0) + 1
        return int(await self._redis.zcount(line, "-inf", f"({since}"))


def _newest(told: dict[str, str]) -> dict[str, Spread]:
    found: dict[str, Spread] = {}
    for name, text in told.items():
        motion, spread = name.partition(":")[0], _decode_spread(text)
        if motion not in found or spread.at > found[motion].at:
            found[motion] = spread
    return found


def _midnight(rep: RepView, now: datetime) -> datetime:
    """When the rep's day began."""
    zone = ZoneInfo(str(rep.members.get("time_zone") or "UTC"))
    return datetime.combine(now.astimezone(zone).date(), time.min, zone)
