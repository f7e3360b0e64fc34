"""Topics are made once and kept as the file says; a topic is read whole, without what was aborted."""

import pytest
from aiokafka import AIOKafkaProducer
from kafka.admin import ConfigResource, ConfigResourceType
from tests.integration.runtime_shell.conftest import MakeTopic, spec_of

from lead_runtime import admin

pytestmark = [pytest.mark.kafka, pytest.mark.anyio]


def config_of(bootstrap: str, topic: str) -> dict[str, str]:
    with admin.admin_client(bootstrap) as client:
        found = client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)], config_filter="all")
    return {name: each["value"] for name, each in found["topic"][topic].items()}


def test_topics_are_made_once(kafka: str, unique: str) -> None:
    specs = [spec_of(f"shell.{unique}.a", 3), spec_of(f"shell.{unique}.b", 1, **{"retention.ms": "60000"})]
    assert admin.ensure_topics(kafka, specs=specs) == tuple(spec.name for spec in specs)
    assert admin.ensure_topics(kafka, specs=specs) == ()
    assert config_of(kafka, specs[1].name)["retention.ms"] == "60000"


def test_a_setting_that_drifted_is_set_back_and_others_stay(kafka: str, unique: str) -> None:
    name = f"shell.{unique}.drift"
    admin.ensure_topics(kafka, specs=[spec_of(name, 1, **{"retention.ms": "60000"})])
    with admin.admin_client(kafka) as client:
        changed = {"retention.ms": "1", "segment.ms": "123456"}
        client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, name, changed)])
    admin.ensure_topics(kafka, specs=[spec_of(name, 1, **{"retention.ms": "60000"})])
    config = config_of(kafka, name)
    assert (config["retention.ms"], config["segment.ms"]) == ("60000", "123456")


def test_another_partition_count_is_refused_before_anything_is_made(kafka: str, unique: str) -> None:
    old, new = f"shell.{unique}.old", f"shell.{unique}.new"
    admin.ensure_topics(kafka, specs=[spec_of(old, 2)])
    with pytest.raises(admin.TopicMismatch, match=f"{old} has 2 partitions and needs 3"):
        admin.ensure_topics(kafka, specs=[spec_of(new, 3), spec_of(old, 3)])
    with admin.admin_client(kafka) as client:
        assert new not in client.list_topics()


def test_no_broker_is_said_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lead_runtime.admin.clients.CONNECT_MS", 500)
    with pytest.raises(admin.KafkaUnreachable, match=r"127\.0\.0\.1:1"):
        admin.ensure_topics("127.0.0.1:1")


async def test_what_was_aborted_is_not_read_and_the_end_is_found_behind_markers(
    kafka: str, make_topic: MakeTopic
) -> None:
    topic = make_topic()
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic) as producer:
        for word, commit in (("kept", True), ("gone", False), ("also-kept", True), ("last-gone", False)):
            await producer.begin_transaction()
            for partition in range(3):
                await producer.send_and_wait(topic, word.encode(), b"k", partition, headers=[("n", b"1")])
            await (producer.commit_transaction() if commit else producer.abort_transaction())
    read = list(admin.read_topic(kafka, topic))
    assert sorted(record.value for record in read) == [b"also-kept"] * 3 + [b"kept"] * 3
    assert read[0].headers == (("n", b"1"),)
    assert [r.offset for r in read if r.partition == 0] == sorted(r.offset for r in read if r.partition == 0)
    assert len(list(admin.read_topic(kafka, topic, "read_uncommitted"))) == 12
    assert admin.records(kafka, topic) == 12 + 12


async def test_an_open_transaction_is_waited_for(kafka: str, make_topic: MakeTopic) -> None:
    topic = make_topic(partitions=1)
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic) as producer:
        await producer.begin_transaction()
        await producer.send_and_wait(topic, b"open")
        with pytest.raises(admin.StillOpenError):
            list(admin.read_topic(kafka, topic, patience_seconds=0.5))
        await producer.commit_transaction()
    assert [record.value for record in admin.read_topic(kafka, topic)] == [b"open"]


async def test_what_comes_after_the_call_is_not_read(kafka: str, make_topic: MakeTopic) -> None:
    topic = make_topic(partitions=1)
    async with AIOKafkaProducer(bootstrap_servers=kafka) as producer:
        for number in range(3):
            await producer.send_and_wait(topic, b"%d" % number)
        reading = admin.read_topic(kafka, topic)
        assert next(reading).value == b"0"
        await producer.send_and_wait(topic, b"later")
    assert [record.value for record in reading] == [b"1", b"2"]


def test_a_topic_that_is_empty_or_not_there_has_nothing_to_read(kafka: str, make_topic: MakeTopic) -> None:
    assert list(admin.read_topic(kafka, make_topic())) == []
    assert list(admin.read_topic(kafka, "shell.nowhere")) == []


async def test_lag_counts_records_and_not_markers(kafka: str, make_topic: MakeTopic, unique: str) -> None:
    topic, group = make_topic(), f"shell-{unique}"
    async with AIOKafkaProducer(bootstrap_servers=kafka, transactional_id=topic) as producer:
        for _ in range(2):
            async with producer.transaction():
                for partition in range(3):
                    await producer.send_and_wait(topic, b"v", partition=partition)
    assert [each.lag for each in admin.lag(kafka, group, [topic])] == [2, 2, 2]
    with admin.admin_client(kafka) as client:
        from kafka import OffsetAndMetadata, TopicPartition

        # Behind both records of partition 0, but before the last marker; behind one record of partition 1
        places = {
            TopicPartition(topic, 0): OffsetAndMetadata(3, "", -1),
            TopicPartition(topic, 1): OffsetAndMetadata(1, "", -1),
        }
        client.alter_group_offsets(group, places)
    lags = {each.partition: each for each in admin.lag(kafka, group)}
    assert (lags[0].committed, lags[0].lag) == (3, 0)
    assert (lags[1].committed, lags[1].lag) == (1, 1)
    assert (lags[2].committed, lags[2].lag) == (None, 2)


@pytest.mark.parametrize("codec", [None, "gzip", "snappy", "lz4", "zstd"])
async def test_what_any_client_compressed_is_read(kafka: str, make_topic: MakeTopic, codec: str | None) -> None:
    topic, values = make_topic(partitions=1), [b"value %d " % n * 100 for n in range(50)]
    async with AIOKafkaProducer(bootstrap_servers=kafka, compression_type=codec, linger_ms=50) as producer:
        for sent in [await producer.send(topic, value) for value in values]:
            await sent
    assert [record.value for record in admin.read_topic(kafka, topic)] == values
