"""Reads the open clocks from Redis."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, cast

from redis.asyncio import Redis

from lead_runtime.board.whole import BeingFilled
from sla_monitor.adapters.board import keys
from sla_monitor.application.ports import ClockFilter, UnknownCursor
from sla_monitor.application.views import ClockView, Page

CHUNK: Final = 500
MOST_LOOKED_AT: Final = 5000
"""Clocks looked at for one page: a rare filter gives short pages rather than slow ones."""


class RedisClocks:
    """Implements ``application.ports.Clocks``. A cursor is the deadline and the lead of the last one looked at."""

    def __init__(self, redis: Redis, partitions: int = 0) -> None:
        """``partitions``: of the state that the board follows; with fewer on it, it is not whole."""
        self._redis, self._partitions = redis, partitions

    async def page(self, wanted: ClockFilter, limit: int, cursor: str | None) -> Page[ClockView]:
        """See the port."""
        async with keys.board_or_away(self._whole):
            rank = 0 if cursor is None else await self._rank_after(cursor)
            return await self._collect(wanted, limit, rank)

    @asynccontextmanager
    async def _whole(self) -> AsyncIterator[None]:
        await self._check()
        yield
        await self._check()

    async def _check(self) -> None:
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hlen(keys.PLACES)
            pipe.exists(keys.BEHIND)
            known, behind = await pipe.execute()
        if known < self._partitions or behind:
            raise BeingFilled("clocks")

    async def _collect(self, wanted: ClockFilter, limit: int, rank: int) -> Page[ClockView]:
        found: list[ClockView] = []
        view: ClockView | None = None
        for start in range(rank, rank + MOST_LOOKED_AT, CHUNK):
            leads = keys.texts(await self._redis.zrange(keys.CLOCKS, start, start + CHUNK - 1))
            for view in await self._views(leads):
                if wanted.due_before is not None and view.due_at >= wanted.due_before:
                    return Page(tuple(found))
                if _fits(view, wanted):
                    found.append(view)
                    if len(found) == limit:
                        return Page(tuple(found), _cursor(view))
            if len(leads) < CHUNK:
                return Page(tuple(found))
        return Page(tuple(found), _cursor(view) if view else None)

    async def _views(self, leads: list[str]) -> list[ClockView]:
        texts = await self._redis.mget([keys.clock(lead) for lead in leads]) if leads else []
        return [keys.decode_clock(text) for text in texts if text is not None]

    async def _rank_after(self, cursor: str) -> int:
        """Where to go on: after the lead while it is where it was, else at its old deadline."""
        due, _, lead_id = cursor.partition(":")
        if not (due.isdigit() and lead_id):
            raise UnknownCursor(cursor)
        if await self._redis.zscore(keys.CLOCKS, lead_id) == float(due):
            return cast("int", await self._redis.zrank(keys.CLOCKS, lead_id) or 0) + 1
        return int(await self._redis.zcount(keys.CLOCKS, "-inf", f"({due}"))


def _fits(view: ClockView, wanted: ClockFilter) -> bool:
    pairs = ((wanted.motion, view.motion), (wanted.team, view.team), (wanted.rep_id, view.rep_id))
    return all(asked is None or asked == given for asked, given in pairs)


def _cursor(view: ClockView) -> str:
    return f"{keys.milliseconds(view.due_at)}:{view.lead_id}"
