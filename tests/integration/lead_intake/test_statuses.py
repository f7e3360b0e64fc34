"""The read model on a real Valkey: what became of a delivery, from its arrival to what somebody did with its dead letter."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
import pytest
from prometheus_client import REGISTRY
from redis.asyncio import Redis
from tests.unit.lead_intake.world import delivery, driver, hooked

from lead_contracts.base import Event
from lead_contracts.events import DeadLettered, DeadResolved
from lead_contracts.topics import DEAD_LETTERS, LEADS_RECEIVED, MARKETING_EVENTS
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.paths import ACTIVITIES, LEADS, SUPPRESSIONS
from lead_intake.adapters.read_model import StatusFolder
from lead_intake.adapters.sources import readers
from lead_intake.adapters.statuses import RedisStatuses
from lead_intake.domain.lead import Person
from lead_runtime import redis
from lead_runtime.engine.api import DeadLetter, Headers, Incoming, Record, Topology
from lead_runtime.engine.wire import Encoder, encode_event, read_event

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
    return Incoming("1", NOW, event, Record(topic, 3, offset, 0, None, b"", ()))


@pytest.mark.parametrize(("resolution", "status"), [("discarded", "discarded"), ("replayed", "accepted")])
async def test_a_dead_letter_shows_until_somebody_resolves_it(client: Redis, resolution: Any, status: str) -> None:
    catalogue, name = Catalogue({}), uuid4().hex
    folder = StatusFolder(client, catalogue, readers(catalogue.route), IDENTIFIER, 1 << 20, 1)
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
    statuses = RedisStatuses(client)

    async def seen() -> str:
        found = await statuses.find(name)
        assert found is not None
        return found.progress.value

    await folder.deliveries([incoming(delivery("forms", "/hooks/forms", b"\xff", id=name), MARKETING_EVENTS, place)])
    assert await seen() == "accepted"
    await folder.deaths([incoming(DeadLettered(**facts), DEAD_LETTERS, 1)])
    assert await seen() == "dead"
    await folder.deaths([incoming(DeadResolved(**facts, resolution=resolution), DEAD_LETTERS, 2)])
    assert await seen() == status


@pytest.mark.parametrize("death_first", [False, True])
@pytest.mark.parametrize("path", [ACTIVITIES, LEADS, SUPPRESSIONS])
async def test_what_came_of_a_delivery_and_died_elsewhere_shows_until_somebody_resolves_it(
    client: Redis, path: str, death_first: bool
) -> None:
    catalogue, name = Catalogue({}), uuid4().hex
    folder = StatusFolder(client, catalogue, readers(catalogue.route), IDENTIFIER, 1 << 20, 1)
    worker, place = driver(), int(name[:12], 16)
    body = orjson.dumps({"email": f"{name}@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"})
    raw = incoming(delivery("crm", path, body, id=name), MARKETING_EVENTS, place)
    worker.feed_record(raw.record._replace(headers=encoded(raw.data)[0], value=encoded(raw.data)[1]))
    died = worker.records[0]
    group = Encoder(Topology("qualification", {}, frozenset()))
    (fact,) = (
        read_event(Record(DEAD_LETTERS, 0, 0, 0, out.key, out.value, tuple(out.headers)))
        for out in group.dead_letter(DeadLetter(died, "Boom", "unexpected", touch_id=touch_of(died)), NOW)
        if out.topic == DEAD_LETTERS
    )

    async def seen() -> tuple[str, list[tuple[str, str, str | None]]]:
        found = await RedisStatuses(client).find(name)
        assert found is not None
        return found.progress.value, [(one.group, one.error, one.resolution) for one in found.deaths]

    for step in (1, 0) if death_first else (0, 1):
        if step == 0:
            await folder.deliveries([raw])
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
    client: Redis, lead_first: bool
) -> None:
    catalogue, name = Catalogue({}), uuid4().hex
    folder = StatusFolder(client, catalogue, readers(catalogue.route), IDENTIFIER, 1 << 20, 1)
    statuses, numbers, counted = RedisStatuses(client), count(int(name[:12], 16)), _ids_only()

    def notice(delivery_id: str, *ids: str) -> Incoming[Any]:
        body = orjson.dumps([{"event": "contact.created", "contact_id": one} for one in ids])
        raw = delivery("acme", "/hooks/acme", body, id=delivery_id)
        return incoming(raw, MARKETING_EVENTS, next(numbers))

    async def came(contact: str, source: str = "acme") -> None:
        worker = driver()
        worker.feed(hooked(source, orjson.dumps({"contact_id": contact, "email": "ann@firm.example"})))
        await folder.leads([incoming(one, LEADS_RECEIVED, next(numbers)) for one in worker.outputs])

    async def seen(delivery_id: str) -> str:
        found = await statuses.find(delivery_id)
        assert found is not None
        assert found.arrived.disposition == "needs_enrichment"
        return found.progress.value

    if lead_first:
        await came(f"{name}-1")
    await folder.deliveries([notice(name, f"{name}-1"), notice(f"{name}-both", f"{name}-1", f"{name}-2")])
    assert await seen(name) == ("processed" if lead_first else "open")
    await came(f"{name}-1")
    await came(f"{name}-2", source="another")
    assert (await seen(name), await seen(f"{name}-both")) == ("processed", "open")
    await came(f"{name}-2")
    assert await seen(f"{name}-both") == "processed"
    assert _ids_only() == counted + 2


async def test_whom_a_batch_names_by_an_id_alone_is_open_beside_its_leads(client: Redis) -> None:
    catalogue, name = Catalogue({}), uuid4().hex
    folder = StatusFolder(client, catalogue, readers(catalogue.route), IDENTIFIER, 1 << 20, 1)
    place = int(name[:12], 16)
    body = orjson.dumps(
        [
            {"event": "contact.created", "contact_id": f"{name}-1"},
            {"event": "contact.created", "contact_id": f"{name}-2", "email": "ann@firm.example"},
        ]
    )

    await folder.deliveries([incoming(delivery("acme", "/hooks/acme", body, id=name), MARKETING_EVENTS, place)])

    found = await RedisStatuses(client).find(name)
    assert found is not None
    assert found.arrived.disposition == "accept_with_warnings"
    assert found.arrived.awaits == (IDENTIFIER.person(Person(external_id=f"{name}-1"), "acme"),)


def _ids_only() -> float:
    labels = {"source": "others", "disposition": "needs_enrichment"}
    return REGISTRY.get_sample_value("handover_deliveries_total", labels) or 0.0
