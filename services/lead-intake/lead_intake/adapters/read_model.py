"""Delivery status in Redis: folded from the topics, so it can be lost and rebuilt. It holds no personal data.

A delivery is known by its id; its leads and its own dead letters name it by its place on ``marketing.events``; what
died of it elsewhere is known by the ids that come of it. These are kept apart and joined when somebody asks
(``statuses``), so that no order between the topics is assumed. Of the delivery only its place is folded: what it means
is found out then, too (``judge``), or each would be interpreted twice (schemas/decisions/0015-asked-later.md).
"""

from collections.abc import Sequence

from redis.asyncio import Redis

from lead_contracts.events import DeadLettered, DeadResolved, Delivery, LeadReceived
from lead_contracts.topics import DEAD_LETTERS, LEADS_RECEIVED, MARKETING_EVENTS
from lead_intake.adapters import letters
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.judge import named
from lead_intake.adapters.status_keys import LEAD, arrival_key, came_key, outcome_key, place
from lead_intake.domain.admission import IDS_ONLY
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Erased, ReadModel, Seen


class StatusFolder:
    """Writes the read model. Everything it is given may come again."""

    def __init__(self, redis: Redis, identifier: Identifier, days: int) -> None:
        self._redis, self._identifier, self._seconds = redis, identifier, days * 86_400

    def read_models(self) -> tuple[ReadModel, ...]:
        """One per topic, for the host."""
        return (
            ReadModel(MARKETING_EVENTS, self.deliveries),
            ReadModel(LEADS_RECEIVED, self.leads),
            ReadModel(DEAD_LETTERS, self.deaths),
        )

    async def deliveries(self, seen: Sequence[Seen]) -> None:
        """Where what arrived lies."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for one in seen:
                if isinstance(one, Incoming) and isinstance(one.data, Delivery):
                    where = place(one.record.partition, one.record.offset)
                    pipe.set(arrival_key(one.data.delivery_id), where, ex=self._seconds)
            await pipe.execute()

    async def leads(self, seen: Sequence[Seen]) -> None:
        """The leads that came of deliveries."""
        found = [one.data for one in seen if isinstance(one, Incoming) and isinstance(one.data, LeadReceived)]
        found = [event for event in found if event.delivery.topic == MARKETING_EVENTS]  # else a cycle was carried over
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in found:
                key = outcome_key(event.delivery.partition, event.delivery.offset)
                pipe.hset(key, f"{LEAD}{event.touch_id}", event.lead_id)
                pipe.expire(key, self._seconds)
                if event.external_id and IDS_ONLY not in event.flags:
                    came = came_key(named(self._identifier, event.external_id, event.source))
                    pipe.set(came, 1, ex=self._seconds)
            await pipe.execute()

    async def deaths(self, seen: Sequence[Seen]) -> None:
        """What lies with the dead letters of any group, until somebody resolves it."""
        events = [one.data for one in seen if not isinstance(one, Erased)]
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in events:
                if isinstance(event, DeadLettered | DeadResolved):
                    letters.fold(pipe, event, self._seconds)
            await pipe.execute()
