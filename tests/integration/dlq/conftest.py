"""A group of the test's own with dead letters on the shared broker, written as the engine writes them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from kafka import KafkaProducer

from lead_contracts import topics
from lead_contracts.topics import TopicSpec
from lead_runtime import admin
from lead_runtime.engine.api import Context, Output, Record, State, Topology
from lead_runtime.engine.errors import InvalidInput
from lead_runtime.engine.guard import FloodGuard
from lead_runtime.testing.driver import Driver

MAIL = "ada@example.com"
HEADERS = (("ce_id", b"1"), ("ce_subject", MAIL.encode()), ("content-type", b"application/json"))


class Unreadable(InvalidInput):
    """The record says nothing that can be used."""


@dataclass
class Group:
    """A consumer group that cannot process anything, until ``mended``."""

    bootstrap: str
    name: str = field(default_factory=lambda: f"group-{uuid4().hex[:8]}")
    mended: bool = False
    handled: list[Record] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.topic = f"{self.name}.input"
        specs = [spec for spec in topics.load() if spec.name == topics.DEAD_LETTERS]
        admin.ensure_topics(self.bootstrap, specs=[*specs, _spec(self.topic), _spec(f"{self.name}.dlq")])
        self.driver = self.driver_of(self.name)

    def driver_of(self, name: str) -> Driver:
        """A worker of this or another group that reads the same topic."""
        topology = Topology(name, inputs={self.topic: self._handle}, outputs=frozenset())
        return Driver(topology, now=datetime.now(UTC), guard=FloodGuard(in_a_row=1000, share=1.0))

    def _handle(self, record: Record, state: State, ctx: Context) -> Iterable[Output]:
        if not self.mended:
            raise Unreadable("nothing to be read in it")
        self.handled.append(record)
        return ()

    def kill(self, *records: Record) -> list[str]:
        """Has the records die; the ids of their dead letters, which are on Kafka then."""
        for record in records:
            self.driver.feed_record(record)
        written, self.driver.records = self.driver.records, []
        put(self.bootstrap, written)
        dlq = (record for record in written if record.topic == f"{self.name}.dlq")
        return [dict(record.headers)["dlq-id"].decode() for record in dlq]

    def record(self, offset: int = 0, value: bytes | None = b'{"email": "ada@example.com", "n": 1}') -> Record:
        """A record of the group's input."""
        return Record(self.topic, 2, offset, 0, b"lead-1", value, HEADERS)

    def input(self) -> list[Record]:
        """What lies on the input topic now."""
        return list(admin.read_topic(self.bootstrap, self.topic))


def put(bootstrap: str, records: Iterable[Record]) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap)
    for record in records:
        partition = record.partition if record.topic.endswith(".dlq") else None
        producer.send(record.topic, record.value, record.key, list(record.headers), partition).get(10)
    producer.close(timeout=5)


def _spec(name: str) -> TopicSpec:
    return TopicSpec(
        name=name, about="", key="", partitions=3, cleanup="delete", retention_ms=None,
        writers=(), readers=(), config={"cleanup.policy": "delete"},
    )  # fmt: skip


@pytest.fixture
def group(kafka: str) -> Group:
    return Group(kafka)
