"""A record is read by its place: what is committed, in bounded time, and what is gone is said to be."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from kafka import KafkaAdminClient, TopicPartition
from tests.integration.runtime_shell.conftest import MakeTopic, settings_for, spec_of
from tests.support import eventually_async

from handover.stack import start_kafka
from lead_runtime import admin
from lead_runtime.errors import KafkaAway
from lead_runtime.lookup import Lookup

pytestmark = [pytest.mark.kafka, pytest.mark.anyio]


@pytest.fixture
async def lookup(kafka: str) -> AsyncIterator[Lookup]:
    made = Lookup(settings_for(kafka), "test")
    await made.start()
    yield made
    await made.stop()


async def write(kafka: str, topic: str, *values: bytes) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        for value in values:
            await producer.send_and_wait(topic, value, b"key", 0, headers=[("name", b"1")])


async def test_records_are_found_in_any_order_and_by_many_at_once(
    kafka: str, make_topic: MakeTopic, lookup: Lookup
) -> None:
    topics = [make_topic(partitions=1), make_topic(partitions=1)]
    for topic in topics:
        await write(kafka, topic, b"0", b"1", b"2")
    places = [(topic, offset) for offset in (2, 0, 1, 1) for topic in topics]

    found = await asyncio.gather(*(lookup.at(topic, 0, offset) for topic, offset in places))

    assert [(one.topic, one.offset, one.value) for one in found if one] == [(t, n, b"%d" % n) for t, n in places]
    assert found[0] is not None
    assert (found[0].key, found[0].headers) == (b"key", (("name", b"1"),))


async def test_what_the_topic_has_let_go_of_is_none(kafka: str, make_topic: MakeTopic, lookup: Lookup) -> None:
    topic = make_topic(partitions=1)
    await write(kafka, topic, b"0", b"1")
    client = KafkaAdminClient(bootstrap_servers=kafka)
    client.delete_records({TopicPartition(topic, 0): 1})
    client.close()

    assert await lookup.at(topic, 0, 0) is None
    assert await lookup.at(topic, 0, 99) is None
    last = await lookup.at(topic, 0, 1)
    assert last is not None
    assert last.value == b"1"


async def test_what_is_not_committed_is_not_shown(kafka: str, unique: str, lookup: Lookup) -> None:
    topic = f"shell.lookup.{unique}"
    admin.ensure_topics(kafka, specs=[spec_of(topic, 1)])
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=unique) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"open", partition=0)
        with pytest.raises(KafkaAway):
            await lookup.at(topic, 0, 0)
        await producer.abort_transaction()
    await write(kafka, topic, b"next")

    assert await lookup.at(topic, 0, 0) is None
    found = await lookup.at(topic, 0, 2)
    assert found is not None
    assert found.value == b"next"


async def test_while_kafka_is_away_it_says_so_in_time_and_afterwards_it_answers() -> None:
    with tempfile.TemporaryDirectory(prefix="kafka-") as folder, start_kafka(Path(folder)) as own:
        admin.ensure_topics(own.bootstrap_servers, specs=[spec_of("shell.lookup", 1)])
        await write(own.bootstrap_servers, "shell.lookup", b"0")
        lookup = Lookup(settings_for(own.bootstrap_servers), "test")
        assert await lookup.at("shell.lookup", 0, 0)
        own.freeze()
        started = time.monotonic()
        with pytest.raises(KafkaAway):
            await lookup.at("shell.lookup", 0, 0)
        assert time.monotonic() - started < 3
        own.thaw()
        await eventually_async(lambda: _answers(lookup), timeout=20, what="kafka again")
        await lookup.stop()


async def test_kafka_that_was_never_there_is_said_in_time() -> None:
    lookup = Lookup(settings_for("127.0.0.1:1"), "test")
    started = time.monotonic()
    with pytest.raises(KafkaAway):
        await lookup.at("nowhere", 0, 0)
    assert time.monotonic() - started < 3
    await lookup.stop()


async def _answers(lookup: Lookup) -> bool:
    try:
        return await lookup.at("shell.lookup", 0, 0) is not None
    except KafkaAway:
        return False
