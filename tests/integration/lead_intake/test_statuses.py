"""The read model on a real Valkey: what became of a delivery, from its arrival to what somebody did with its dead letter."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
import pytest
from redis.asyncio import Redis
from tests.unit.lead_intake.world import delivery, driver, hooked

from lead_contracts.base import Event
from lead_contracts.events import DeadLettered, DeadResolved
from lead_contracts.topics import DEAD_LETTERS, LEADS_RECEIVED, MARKETING_EVENTS
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.judge import Judge
from lead_intake.adapters.paths import ACTIVITIES, LEADS, SUPPRESSIONS
from lead_intake.adapters.read_model import StatusFolder
from lead_intake.adapters.sources import readers
from lead_intake.adapters.status_keys import arrival_key
from lead_intake.adapters.statuses import RedisStatuses
from lead_intake.application.status import DeliveryStatus, NoLongerKept, ReadModelAway
from lead_intake.domain.lead import Person
from lead_runtime import redis
from lead_runtime.engine.api import DeadLetter, Headers, Incoming, Record, Topology
from lead_runtime.engine.wire import Encoder, encode_event, read_event
from lead_runtime.errors import KafkaAway

pytestmark = [pytest.mark.valkey, pytest.mark.anyio]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
IDENTIFIER = Identifier(b"secret-of-sixteen")


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    made = redis.connect(valkey, answer_seconds=20)
    yield made
    await made.aclose()


def encoded(event: Event) -> tuple[Headers, bytes]:
    return encode_event(event, id="1", source="/test", time=NOW)


def touch_of(record: Record) -> str | None:
    return getattr(read_event(record), "touch_id", None)


def incoming(event: Any, topic: str, offset: int) -> Incoming[Any]:
    headers, value = encoded(event)
    return Incoming("1", NOW, event, Record(topic, 3, offset, 0, None, value, headers))


@dataclass
class Topic:
    """marketing.events, as a lookup finds it; ``asked`` how often."""

    records: dict[int, Record] = field(default_factory=dict)
    away: bool = False
    asked: int = 0

    def lay(self, raw: Incoming[Any]) -> Incoming[Any]:
        self.records[raw.record.offset] = raw.record
        return raw

    async def at(self, topic: str, partition: int, offset: int) -> Record | None:
        assert (topic, partition) == (MARKETING_EVENTS, 3)
        self.asked += 1
        if self.away:
            raise KafkaAway("kafka is away")
        return self.records.get(offset)


@dataclass
class World:
    """The read model and who reads it."""

    client: Redis
    topic: Topic = field(default_factory=Topic)

    def __post_init__(self) -> None:
        catalogue = Catalogue({})
        self.folder = StatusFolder(self.client, IDENTIFIER, 1)
        self.judge = Judge(self.topic, catalogue, readers(catalogue.route), IDENTIFIER, 1 << 20)
        self.statuses = RedisStatuses(self.client, self.judge, 1)

    async def arrives(self, *raws: Incoming[Any]) -> None:
        await self.folder.deliveries([self.topic.lay(raw) for raw in raws])

    async def found(self, delivery_id: str) -> DeliveryStatus:
        found = await self.statuses.find(delivery_id)
        assert found is not None
        return found


@pytest.fixture
def world(client: Redis) -> World:
    return World(client)


@pytest.mark.parametrize(("resolution", "status"), [("discarded", "discarded"), ("replayed", "accepted")])
async def test_a_dead_letter_shows_until_somebody_resolves_it(world: World, resolution: Any, status: str) -> None:
    name, folder = uuid4().hex, world.folder
    place = int(name[:12], 16)
    facts: dict[str, Any] = {
        "dead_id": name,
        "group": "lead-intake",
        "topic": MARKETING_EVENTS,
        "partition": 3,
        "offset": place,
        "error": "UnreadableBody",
        "attempt": 1,
        "occurred_at": NOW,
    }

    async def seen() -> str:
        return (await world.found(name)).progress.value

    await world.arrives(incoming(delivery("forms", "/hooks/forms", b"\xff", id=name), MARKETING_EVENTS, place))
    assert await seen() == "accepted"
    await folder.deaths([incoming(DeadLettered(**facts), DEAD_LETTERS, 1)])
    assert await seen() == "dead"
    await folder.deaths([incoming(DeadResolved(**facts, resolution=resolution), DEAD_LETTERS, 2)])
    assert await seen() == status


@pytest.mark.parametrize("death_first", [False, True])
@pytest.mark.parametrize("path", [ACTIVITIES, LEADS, SUPPRESSIONS])
async def test_what_came_of_a_delivery_and_died_elsewhere_shows_until_somebody_resolves_it(
    world: World, path: str, death_first: bool
) -> None:
    name, folder = uuid4().hex, world.folder
    worker, place = driver(), int(name[:12], 16)
    body = orjson.dumps({"email": f"{name}@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"})
    raw = incoming(delivery("crm", path, body, id=name), MARKETING_EVENTS, place)
    worker.feed_record(raw.record)
    died = worker.records[0]
    group = Encoder(Topology("qualification", {}, frozenset()))
    (fact,) = (
        read_event(Record(DEAD_LETTERS, 0, 0, 0, out.key, out.value, tuple(out.headers)))
        for out in group.dead_letter(DeadLetter(died, "Boom", "unexpected", touch_id=touch_of(died)), NOW)
        if out.topic == DEAD_LETTERS
    )

    async def seen() -> tuple[str, list[tuple[str, str, str | None]]]:
        found = await world.found(name)
        return found.progress.value, [(one.group, one.error, one.resolution) for one in found.deaths]

    for step in (1, 0) if death_first else (0, 1):
        if step == 0:
            await world.arrives(raw)
            await folder.leads([incoming(one, LEADS_RECEIVED, place) for one in worker.outputs])
        else:
            await folder.deaths([incoming(fact, DEAD_LETTERS, 1)])
    assert await seen() == ("dead", [("qualification", "Boom", None)])
    resolved = DeadResolved.model_validate(fact.model_dump() | {"resolution": "replayed"})
    await folder.deaths([incoming(resolved, DEAD_LETTERS, 2)])
    await folder.deaths([incoming(fact, DEAD_LETTERS, 1)])  # folded again: it stays resolved
    assert await seen() == ("processed", [("qualification", "Boom", "replayed")])


@pytest.mark.parametrize("lead_first", [False, True])
async def test_whom_a_delivery_names_by_an_id_alone_is_open_until_a_lead_of_that_id_comes(
    world: World, lead_first: bool
) -> None:
    name, folder = uuid4().hex, world.folder
    numbers = count(int(name[:12], 16))

    def notice(delivery_id: str, *ids: str) -> Incoming[Any]:
        body = orjson.dumps([{"event": "contact.created", "contact_id": one} for one in ids])
        raw = delivery("acme", "/hooks/acme", body, id=delivery_id)
        return incoming(raw, MARKETING_EVENTS, next(numbers))

    async def came(contact: str, source: str = "acme") -> None:
        worker = driver()
        worker.feed(hooked(source, orjson.dumps({"contact_id": contact, "email": "ann@firm.example"})))
        await folder.leads([incoming(one, LEADS_RECEIVED, next(numbers)) for one in worker.outputs])

    async def seen(delivery_id: str) -> str:
        found = await world.found(delivery_id)
        assert found.arrived.disposition == "needs_enrichment"
        return found.progress.value

    if lead_first:
        await came(f"{name}-1")
    await world.arrives(notice(name, f"{name}-1"), notice(f"{name}-both", f"{name}-1", f"{name}-2"))
    assert await seen(name) == ("processed" if lead_first else "open")
    await came(f"{name}-1")
    await came(f"{name}-2", source="another")
    assert (await seen(name), await seen(f"{name}-both")) == ("processed", "open")
    await came(f"{name}-2")
    assert await seen(f"{name}-both") == "processed"


async def test_whom_a_batch_names_by_an_id_alone_is_open_beside_its_leads(world: World) -> None:
    name = uuid4().hex
    body = orjson.dumps(
        [
            {"event": "contact.created", "contact_id": f"{name}-1"},
            {"event": "contact.created", "contact_id": f"{name}-2", "email": "ann@firm.example"},
        ]
    )

    await world.arrives(incoming(delivery("acme", "/hooks/acme", body, id=name), MARKETING_EVENTS, int(name[:12], 16)))

    found = await world.found(name)
    assert found.arrived.disposition == "accept_with_warnings"
    assert found.arrived.awaits == (IDENTIFIER.person(Person(external_id=f"{name}-1"), "acme"),)


async def test_what_a_delivery_means_is_read_from_the_topic_when_first_asked_and_then_remembered(world: World) -> None:
    name = uuid4().hex
    raw = incoming(delivery("forms", "/hooks/forms", b"{}", id=name), MARKETING_EVENTS, int(name[:12], 16))
    await world.arrives(raw)
    assert world.topic.asked == 0

    first, world.topic.away = await world.found(name), True
    again = await world.found(name)

    assert (first, world.topic.asked) == (again, 1)
    said = (first.arrived.source, first.arrived.channel, first.arrived.received_at, first.arrived.offset)
    assert said == ("forms", "live", raw.data.received_at.isoformat(), raw.record.offset)


async def test_while_kafka_is_away_what_was_never_asked_cannot_be_said(world: World) -> None:
    name, world.topic.away = uuid4().hex, True
    await world.arrives(incoming(delivery("x", "/hooks/x", b"{}", id=name), MARKETING_EVENTS, int(name[:12], 16)))
    with pytest.raises(ReadModelAway):
        await world.statuses.find(name)


@pytest.mark.parametrize("now_there", ["nothing", "another delivery", "no delivery"])
async def test_a_delivery_that_its_topic_has_let_go_of_is_said_to_be_kept_no_more(world: World, now_there: str) -> None:
    name, place = uuid4().hex, int(uuid4().hex[:12], 16)
    await world.arrives(incoming(delivery("x", "/hooks/x", b"{}", id=name), MARKETING_EVENTS, place))
    if now_there == "nothing":
        world.topic.records.clear()
    elif now_there == "no delivery":
        world.topic.records[place] = Record(MARKETING_EVENTS, 3, place, 0, None, b"[]", ())
    else:
        world.topic.lay(incoming(delivery("x", "/hooks/x", b"{}", id="other"), MARKETING_EVENTS, place))
    with pytest.raises(NoLongerKept):
        await world.statuses.find(name)


async def test_what_an_earlier_release_folded_leads_to_the_delivery_too(world: World) -> None:
    name, place = uuid4().hex, int(uuid4().hex[:12], 16)
    world.topic.lay(incoming(delivery("x", "/hooks/x", b"\xff", id=name), MARKETING_EVENTS, place))
    said = {"source": "x", "partition": 3, "offset": place, "disposition": "accept", "expects_leads": True}
    await world.client.set(arrival_key(name), orjson.dumps(said))
    assert (await world.found(name)).arrived.disposition == "reject_invalid"
