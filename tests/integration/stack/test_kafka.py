"""Kafka by itself: three brokers of which one may be away, and directories that do not fit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic
from tests.support import eventually

from handover.errors import HandoverError
from handover.stack import KafkaCluster, start_kafka

pytestmark = pytest.mark.kafka


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaCluster]:
    with start_kafka(tmp_path_factory.mktemp("three"), brokers=3, heap_mb=256) as cluster:
        yield cluster


def test_a_write_to_all_replicas_succeeds_while_one_of_three_brokers_is_dead(three: KafkaCluster) -> None:
    with KafkaAdminClient(bootstrap_servers=three.bootstrap_servers) as admin:
        admin.create_topics([NewTopic("t", 12, 3)])
    producer = KafkaProducer(bootstrap_servers=three.bootstrap_servers, acks="all", request_timeout_ms=5000)
    three.kill(0)
    written = [producer.send("t", b"x", partition=number) for number in range(12)]
    assert {future.get(60).partition for future in written} == set(range(12))
    producer.close()

    three.start(0)
    with KafkaAdminClient(bootstrap_servers=three.bootstrap_servers) as admin:
        eventually(lambda: _in_sync(admin) == {3}, timeout=60, what="the broker that came back has caught up")


def _in_sync(admin: KafkaAdminClient) -> set[int]:
    return {len(partition["isr_nodes"]) for partition in admin.describe_topics(["t"])[0]["partitions"]}


def test_data_of_another_number_of_brokers_is_refused(three: KafkaCluster) -> None:
    with pytest.raises(HandoverError, match=r"holds the data of 3 broker\(s\), not of 1"):
        KafkaCluster(three.directory).start()


def test_data_of_a_newer_kafka_are_refused(tmp_path: Path) -> None:
    cluster = KafkaCluster(tmp_path)
    cluster.nodes[0].folder.mkdir(parents=True)
    (cluster.nodes[0].folder / "formatted").touch()
    with pytest.raises(HandoverError, match=r"are of Kafka 4\.3\.1, which Kafka \d+\.\d+\.\d+ cannot read"):
        cluster.start()


def test_a_broker_that_cannot_start_is_told_with_the_end_of_its_log(kafka: str, tmp_path: Path) -> None:
    taken = int(kafka.split(":")[1])
    with (
        pytest.raises(HandoverError, match=r"kafka-1 (ended with code|did not)") as caught,
        start_kafka(tmp_path, client_ports=[taken]),
    ):
        pass
    assert str(tmp_path) in caught.value.message
