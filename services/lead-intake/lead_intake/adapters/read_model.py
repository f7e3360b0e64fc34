"""Delivery status in Redis: folded from the topics, so it can be lost and rebuilt. It holds no personal data.

A delivery is known by its id; its leads and its own dead letters name it by its place on ``marketing.events``; what
died of it elsewhere is known by the ids that come of it. These are kept apart and joined when somebody asks
(``statuses``), so that no order between the topics is assumed.
"""

from collections.abc import Sequence

import orjson
from redis.asyncio import Redis

from lead_contracts.events import DeadLettered, DeadResolved, Delivery, LeadReceived
from lead_contracts.topics import DEAD_LETTERS, LEADS_RECEIVED, MARKETING_EVENTS
from lead_intake.adapters import letters
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.kafka.incoming import understood
from lead_intake.adapters.made import made
from lead_intake.adapters.status_keys import LEAD, arrival_key, came_key, outcome_key
from lead_intake.application.interpret import interpret
from lead_intake.application.ports import Readers
from lead_intake.application.status import Arrived
from lead_intake.domain.admission import IDS_ONLY
from lead_intake.domain.delivery import Delivery as Understood
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Disposition, Parsed
from lead_runtime import metrics
from lead_runtime.engine.api import Incoming, Record, place_of
from lead_runtime.host import Erased, ReadModel, Seen

_OTHERS = "others"
"""How the metric names sources that nobody configured: a key may open any slug."""


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
            arrival_key(one.data.delivery_id): self._arrived(one.data, one.record)
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
                key = outcome_key(event.delivery.partition, event.delivery.offset)
                pipe.hset(key, f"{LEAD}{event.touch_id}", event.lead_id)
                pipe.expire(key, self._seconds)
                if event.external_id and IDS_ONLY not in event.flags:
                    pipe.set(came_key(self._named(event.external_id, event.source)), 1, ex=self._seconds)
            await pipe.execute()

    async def deaths(self, seen: Sequence[Seen]) -> None:
        """What lies with the dead letters of any group, until somebody resolves it."""
        events = [one.data for one in seen if not isinstance(one, Erased)]
        async with self._redis.pipeline(transaction=False) as pipe:
            for event in events:
                if isinstance(event, DeadLettered | DeadResolved):
                    letters.fold(pipe, event, self._seconds)
            await pipe.execute()

    def _arrived(self, event: Delivery, record: Record) -> Arrived:
        delivery, parsed = self._judged(event)
        return Arrived(
            source=event.source,
            channel=event.channel,
            received_at=event.received_at.isoformat(),
            partition=record.partition,
            offset=record.offset,
            disposition=parsed.disposition.value,
            warnings=parsed.warnings,
            expects_leads=bool(parsed.leads) and parsed.disposition.makes_leads,
            awaits=self._awaited(parsed),
            made=tuple(made(parsed, delivery, place_of(record), self._identifier)) if delivery else (),
        )

    def _awaited(self, parsed: Parsed) -> tuple[str, ...]:
        named = ((lead.alias or lead.external_id, lead.source) for lead in parsed.unfetched)
        return tuple(self._named(external_id, source) for external_id, source in named if external_id)

    def _named(self, external_id: str, source: str) -> str:
        """Keyed: an id of a source may be an address."""
        return self._identifier.person(Person(external_id=external_id), source)

    def _judged(self, event: Delivery) -> tuple[Understood | None, Parsed]:
        """As the worker judges it; the rules are pure, so both see the same."""
        try:
            delivery = understood(event, self._catalogue)
            return delivery, interpret(delivery, self._readers, self._limit)
        except IntakeError as error:
            return None, Parsed(Disposition.REJECT_INVALID, warnings=(str(error),))
        except Exception as error:  # noqa: BLE001 - a mistake of ours is the worker's dead letter; status goes on
            return None, Parsed(Disposition.REJECT_INVALID, warnings=(f"the adapter failed: {type(error).__name__}",))
