"""The servers that all integration tests share are real and answer."""

import pytest
import redis
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


def test_a_record_written_to_the_shared_broker_is_read_back(kafka: str) -> None:
    with KafkaAdminClient(bootstrap_servers=kafka) as admin:
        admin.create_topics([NewTopic("stack-fixture", 1, 1)])
    producer = KafkaProducer(bootstrap_servers=kafka, acks="all")
    producer.send("stack-fixture", key=b"k", value=b"v").get(timeout=10)
    producer.close()

    consumer = KafkaConsumer(bootstrap_servers=kafka, auto_offset_reset="none")
    consumer.assign([TopicPartition("stack-fixture", 0)])
    consumer.seek(TopicPartition("stack-fixture", 0), 0)
    assert [record.value for record in next(iter(consumer.poll(10_000).values()))] == [b"v"]
    consumer.close()


def test_the_shared_valkey_keeps_what_it_is_given(valkey: str) -> None:
    with redis.Redis.from_url(valkey) as client:
        client.set("stack-fixture", b"1")
        assert client.get("stack-fixture") == b"1"
