"""Rate limits per key (or per address without one): GCRA, shared through Redis, local while Redis is away.

GCRA keeps one instant per key, the theoretical arrival time: a request is let through while that is no further ahead
than the burst allows. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
"""

import asyncio
import math
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_runtime import logs
from lead_runtime.http.auth import KeyRing
from lead_runtime.http.problems import Problem

UNLIMITED: Final = frozenset({"/healthz", "/readyz", "/metrics"})
MOST_LOCAL_KEYS: Final = 10_000
_PATIENCE_SECONDS: Final = 0.1
_REST_SECONDS: Final = 2.0
_AHEAD_SECONDS: Final = 0.02
_PREFIX: Final = "handover:rate:"
# ARGV: microseconds between two requests, burst in requests, requests asked for. Redis' own clock: one clock for all
# processes. Returns how many of them are allowed, and the microseconds by which the arrival time is ahead after those.
_GCRA: Final = """
local now = redis.call('TIME')
now = now[1] * 1000000 + now[2]
local step, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local room = math.floor((step * burst - (arrival - now)) / step)
local granted = math.min(tonumber(ARGV[3]), room)
if granted < 1 then return {0, arrival - now} end
local ahead = arrival + granted * step - now
redis.call('SET', KEYS[1], string.format('%d', arrival + granted * step), 'PX', math.ceil(ahead / 1000) + 1)
return {granted, ahead}
"""
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``allowed``; ``remaining`` requests at once; seconds until one more is allowed, and until all are."""

    allowed: bool
    remaining: int
    retry_after: float
    reset: float


@dataclass(frozen=True, slots=True)
class Quota:
    """``rate`` requests per second, ``burst`` at once."""

    rate: float
    burst: int

    def verdict(self, allowed: bool, ahead: float) -> Verdict:
        """What ``ahead`` seconds of arrival time mean."""
        step = 1 / self.rate
        remaining = max(0, int((step * self.burst - ahead) / step + 1e-6))
        return Verdict(allowed, remaining, 0.0 if remaining else max(0.0, ahead + step - step * self.burst), ahead)


class Limiter(Protocol):
    """Counts a request of ``key`` and says whether it may go on."""

    async def take(self, key: str) -> Verdict:
        """Never fails for want of Redis."""
        ...


class LocalLimiter:
    """GCRA in this process alone; forgets the keys that were not seen for longest."""

    def __init__(self, quota: Quota) -> None:
        self._quota, self._arrivals = quota, OrderedDict[str, float]()

    async def take(self, key: str) -> Verdict:
        """See :class:`Limiter`."""
        now, step = time.monotonic(), 1 / self._quota.rate
        arrival = max(self._arrivals.get(key, now), now)
        ahead = arrival + step - now
        if ahead > step * self._quota.burst + 1e-9:
            return self._quota.verdict(False, arrival - now)
        self._arrivals[key] = arrival + step
        self._arrivals.move_to_end(key)
        if len(self._arrivals) > MOST_LOCAL_KEYS:
            self._arrivals.popitem(last=False)
        return self._quota.verdict(True, ahead)


class SharedLimiter:
    """GCRA in one Lua script, for all processes; while Redis is away, each process counts for itself.

    Every request counts here first: what this process alone would refuse need not be asked, and when Redis goes away in
    the middle of a burst, nobody gets a second one. Where many requests come a second, Redis is asked for some of them
    ahead: as many as the rate refills while they may be used, and at most a hundredth of the burst.
    """

    def __init__(self, redis: Redis, quota: Quota, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._quota, self._local, self._patience = quota, LocalLimiter(quota), patience_seconds
        self._script = redis.register_script(_GCRA)
        self._rests_until = 0.0
        self._ahead = max(1, min(int(quota.rate * _AHEAD_SECONDS), quota.burst // 100))
        self._grants = dict[str, _Grant]()

    async def take(self, key: str) -> Verdict:
        """See :class:`Limiter`."""
        here = await self._local.take(key)
        if not here.allowed or time.monotonic() < self._rests_until:
            return here
        if self._ahead == 1:
            return await self._asked(key, _Grant()) or here
        grant = self._grant_of(key)
        if counted := grant.use(self._quota):
            return counted
        async with grant.asking:  # one asks for all who come meanwhile
            if counted := grant.use(self._quota):
                return counted
            rests = time.monotonic() < self._rests_until
            return here if rests else await self._asked(key, grant) or here

    async def _asked(self, key: str, grant: "_Grant") -> Verdict | None:
        """What Redis says; None while it is away."""
        try:
            step = int(1_000_000 / self._quota.rate)
            async with asyncio.timeout(self._patience):
                allowed, ahead = await self._script(keys=[_PREFIX + key], args=[step, self._quota.burst, self._ahead])
        except (RedisError, OSError, TimeoutError) as error:
            self._rests_until = time.monotonic() + _REST_SECONDS  # a request must not wait for Redis, one after another
            _log.warning("rate limits are local: redis is away", error=type(error).__name__)
            return None
        if not allowed:
            return self._quota.verdict(False, ahead / 1_000_000)
        grant.left, grant.ahead, grant.at = allowed, ahead / 1_000_000, time.monotonic()
        return grant.use(self._quota)

    def _grant_of(self, key: str) -> "_Grant":
        if key not in self._grants and len(self._grants) >= MOST_LOCAL_KEYS:
            self._grants.clear()  # they are worth a few milliseconds
        return self._grants.setdefault(key, _Grant())


@dataclass(slots=True)
class _Grant:
    """Requests that Redis has counted ahead: ``left`` of them, ``ahead`` seconds of arrival time after the last."""

    left: int = 0
    ahead: float = 0.0
    at: float = 0.0
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def use(self, quota: Quota) -> Verdict | None:
        """One of them; None where there is none, or it is too old."""
        passed = time.monotonic() - self.at
        if not self.left or passed > _AHEAD_SECONDS:
            return None
        self.left -= 1
        return quota.verdict(True, max(0.0, self.ahead - self.left / quota.rate - passed))


class RateLimit:
    """ASGI middleware: 429 with Retry-After over the quota; RateLimit headers on every answer.

    Headers: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
    """

    def __init__(self, app: ASGIApp, limiter: Limiter, quota: Quota, keys: KeyRing) -> None:
        self._app, self._limiter, self._keys = app, limiter, keys
        self._policy = f'"default";q={quota.burst};w={math.ceil(quota.burst / quota.rate)}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; raises the problem that the boundary answers."""
        if scope["type"] != "http" or scope["path"] in UNLIMITED:
            await self._app(scope, receive, send)
            return
        verdict = await self._limiter.take(self._caller(scope))
        headers = self._headers(verdict)
        if not verdict.allowed:
            after = {"Retry-After": str(max(1, math.ceil(verdict.retry_after)))}
            raise Problem(429, "Too many requests for this key.", headers=headers | after)
        pairs = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *pairs]
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _caller(self, scope: Scope) -> str:
        header = next((value for name, value in scope["headers"] if name == b"authorization"), b"").decode("latin-1")
        scheme, _, key = header.partition(" ")
        principal = self._keys.identify(key.strip()) if scheme.lower() == "bearer" else None
        return f"key:{principal.name}" if principal else f"address:{(scope.get('client') or ('unknown',))[0]}"

    def _headers(self, verdict: Verdict) -> dict[str, str]:
        state = f'"default";r={verdict.remaining};t={math.ceil(verdict.reset)}'
        return {"RateLimit-Policy": self._policy, "RateLimit": state}
