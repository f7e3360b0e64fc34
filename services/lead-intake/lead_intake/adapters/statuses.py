"""Reads the delivery status that ``read_model`` keeps in Redis, and what the delivery means from where it lies."""

from collections.abc import Collection
from contextlib import nullcontext

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lead_intake.adapters.judge import Judge
from lead_intake.adapters.letters import deaths_in
from lead_intake.adapters.status_keys import JUDGED, LEAD, arrival_key, came_key, died_key, outcome_key
from lead_intake.application.status import Arrived, Death, DeliveryStatus, ReadModelAway, status
from lead_runtime.board.whole import AWAY, BEING_FILLED, BeingFilled, Reading

_TUPLES = ("warnings", "awaits", "made")


class RedisStatuses:
    """Implements ``application.status.Statuses``."""

    def __init__(self, redis: Redis, judge: Judge, days: int, whole: Reading = nullcontext) -> None:
        self._redis, self._judge, self._seconds, self._whole = redis, judge, days * 86_400, whole

    async def find(self, delivery_id: str) -> DeliveryStatus | None:
        """See Statuses."""
        try:
            async with self._whole():
                return await self._found(delivery_id)
        except BeingFilled as error:
            raise ReadModelAway(BEING_FILLED) from error
        except (RedisError, OSError) as error:
            raise ReadModelAway(AWAY) from error

    async def _found(self, delivery_id: str) -> DeliveryStatus | None:
        stored = await self._redis.get(arrival_key(delivery_id))
        if stored is None:
            return None
        where = orjson.loads(stored)
        key = outcome_key(where["partition"], where["offset"])
        outcome = await self._hash(key)
        if JUDGED in outcome:
            said = orjson.loads(outcome[JUDGED])
            arrived = Arrived(**said | {name: tuple(said.get(name, ())) for name in _TUPLES})
        else:
            arrived = await self._judge.arrived(delivery_id, where["partition"], where["offset"])
            await self._keep(key, arrived)
        leads = {name.removeprefix(LEAD): lead for name, lead in outcome.items() if name.startswith(LEAD)}
        deaths = deaths_in(outcome) + await self._elsewhere((*leads, *arrived.made))
        fetched = await self._came(set(arrived.awaits))
        return status(delivery_id, arrived, leads, deaths, fetched=fetched)

    async def _keep(self, key: str, arrived: Arrived) -> None:
        """Whoever waits for his delivery asks again and again."""
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.hset(key, JUDGED, orjson.dumps(arrived))
            pipe.expire(key, self._seconds)
            await pipe.execute()

    async def _elsewhere(self, made: Collection[str]) -> tuple[Death, ...]:
        """The dead letters of what came of it."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in made:
                pipe.hgetall(died_key(one))
            return tuple(death for found in await pipe.execute() for death in deaths_in(found))

    async def _hash(self, key: str) -> dict[str, str]:
        found = await self._redis.hgetall(key)
        return {str(name): str(value) for name, value in found.items()}  # it decodes; its types do not say so

    async def _came(self, awaited: Collection[str]) -> bool:
        return bool(awaited) and await self._redis.exists(*map(came_key, awaited)) == len(awaited)
