"""Reps and teams in Redis: as the log last said, and who is changing one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import Final, cast
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

from assignment.adapters.board import keys
from assignment.application.rosters import TEAM, BeingChanged
from assignment.application.views import Members, RepView, TeamView
from lead_runtime.board.whole import Reading

_LONGEST_CHANGE_MS: Final = 15_000
"""Whoever changes something and says nothing for so long has died."""
# KEYS: changing. ARGV: token
_RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class RedisRosters:
    """Implements ``application.rosters.Rosters``."""

    def __init__(self, redis: Redis, whole: Reading = nullcontext) -> None:
        self._redis, self._whole = redis, whole
        self._release = redis.register_script(_RELEASE)

    async def reps(self) -> Sequence[RepView]:
        """See Rosters."""
        return [RepView(rep_id, keys.decode_members(text)) for rep_id, text in await self._all(keys.REPS)]

    async def teams(self) -> Sequence[TeamView]:
        """See Rosters."""
        return [TeamView(team_id, keys.decode_members(text)) for team_id, text in await self._all(keys.TEAMS)]

    async def member(self, key: str) -> Members | None:
        """See Rosters."""
        async with keys.board_or_away(self._whole):
            found = cast("str | None", await self._redis.hget(*place_of(key)))
        return None if found is None else keys.decode_members(found)

    async def note(self, key: str, members: Members) -> None:
        """See Rosters."""
        async with keys.board_or_away():
            await self._redis.hset(*place_of(key), keys.encode(members).decode())

    @asynccontextmanager
    async def alone(self, key: str) -> AsyncIterator[None]:
        """See Rosters."""
        token = uuid4().hex
        async with keys.board_or_away():
            taken = await self._redis.set(keys.changing(key), token, nx=True, px=_LONGEST_CHANGE_MS)
        if not taken:
            raise BeingChanged(key)
        try:
            yield
        finally:
            with suppress(RedisError, OSError):  # it lapses by itself
                await self._release(keys=[keys.changing(key)], args=[token])

    async def _all(self, name: str) -> Sequence[tuple[str, str]]:
        async with keys.board_or_away(self._whole):
            found = cast("dict[str, str]", await self._redis.hgetall(name))
        return sorted(found.items())


def place_of(key: str) -> tuple[str, str]:
    """Hash and field of a rep or team."""
    return (keys.TEAMS, key.removeprefix(TEAM)) if key.startswith(TEAM) else (keys.REPS, key)
