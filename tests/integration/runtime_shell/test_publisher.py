"""What the publisher confirms is on Kafka; what it cannot confirm is said within two seconds."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.integration.runtime_shell.conftest import MakeTopic, settings_for, spec_of
from tests.support import eventually_async

from handover.stack import start_kafka
from handover.stack.kafka import KafkaCluster
from lead_contracts.codec import decode
from lead_contracts.envelope import Headers
from lead_contracts.events import LeadAcceptRequest
from lead_runtime import admin, telemetry
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.publisher import KafkaAway, Publisher, RecordTooLarge, Sent

pytestmark = [pytest.mark.kafka, pytest.mark.anyio]
AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def request(lead_id: str = "lead-1") -> LeadAcceptRequest:
    return LeadAcceptRequest(request_id="r-1", actor="rep-1", lead_id=lead_id, occurred_at=AT, recorded_at=AT)


class Row(NamedTuple):
    """A record with its key."""

    key: bytes
    value: bytes
    headers: Headers


@pytest.fixture
async def publisher(kafka: str) -> AsyncIterator[Publisher]:
    publisher = Publisher(settings_for(kafka), source="/assignment")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    yield publisher
    await publisher.stop()


async def test_an_event_lies_where_it_is_said_to_lie(kafka: str, make_topic: MakeTopic, publisher: Publisher) -> None:
    topic = make_topic(partitions=12)
    sent = await publisher.send(request(), topic=topic, id="e-1", time=AT)
    (record,) = admin.read_topic(kafka, topic)
    assert sent == Sent(topic, record.partition, record.offset)
    assert record.key == b"lead-1"
    assert record.partition == partition_of(b"lead-1", 12)
    envelope, event = decode(record.headers, record.value)
    assert event == request()
    assert (envelope.id, envelope.source, envelope.time) == ("e-1", "/assignment", AT)


async def test_the_key_and_the_id_may_be_given_and_are_else_made(
    kafka: str, make_topic: MakeTopic, publisher: Publisher
) -> None:
    topic = make_topic(partitions=1)
    await publisher.send(request(), topic=topic, key="emea")
    await publisher.send(request(), topic=topic)
    first, second = admin.read_topic(kafka, topic)
    assert (first.key, second.key) == (b"emea", b"lead-1")
    assert dict(first.headers)["ce_id"] != dict(second.headers)["ce_id"]


async def test_the_current_trace_goes_with_it(kafka: str, make_topic: MakeTopic, publisher: Publisher) -> None:
    topic, trace = make_topic(partitions=1), telemetry.Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    with telemetry.span("request", trace):
        await publisher.send_record(topic, b"k", b"v", [("x", b"1")])
    (record,) = admin.read_topic(kafka, topic)
    assert record.headers == (("x", b"1"), *telemetry.inject(trace))


async def test_many_at_once_are_each_confirmed_once(kafka: str, make_topic: MakeTopic, publisher: Publisher) -> None:
    topic = make_topic()
    sent = await asyncio.gather(*(publisher.send_record(topic, b"%d" % n, b"%d" % n) for n in range(500)))
    read = {Sent(record.topic, record.partition, record.offset) for record in admin.read_topic(kafka, topic)}
    assert set(sent) == read
    assert len(read) == 500


async def test_many_are_sent_in_batches_and_each_is_said_to_lie_where_it_lies_in_their_order(
    kafka: str, make_topic: MakeTopic, publisher: Publisher
) -> None:
    topic, trace = make_topic(partitions=3), telemetry.Trace("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    records = [Row(b"key %d" % n, b"%d " % n * 300, (("n", b"%d" % n),)) for n in range(500)]
    large = Row(b"key large", b"x" * (100 << 10), ())
    with telemetry.span("list", trace):
        outcomes = await publisher.send_records(topic, [*records[:250], large, *records[250:]])
    read = {Sent(one.topic, one.partition, one.offset): one for one in admin.read_topic(kafka, topic)}
    assert len(read) == len(set(outcomes)) == 501
    lying = [read[sent] for sent in outcomes if isinstance(sent, Sent)]
    assert [one.key for one in lying] == [one.key for one in [*records[:250], large, *records[250:]]]
    assert lying[0].headers == (("n", b"0"), *telemetry.inject(trace))
    assert all(one.partition == partition_of(one.key or b"", 3) for one in lying)
    for partition in range(3):
        offsets = [one.offset for one in lying if one.partition == partition]
        assert offsets == sorted(offsets)


async def test_of_many_the_one_that_is_too_large_is_said_to_be_so_and_the_others_are_sent(
    kafka: str, make_topic: MakeTopic, publisher: Publisher
) -> None:
    topic = make_topic(partitions=1)
    records = [Row(b"a", b"small", ()), Row(b"b", b"x" * (5 << 20), ()), Row(b"c", b"small", ())]
    first, second, third = await publisher.send_records(topic, records)
    assert (first, third) == (Sent(topic, 0, 0), Sent(topic, 0, 1))
    assert isinstance(second, RecordTooLarge)
    assert [one.key for one in admin.read_topic(kafka, topic)] == [b"a", b"c"]
    assert await publisher.send_records(topic, []) == []


async def test_a_record_too_large_is_said_to_be_so_and_the_next_one_goes_on(
    kafka: str, unique: str, publisher: Publisher
) -> None:
    topic = f"shell.large.{unique}"
    admin.ensure_topics(kafka, specs=[spec_of(topic, 1)])
    await publisher.send_record(topic, b"k", b"the first")  # from now on the broker counts what we send
    with pytest.raises(RecordTooLarge):
        await publisher.send_record(topic, b"k", b"x" * (5 << 20))
    with pytest.raises(RecordTooLarge):  # the broker's limit is lower than ours; noise, since it measures it compressed
        await publisher.send_record(topic, b"k", random.Random(7).randbytes(3 << 20))
    await eventually_async(lambda: publisher.connected and not publisher._spent.is_set(), what="a new producer")
    await publisher.send_record(topic, b"k", b"small")


async def test_kafka_that_is_not_there_at_the_start_is_said_at_once() -> None:
    publisher = Publisher(settings_for("127.0.0.1:1"), source="/assignment")
    await publisher.start()
    started = time.monotonic()
    with pytest.raises(KafkaAway):
        await publisher.send(request())
    assert time.monotonic() - started < 1
    assert publisher.readiness().reasons == ("kafka is away",)
    await publisher.stop()


async def test_a_publisher_that_was_stopped_sends_nothing(kafka: str, make_topic: MakeTopic) -> None:
    publisher = Publisher(settings_for(kafka), source="/assignment")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    await publisher.stop()
    with pytest.raises(KafkaAway):
        await publisher.send_record(make_topic(), b"k", b"v")


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[KafkaCluster]:
    with tempfile.TemporaryDirectory(prefix="kafka-") as folder, start_kafka(Path(folder)) as cluster:
        yield cluster


async def test_kafka_that_hangs_is_said_within_two_seconds_and_nothing_is_lost_or_doubled(
    own_kafka: KafkaCluster, unique: str
) -> None:
    topic = f"shell.outage.{unique}"
    admin.ensure_topics(own_kafka.bootstrap_servers, specs=[spec_of(topic, 1)])
    publisher = Publisher(settings_for(own_kafka.bootstrap_servers), source="/assignment")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    await publisher.send_record(topic, b"k", b"before")

    own_kafka.freeze()
    started = time.monotonic()
    with pytest.raises(KafkaAway):
        await publisher.send_record(topic, b"k", b"during")
    assert 1.5 < time.monotonic() - started < 3
    started = time.monotonic()
    with pytest.raises(KafkaAway):
        await publisher.send_record(topic, b"k", b"refused at once")
    assert time.monotonic() - started < 0.5
    own_kafka.thaw()

    await eventually_async(lambda: publisher.connected, timeout=20, what="kafka again")
    await publisher.send_record(topic, b"k", b"after")
    await publisher.stop()
    values = [record.value for record in admin.read_topic(own_kafka.bootstrap_servers, topic)]
    assert values in ([b"before", b"during", b"after"], [b"before", b"after"])


async def test_of_many_none_is_said_to_be_kept_while_kafka_hangs_and_none_is_there_twice(
    own_kafka: KafkaCluster, unique: str
) -> None:
    topic, records = f"shell.many.{unique}", [Row(b"%d" % n, b"row", ()) for n in range(100)]
    admin.ensure_topics(own_kafka.bootstrap_servers, specs=[spec_of(topic, 3)])
    publisher = Publisher(settings_for(own_kafka.bootstrap_servers), source="/lead-intake")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    await publisher.send_records(topic, [Row(b"before", b"row", ())])
    own_kafka.freeze()
    for expected, longest in ((1.5, 3.0), (0.0, 0.5)):  # the second time at once
        started = time.monotonic()
        outcomes = await publisher.send_records(topic, records)
        assert [type(one) for one in outcomes] == [KafkaAway] * 100
        assert expected <= time.monotonic() - started < longest
    own_kafka.thaw()

    await eventually_async(lambda: publisher.connected, timeout=20, what="kafka again")
    assert all(isinstance(one, Sent) for one in await publisher.send_records(topic, [Row(b"after", b"row", ())]))
    await publisher.stop()
    keys = [record.key for record in admin.read_topic(own_kafka.bootstrap_servers, topic)]
    assert {b"before", b"after"} <= set(keys)
    assert len(keys) == len(set(keys))


async def test_after_kafka_was_killed_the_publisher_comes_back_by_itself(own_kafka: KafkaCluster, unique: str) -> None:
    topic = f"shell.killed.{unique}"
    admin.ensure_topics(own_kafka.bootstrap_servers, specs=[spec_of(topic, 1)])
    publisher = Publisher(settings_for(own_kafka.bootstrap_servers), source="/assignment")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    own_kafka.kill()
    with pytest.raises(KafkaAway):
        await publisher.send_record(topic, b"k", b"during")
    await asyncio.to_thread(own_kafka.start)
    await eventually_async(lambda: publisher.connected, timeout=20, what="kafka again")
    await publisher.send_record(topic, b"k", b"after")
    await publisher.stop()
    assert b"after" in [record.value for record in admin.read_topic(own_kafka.bootstrap_servers, topic)]


async def test_a_publisher_stops_although_kafka_is_away(own_kafka: KafkaCluster, unique: str) -> None:
    topic = f"shell.stop.{unique}"
    admin.ensure_topics(own_kafka.bootstrap_servers, specs=[spec_of(topic, 1)])
    publisher = Publisher(settings_for(own_kafka.bootstrap_servers), source="/assignment")
    await publisher.start()
    await eventually_async(lambda: publisher.connected, what="a connection")
    own_kafka.freeze()
    with pytest.raises(KafkaAway):
        await publisher.send_record(topic, b"k", b"during")
    async with asyncio.timeout(15):
        await publisher.stop()
    own_kafka.thaw()
