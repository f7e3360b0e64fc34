"""Hints on a real Valkey: who was seen first with the same, whatever the order, and what is never said."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis.asyncio import Redis
from tests.support import NOWHERE

from lead_contracts import ids
from lead_contracts.events import LeadLinked, LeadReceived
from lead_intake.adapters.hints import CROWD, HintFolder, RedisHints
from lead_intake.application.ports import Sighting
from lead_runtime import redis
from lead_runtime.engine.api import Incoming, Record

pytestmark = [pytest.mark.valkey, pytest.mark.anyio]
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
SECRET = b"secret-of-sixteen"


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    made = redis.connect(valkey, answer_seconds=20)
    yield made
    await made.aclose()


@pytest.fixture
def hints(client: Redis) -> RedisHints:
    return RedisHints(client, days=1)


@pytest.fixture
def key() -> str:
    return uuid4().hex


def seen(lead_id: str, minutes: int, *keys: str) -> Sighting:
    return Sighting(lead_id, NOW + timedelta(minutes=minutes), keys)


async def test_the_later_lead_may_be_a_duplicate_of_the_earlier_also_within_one_batch(
    hints: RedisHints, key: str
) -> None:
    batch = [seen("b", 2, key), seen("a", 1, key), seen("c", 3, f"other{key}", key)]
    assert await hints.note(batch) == {"b": "a", "c": "a"}
    assert await hints.note([seen("a", 5, key)]) == {}
    assert await hints.note([seen("b", 5, key), seen("c", 9, key)]) == {"b": "a", "c": "a"}


async def test_of_two_at_one_instant_always_the_same_is_first(hints: RedisHints, key: str) -> None:
    for order in (["a", "b"], ["b", "a"]):
        shared = f"{key}{order}"
        await hints.note([seen(lead, 1, shared) for lead in order])
        assert await hints.note([seen(lead, 1, shared) for lead in order]) == {"b": "a"}


async def test_a_number_of_a_crowd_says_nothing_of_who_comes_later(hints: RedisHints, key: str) -> None:
    crowd = [seen(f"lead-{number}", number, key) for number in range(CROWD + 5)]
    found = await hints.note(crowd)
    assert set(found) == {f"lead-{number}" for number in range(1, CROWD)}


async def test_many_at_once_are_asked_in_parts(hints: RedisHints, key: str) -> None:
    pairs = [seen(f"{who}-{number}", ord(who), f"{key}{number}") for who in "ab" for number in range(400)]
    assert await hints.note(pairs) == {f"b-{number}": f"a-{number}" for number in range(400)}


async def test_leads_that_people_have_linked_are_no_possible_duplicates_any_more(hints: RedisHints, key: str) -> None:
    a, b, c = (f"{who}{key}" for who in "abc")
    await hints.note([seen(a, 1, key)])
    await hints.note_links({a: b})
    assert await hints.note([seen(b, 2, key), seen(c, 3, key)]) == {c: b}


async def test_the_read_model_remembers_leads_and_links_and_keeps_nothing_of_a_person(
    client: Redis, hints: RedisHints
) -> None:
    tail = uuid4().int % 10**8
    phone = f"+49151{tail:08}"
    first, second, test = (ids.derived_id(uuid4().hex, "lead", "t") for _ in range(3))
    folder = HintFolder(hints, SECRET)
    await folder.fold([received(test, phone, 0, is_test=True), received(first, phone, 1), received(second, phone, 2)])
    (digest,) = ids.hint_keys(SECRET, ids.Person("x", phone=phone), None)
    assert await hints.note([seen(second, 3, digest)]) == {second: first}
    assert 0 < await client.ttl(f"intake:hint:{digest}") <= 86_400
    assert [name async for name in client.scan_iter(f"*{tail:08}*")] == []

    link = LeadLinked(from_=first, to=second, source="t", reason_code="same_person", occurred_at=NOW)
    await folder.fold([Incoming("l", NOW, link, Record("leads.received", 0, 0, 0, first.encode(), b"", ()))])
    assert await hints.note([seen(second, 3, digest)]) == {second: first}  # told by its writer: everyday, or not yet
    await folder.fold([Incoming("l", NOW, link, Record("leads.received", 0, 0, 0, second.encode(), b"", ()))])
    assert await hints.note([seen(second, 3, digest)]) == {}


def received(lead_id: str, phone: str, minutes: int, *, is_test: bool = False) -> Incoming[LeadReceived]:
    event = LeadReceived(
        lead_id=lead_id,
        touch_id=lead_id,
        source="website",
        channel="live",
        received_at=NOW + timedelta(minutes=minutes),
        phone=phone,
        is_test=is_test,
        delivery=NOWHERE,
    )
    return Incoming(lead_id, NOW, event, Record("leads.received", 0, 0, 0, lead_id.encode(), b"", ()))
