"""Read models see every committed event at least once and in order, and nothing that was aborted, whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from redis.asyncio import Redis
from tests.integration.runtime_shell.conftest import MakeTopic
from tests.integration.runtime_shell.processes import Processes, processes
from tests.support import eventually_async

from lead_contracts.codec import encode
from lead_contracts.envelope import Envelope
from lead_contracts.events import LeadAcceptRequest
from lead_runtime import admin, redis

pytestmark = [pytest.mark.kafka, pytest.mark.valkey, pytest.mark.anyio]
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def name(unique: str) -> str:
    return f"sample-{unique}"


@pytest.fixture
def topic(make_topic: MakeTopic) -> str:
    return make_topic(partitions=6)


@pytest.fixture
def samples(kafka: str, valkey: str, name: str, topic: str, tmp_path: Path) -> Iterator[Processes]:
    with processes(tmp_path, bootstrap_servers=kafka, redis_url=valkey, name=name, topic=topic) as running:
        yield running


@pytest.fixture
async def client(valkey: str) -> AsyncIterator[Redis]:
    client = redis.connect(valkey)
    yield client
    await client.aclose()


class Writer:
    """Writes events, each with an id of its own."""

    def __init__(self, producer: AIOKafkaProducer, topic: str) -> None:
        self._producer, self._topic, self.written = producer, topic, 0

    async def write(self, count: int) -> None:
        sent = [await self._send(n) for n in range(self.written, self.written + count)]
        self.written += count
        await asyncio.gather(*sent)

    async def _send(self, number: int) -> asyncio.Future[object]:
        event = LeadAcceptRequest(request_id="r", actor="a", lead_id=f"lead-{number}", occurred_at=AT, recorded_at=AT)
        headers, value = encode(Envelope(id=f"e-{number}", source="/test", time=AT), event)
        future: asyncio.Future[object] = await self._producer.send(
            self._topic, value, event.key().encode(), headers=list(headers)
        )
        return future


@pytest.fixture
async def writer(kafka: str, topic: str) -> AsyncIterator[Writer]:
    async with AIOKafkaProducer(bootstrap_servers=kafka, linger_ms=5) as producer:
        yield Writer(producer, topic)


async def seen(client: Redis, name: str) -> dict[str, int]:
    return {event: int(times) for event, times in (await client.hgetall(f"{name}:seen")).items()}


async def see_all(client: Redis, name: str, count: int) -> dict[str, int]:
    expected = {f"e-{number}" for number in range(count)}

    async def all_seen() -> bool:
        found = set(await seen(client, name))
        assert found == expected, f"{len(expected - found)} are missing, {len(found - expected)} are too many"
        return True

    await eventually_async(all_seen, timeout=60, what=f"{count} events seen")
    return await seen(client, name)


async def committed(kafka: str, name: str, topic: str, count: int) -> None:
    """Waits until the group's places say that it has read so many."""

    async def total() -> int:
        lags = await asyncio.to_thread(admin.lag, kafka, f"{name}.read-models", [topic])
        return sum(each.committed or 0 for each in lags) == count

    await eventually_async(total, timeout=30, what=f"{count} committed")


async def assert_in_order(client: Redis, name: str) -> None:
    """Per partition: what was seen for the first time came in the order of the log."""
    for partition in range(6):
        offsets = [int(offset) for offset in await client.lrange(f"{name}:order:{partition}", 0, -1)]
        assert list(dict.fromkeys(offsets)) == sorted(set(offsets)), partition


async def test_every_event_is_seen_once_in_order_and_in_batches(
    samples: Processes, client: Redis, writer: Writer, name: str
) -> None:
    await writer.write(2000)
    samples.start()
    times = await see_all(client, name, 2000)
    assert set(times.values()) == {1}
    await assert_in_order(client, name)
    assert await client.llen(f"{name}:batches") < 100


async def test_what_was_aborted_is_never_seen(
    samples: Processes, client: Redis, kafka: str, writer: Writer, name: str, topic: str
) -> None:
    samples.start()
    await writer.write(3)
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=name) as producer:
        await producer.begin_transaction()
        aborted = Writer(producer, topic)
        aborted.written = 1000
        await aborted.write(20)
        await producer.abort_transaction()
    await writer.write(3)
    assert set(await see_all(client, name, 6)) == {f"e-{number}" for number in range(6)}


async def test_erasures_are_handed_on_and_what_nobody_knows_is_passed_over(
    samples: Processes, client: Redis, kafka: str, writer: Writer, name: str, topic: str
) -> None:
    samples.start()
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        await producer.send_and_wait(topic, None, b"lead-1")
        await producer.send_and_wait(topic, b"not an event", b"lead-2")
        await producer.send_and_wait(topic, b"\xff\xfe", b"\xff", headers=[("ce_type", b"\xff")])
    await writer.write(5)
    await see_all(client, name, 5)
    await eventually_async(lambda: client.lrange(f"{name}:erased", 0, -1), what="an erasure")
    assert await client.lrange(f"{name}:erased", 0, -1) == ["lead-1"]


async def test_while_redis_fails_the_place_is_kept_and_the_engine_goes_on(
    samples: Processes, client: Redis, kafka: str, writer: Writer, name: str, topic: str
) -> None:
    process = samples.start(engine="works")
    await writer.write(50)
    await see_all(client, name, 50)
    await committed(kafka, name, topic, 50)
    await client.set(f"{name}:broken", 1)
    await writer.write(50)
    await asyncio.to_thread(process.said, "read model waits")
    http = process.client()
    assert http.get("/readyz").status_code == 200
    assert http.get("/healthz").status_code == 200
    await client.delete(f"{name}:broken")
    times = await see_all(client, name, 100)
    assert set(times.values()) == {1}
    assert "ann@example.com" not in process.text()


async def test_a_process_that_dies_while_redis_fails_loses_nothing(
    samples: Processes, client: Redis, writer: Writer, name: str
) -> None:
    await client.set(f"{name}:broken", 1)
    process = samples.start()
    await writer.write(100)
    await asyncio.to_thread(process.said, "read model waits")
    process.end()
    await client.delete(f"{name}:broken")
    samples.start()
    await see_all(client, name, 100)
    await assert_in_order(client, name)


async def test_stopped_while_redis_fails_it_ends_in_time_and_loses_nothing(
    samples: Processes, client: Redis, writer: Writer, name: str
) -> None:
    await client.set(f"{name}:broken", 1)
    process = samples.start()
    await writer.write(100)
    await asyncio.to_thread(process.said, "read model waits")
    assert await asyncio.to_thread(process.told) == 0
    await client.delete(f"{name}:broken")
    samples.start()
    await see_all(client, name, 100)


async def test_stopped_and_started_it_goes_on_where_it_was(
    samples: Processes, client: Redis, writer: Writer, name: str
) -> None:
    first = samples.start()
    await writer.write(300)
    await see_all(client, name, 300)
    assert await asyncio.to_thread(first.told) == 0
    await writer.write(300)
    samples.start()
    times = await see_all(client, name, 600)
    assert set(times.values()) == {1}


async def test_processes_that_come_and_go_lose_nothing(
    samples: Processes, client: Redis, kafka: str, writer: Writer, name: str
) -> None:
    first = samples.start()
    await writer.write(200)
    await see_all(client, name, 200)
    samples.start(slot="1")
    while await asyncio.to_thread(members, kafka, f"{name}.read-models") != 2:
        await writer.write(20)  # into the rebalance
    third = samples.start(slot="2")
    await writer.write(200)
    assert await asyncio.to_thread(first.told) == 0
    await writer.write(200)
    third.end()
    await writer.write(200)
    await see_all(client, name, writer.written)
    await assert_in_order(client, name)


def members(bootstrap: str, group: str) -> int:
    with admin.admin_client(bootstrap) as connection:
        return len(connection.describe_groups([group])[group]["members"])
