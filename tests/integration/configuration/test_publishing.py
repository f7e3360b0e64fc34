"""Versions on a real Kafka: confirmed, all or nothing, never twice."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaError
from tests.support import eventually
from typer.testing import CliRunner

from handover import cli, configuration, publishing
from handover.stack import start_kafka
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, RepChanged
from lead_contracts.topics import CONFIG_VERSIONS, SALES_REPS
from lead_runtime import admin
from lead_runtime.admin.clients import Isolation, reader
from lead_runtime.admin.reading import partitions_of
from lead_runtime.engine.wire import read_event

pytestmark = pytest.mark.kafka
SHIPPED = Path(__file__).parents[3] / "deploy" / "config"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Kafka of our own: on the shared one other tests publish too."""
    with start_kafka(tmp_path_factory.mktemp("kafka"), heap_mb=384) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        yield cluster.bootstrap_servers


def log(broker: str, topic: str = CONFIG_VERSIONS) -> list[Event]:
    return [read_event(record) for record in admin.read_topic(broker, topic)]


def ends(broker: str, isolation: Isolation) -> dict[TopicPartition, int]:
    """Up to where such a reader of the versions may read."""
    with reader(broker, isolation) as consumer:
        found: dict[TopicPartition, int] = consumer.end_offsets(partitions_of(consumer, CONFIG_VERSIONS))
        return found


def policies(broker: str) -> list[int]:
    return [event.version for event in log(broker) if isinstance(event, ConfigPublished) and event.kind == "sla"]


def publish(broker: str, file: Path) -> list[dict[str, object]]:
    asked = ["sla", "publish", str(file), "--bootstrap-servers", broker, "--by", "ada", "--json"]
    done = CliRunner().invoke(cli.app, asked, catch_exceptions=False)
    assert done.exit_code == 0
    told: list[dict[str, object]] = json.loads(done.stdout)
    return told


def test_a_start_publishes_versions_and_reps_and_the_next_one_nothing(broker: str) -> None:
    written = configuration.publish(broker, SHIPPED)
    reps = {event.rep_id for event in log(broker, SALES_REPS) if isinstance(event, RepChanged)}
    assert reps == set(configuration.rep_ids(SHIPPED))
    assert written == len(log(broker)) + len(log(broker, SALES_REPS))
    assert configuration.publish(broker, SHIPPED) == 0


def test_a_policy_is_published_once_and_a_changed_one_is_the_next_version(broker: str, tmp_path: Path) -> None:
    configuration.publish(broker, SHIPPED)
    before = policies(broker)
    assert publish(broker, SHIPPED / "sla.yaml") == []
    stricter = tmp_path / "sla.yaml"
    stricter.write_text(
        (SHIPPED / "sla.yaml").read_text("utf-8").replace("within_hours: 24", "within_hours: 4"), "utf-8"
    )
    (said,) = publish(broker, stricter)
    assert (said["version"], said["published_by"]) == (before[-1] + 1, "ada")
    assert policies(broker) == [*before, before[-1] + 1]


def test_what_kafka_does_not_take_is_said_and_nothing_of_it_is_kept(broker: str) -> None:
    def too_large(known: Sequence[Event]) -> tuple[ConfigPublished, ...]:
        first = next(event for event in known if isinstance(event, ConfigPublished))
        large = first.model_copy(update={"version": 98, "content": {"name": "x" * 3_000_000}})
        return first.model_copy(update={"version": 97}), large

    configuration.publish(broker, SHIPPED)
    before = log(broker)
    with pytest.raises(KafkaError):
        publishing.publish(broker, too_large)
    assert log(broker) == before


def test_what_kafka_does_not_take_holds_back_no_reader(broker: str) -> None:
    def refused_after_one_was_written() -> Iterator[ConfigPublished]:
        yield known.model_copy(update={"version": 97})
        eventually(lambda: ends(broker, "read_uncommitted") != before, what="the first of the two is on the log")
        yield known.model_copy(update={"content": {"name": "x" * 3_000_000}})

    configuration.publish(broker, SHIPPED)
    known = next(event for event in log(broker) if isinstance(event, ConfigPublished))
    before = ends(broker, "read_uncommitted")
    with publishing._exclusively(broker) as producer, pytest.raises(KafkaError):
        publishing._write(producer, refused_after_one_was_written())
    # long before the broker itself would end the transaction, which is after 20 seconds
    eventually(lambda: ends(broker, "read_committed") == ends(broker, "read_uncommitted"))


def test_of_two_at_work_the_earlier_one_writes_nothing(broker: str) -> None:
    def while_another_publishes(known: Sequence[Event]) -> tuple[ConfigPublished, ...]:
        last = next(event for event in reversed(known) if isinstance(event, ConfigPublished))
        publishing.publish(broker, lambda _: (last.model_copy(update={"version": 50}),))
        return (last.model_copy(update={"version": 51}),)

    configuration.publish(broker, SHIPPED)
    with pytest.raises(KafkaError):
        publishing.publish(broker, while_another_publishes)
    versions = [event.version for event in log(broker) if isinstance(event, ConfigPublished)]
    assert 50 in versions
    assert 51 not in versions
