"""Whether a board in Redis is whole: a mark that is lost with everything else says so, to readers at once."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final, TypeAlias
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

CLAIM_MS: Final = 15_000
"""Whoever fills a board and says nothing for so long has died: another may begin."""
AWAY: Final = "away"
BEING_FILLED: Final = "being filled again from the log"
"""What a read model that cannot be read is, for people."""
Reading: TypeAlias = Callable[[], AbstractAsyncContextManager[None]]
"""Around what is read: raises BeingFilled where that may be too little."""
# KEYS: whole, claim. ARGV: token, milliseconds, 1 to claim a board that is whole
_CLAIM: Final = """
if ARGV[3] == '0' and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
return redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
"""
# KEYS: claim. ARGV: token, milliseconds
_RENEW: Final = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
"""
# KEYS: whole, claim. ARGV: token. Only what was filled into this Redis counts: a loss meanwhile took the claim along
_FINISH: Final = """
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1
"""


class BeingFilled(RedisError):
    """The board has lost what it held and is being filled again: what it shows now may be too little."""


class Whole:
    """The mark of one board. ``shape``: raised by a release whose folds write more; it fills the board once more."""

    def __init__(self, redis: Redis, name: str, shape: int = 1) -> None:
        self._redis, self.name = redis, name
        self._whole, self._claim = f"board:{name}:{shape}:whole", f"board:{name}:{shape}:filling"
        self._claiming, self._renewing, self._finishing = map(redis.register_script, (_CLAIM, _RENEW, _FINISH))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """What is read inside is whole. Raises BeingFilled where it was not, or is not any more, and RedisError."""
        before = await self.epoch()
        if before is None:
            raise BeingFilled(self.name)
        yield
        if await self.epoch() != before:
            raise BeingFilled(self.name)

    async def epoch(self) -> str | None:
        """Names the filling that made the board whole; None while it is not. Raises RedisError."""
        found = await self._redis.get(self._whole)
        return None if found is None else str(found)

    async def claim(self, *, again: bool = False) -> str | None:
        """The token of whoever may fill the board now; None where another does, or where it is whole (not ``again``)."""
        token = uuid4().hex
        claimed = await self._claiming(keys=[self._whole, self._claim], args=[token, CLAIM_MS, int(again)])
        return token if claimed else None

    async def renew(self, token: str) -> bool:
        """Whether the claim still stands, and goes on for a while: it does not where Redis was lost meanwhile."""
        return bool(await self._renewing(keys=[self._claim], args=[token, CLAIM_MS]))

    async def finish(self, token: str) -> bool:
        """Whether the board is whole now: it is not where Redis was lost meanwhile."""
        return bool(await self._finishing(keys=[self._whole, self._claim], args=[token]))

    async def give_up(self, token: str) -> None:
        """Lets another begin."""
        if await self.renew(token):
            await self._redis.delete(self._claim)
