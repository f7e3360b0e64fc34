"""Counts of events and lags are those of committed records, whatever markers lie between them."""

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
from kafka.admin import NewTopic

from handover.errors import HandoverError
from handover.stack.ports import free_ports
from handover.stack.traffic import read
from lead_runtime.admin import clients

PLACE = TopicPartition("traffic.in", 0)


@pytest.fixture(scope="module")
def written(kafka: str) -> str:
    """Three committed transactions of two leads, one aborted, one poison record; a group has done the first two leads."""
    with KafkaAdminClient(bootstrap_servers=kafka) as admin:
        admin.create_topics([NewTopic("traffic.in", 1, 1), NewTopic("traffic.state", 1, 1)])
    producer = KafkaProducer(bootstrap_servers=kafka, transactional_id="traffic", acks="all")
    producer.init_transactions()
    for number in range(4):
        producer.begin_transaction()
        for _ in range(2):
            producer.send("traffic.in", b"x", headers=[("ce_type", b"lead.received.v1")])
            producer.send("traffic.state", b"x")
        producer.abort_transaction() if number == 1 else producer.commit_transaction()
    producer.begin_transaction()
    producer.send("traffic.in", b"poison")
    producer.commit_transaction()
    producer.close()
    consumer = KafkaConsumer(bootstrap_servers=kafka, group_id="traffic-group")
    consumer.assign([PLACE])
    consumer.commit({PLACE: OffsetAndMetadata(2, "", -1)})
    consumer.close(autocommit=False)
    return kafka


@pytest.mark.kafka
def test_events_are_counted_by_type_without_aborted_ones_markers_and_state(written: str) -> None:
    traffic = read(written)
    assert traffic.complete
    assert traffic.events["traffic.in"] == {"lead.received.v1": 6, "(no type)": 1}
    assert "traffic.state" not in traffic.events


@pytest.mark.kafka
def test_lag_is_the_number_of_events_still_to_be_done(written: str) -> None:
    assert read(written).lags["traffic-group"] == {"traffic.in": 5}


@pytest.mark.kafka
def test_what_could_not_be_counted_in_time_is_said_to_be_incomplete(written: str) -> None:
    with KafkaAdminClient(bootstrap_servers=written) as admin:
        admin.create_topics([NewTopic("traffic.large", 1, 1)])
    producer = KafkaProducer(bootstrap_servers=written, linger_ms=50)
    for _ in range(10_000):  # several polls' worth
        producer.send("traffic.large", b"x")
    producer.close()
    assert not read(written, seconds=0).complete
    assert read(written, seconds=60).events["traffic.large"].total() == 10_000


def test_a_kafka_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "CONNECT_MS", 300)
    away = f"127.0.0.1:{free_ports(1)[0]}"
    with pytest.raises(HandoverError, match=f"Kafka at {away} does not answer"):
        read(away)
