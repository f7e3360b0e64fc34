"""The read model on a real Valkey: what became of a delivery, from its arrival to what somebody did with its dead letter."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from tests.unit.lead_intake.world import delivery

from lead_contracts.events import DeadLettered, DeadResolved
from lead_contracts.topics import DEAD_LETTERS, MARKETING_EVENTS
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.read_model import RedisStatuses, StatusFolder
from lead_intake.adapters.sources import readers
from lead_runtime import redis
from lead_runtime.engine.api import Incoming, Record

pytestmark = [pytest.mark.valkey, pytest.mark.anyio]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    made = redis.connect(valkey, answer_seconds=20)
    yield made
    await made.aclose()


def incoming(event: Any, topic: str, offset: int) -> Incoming[Any]:
    return Incoming("1", NOW, event, Record(topic, 3, offset, 0, None, b"", ()))


@pytest.mark.parametrize(("resolution", "status"), [("discarded", "discarded"), ("replayed", "accepted")])
async def test_a_dead_letter_shows_until_somebody_resolves_it(client: Redis, resolution: Any, status: str) -> None:
    catalogue, name = Catalogue({}), uuid4().hex
    folder = StatusFolder(client, catalogue, readers(catalogue.route), 1 << 20, 1)
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
