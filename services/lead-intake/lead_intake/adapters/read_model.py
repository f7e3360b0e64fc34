"""Delivery status in Redis: folded from the topics, so it can be lost and rebuilt. It holds no personal data.

A delivery is known by its id; leads and dead letters name it by its place on ``marketing.events``. The two halves are
kept apart and joined when somebody asks, so that no order between the topics is assumed.
"""

from collections.abc import Collection, Mapping, Sequence

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from lead_contracts.events import DeadLettered, DeadResolved, Delivery, LeadReceived
from lead_contracts.topics import DEAD_LETTERS, LEADS_RECEIVED, MARKETING_EVENTS
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka.incoming import understood
from lead_intake.adapters.kafka.worker import GROUP
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Readers
from lead_intake.application.status import Arrived, Death, DeliveryStatus, ReadModelAway, status
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Disposition, Parsed
from lead_runtime import metrics
from lead_runtime.engine.api import Incoming
from lead_runtime.host import Erased, ReadModel, Seen

_OTHERS = "others"
"""How the metric names sources that nobody configured: a key may open any slug."""
_LEAD, _DEAD, _DISCARDED = "lead:", "dead:", "discarded:"


def _arrival_key(delivery_id: str) -> str:
    return f"intake:delivery:{delivery_id}"


def _outcome_key(partition: int, offset: int) -> str:
    return f"intake:outcome:{partition}:{offset}"


def _came_key(named: str) -> str:
    """Whether somebody of this keyed id has come: the lead may be folded before the delivery that awaits it."""
    return f"intake:came:{named}"


class StatusFolder:
    """Writes the read model. Everything it is given may come again."""

    def __init__(
        self,
        redis: Redis,
        catalogue: Catalogue,
        readers: Readers,
        identifier: Identifier,
        body_limit: int,
        days: int,
    ) -> None:
        self._redis, self._catalogue, self._readers = redis, catalogue, readers
        self._identifier = identifier
        self._limit, self._seconds = body_limit, days * 86_400

    def read_models(self) -> tuple[ReadModel, ...]:
        """One per topic, for the host."""
        return (
            ReadModel(MARKETING_EVENTS, self.deliveries),
            ReadModel(LEADS_RECEIVED, self.leads),
            ReadModel(DEAD_LETTERS, self.deaths),
        )

    async def deliveries(self, seen: Sequence[Seen]) -> None:
        """What arrived, and what it is for us."""
        arrivals = {
            _arrival_key(one.data.delivery_id): self._arrived(one.data, one.record.partition, one.record.offset)
            for one in seen
            if isinstance(one, Incoming) and isinstance(one.data, Delivery)
        }
        async with self._redis.pipeline(transaction=False) as pipe:
            for key, arrived in arrivals.items():
                pipe.set(key, orjson.dumps(arrived), ex=self._seconds)
            await pipe.execute()
        for arrived in arrivals.values():
            source = arrived.source if self._catalogue.find(arrived.source) else _OTHERS
            metrics.DELIVERIES.labels(source, arrived.disposition).inc()

    async def leads(self, seen: Sequence[Seen]) -> None:
        """The leads that came of deliveries."""
        found = [one.data for one in seen if isinstance(one, Incoming) and isinstance(one.data, LeadReceived)]
        found = [event for event in found if event.delivery.topic == MARKETING_EVENTS]  # else a cycle was carried over
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in found:
                key = _outcome_key(event.delivery.partition, event.delivery.offset)
                pipe.hset(key, f"{_LEAD}{event.touch_id}", event.lead_id)
                pipe.expire(key, self._seconds)
                if event.external_id:
                    pipe.set(_came_key(self._named(event.external_id, event.source)), 1, ex=self._seconds)
            await pipe.execute()

    async def deaths(self, seen: Sequence[Seen]) -> None:
        """The deliveries that are dead letters, until somebody resolves them."""
        events = [one.data for one in seen if not isinstance(one, Erased)]
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in events:
                if not isinstance(event, DeadLettered | DeadResolved) or not _of_intake(event):
                    continue
                key, name = _outcome_key(event.partition, event.offset), f"{_DEAD}{event.dead_id}"
                if isinstance(event, DeadLettered):
                    pipe.hset(key, name, orjson.dumps({"error": event.error, "detail": event.detail}))
                    pipe.expire(key, self._seconds)
                else:
                    pipe.hdel(key, name)
                    if event.resolution == "discarded":
                        pipe.hset(key, f"{_DISCARDED}{event.dead_id}", event.dead_id)
                        pipe.expire(key, self._seconds)
            await pipe.execute()

    def _arrived(self, event: Delivery, partition: int, offset: int) -> Arrived:
        parsed = self._parsed(event)
        return Arrived(
            source=event.source,
            channel=event.channel,
            received_at=event.received_at.isoformat(),
            partition=partition,
            offset=offset,
            disposition=parsed.disposition.value,
            warnings=parsed.warnings,
            expects_leads=bool(parsed.leads) and parsed.disposition.makes_leads,
            awaits=self._awaited(parsed),
        )

    def _awaited(self, parsed: Parsed) -> tuple[str, ...]:
        return tuple(self._named(lead.external_id, lead.source) for lead in parsed.unfetched if lead.external_id)

    def _named(self, external_id: str, source: str) -> str:
        """Keyed: an id of a source may be an address."""
        return self._identifier.person(Person(external_id=external_id), source)

    def _parsed(self, event: Delivery) -> Parsed:
        """As the worker judges it; the rules are pure, so both see the same."""
        try:
            return interpret(understood(event, self._catalogue), self._readers, self._limit)
        except IntakeError as error:
            return Parsed(Disposition.REJECT_INVALID, warnings=(str(error),))
        except Exception as error:  # noqa: BLE001 - a mistake of ours is the worker's dead letter; status goes on
            return Parsed(Disposition.REJECT_INVALID, warnings=(f"the adapter failed: {type(error).__name__}",))


def _of_intake(event: DeadLettered | DeadResolved) -> bool:
    return event.group == GROUP and event.topic == MARKETING_EVENTS


class RedisStatuses:
    """Reads the read model."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def find(self, delivery_id: str) -> DeliveryStatus | None:
        """See ``application.status.Statuses``."""
        try:
            stored = await self._redis.get(_arrival_key(delivery_id))
            if stored is None:
                return None
            said = orjson.loads(stored)
            lists = {name: tuple(said.get(name, ())) for name in ("warnings", "awaits")}
            arrived = Arrived(**said | lists)
            found = await self._redis.hgetall(_outcome_key(arrived.partition, arrived.offset))
            fetched = await self._came(set(arrived.awaits))
        except (RedisError, OSError) as error:
            raise ReadModelAway("redis is away") from error
        outcome = {
            str(name): str(value) for name, value in found.items()
        }  # the client decodes; its types do not say so
        discarded = any(name.startswith(_DISCARDED) for name in outcome)
        return status(delivery_id, arrived, _leads(outcome), _deaths(outcome), discarded=discarded, fetched=fetched)

    async def _came(self, awaited: Collection[str]) -> bool:
        return bool(awaited) and await self._redis.exists(*map(_came_key, awaited)) == len(awaited)


def _leads(outcome: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix(_LEAD): lead for name, lead in outcome.items() if name.startswith(_LEAD)}


def _deaths(outcome: Mapping[str, str]) -> tuple[Death, ...]:
    letters = (
        (name.removeprefix(_DEAD), orjson.loads(said)) for name, said in outcome.items() if name.startswith(_DEAD)
    )
    return tuple(Death(dead_id, said["error"], said["detail"]) for dead_id, said in letters)
