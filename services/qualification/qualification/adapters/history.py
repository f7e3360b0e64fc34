"""The read model of leads.qualified: the newest verdicts of each lead, in Redis. It can be lost and filled again."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta

from redis.asyncio import Redis
from redis.exceptions import RedisError

from lead_contracts.events import LeadClosed, LeadDisqualified, LeadQualified, LeadTouched
from lead_runtime.board.whole import AWAY, BEING_FILLED, BeingFilled, Reading
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Seen
from qualification.application.ports import HistoryAway, Told

SHOWN = (LeadQualified, LeadDisqualified, LeadTouched, LeadClosed)


class RedisHistory:
    """A sorted set per lead, by the instant of the decision: the same event again changes nothing."""

    def __init__(self, redis: Redis, kept: int, ttl: timedelta, whole: Reading = nullcontext) -> None:
        self._redis, self._kept, self._ttl, self._whole = redis, kept, ttl, whole

    async def fold(self, seen: Sequence[Seen]) -> None:
        """Takes in what was decided. Raises RedisError, and is tried again."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for each in seen:
                if not (isinstance(each, Incoming) and isinstance(each.data, SHOWN)):
                    continue
                event = each.data
                key = _key(event.lead_id)
                pipe.zadd(key, {json.dumps(told_of(event), sort_keys=True): _score(event.decided_at)})
                pipe.zremrangebyrank(key, 0, -self._kept - 1)
                pipe.expire(key, self._ttl)
            await pipe.execute()

    async def of(self, lead_id: str) -> Sequence[Told]:
        """See VerdictHistory."""
        try:
            async with self._whole():
                found = await self._redis.zrevrange(_key(lead_id), 0, self._kept - 1)
        except BeingFilled as error:
            raise HistoryAway(BEING_FILLED) from error
        except (RedisError, OSError) as error:
            raise HistoryAway(AWAY) from error
        return [json.loads(str(told)) for told in found]


def told_of(event: LeadQualified | LeadDisqualified | LeadTouched | LeadClosed) -> Told:
    """The event as people are shown it."""
    return {"type": event.NAME, **event.model_dump(mode="json", exclude_none=True)}


def _key(lead_id: str) -> str:
    return f"verdicts:{lead_id}"


def _score(decided_at: datetime) -> float:
    return decided_at.timestamp()
