"""What is on the topics and how far each group has read: counted record by record, not from offsets.

Offsets would count transaction markers as events and report a lag that never ends.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from handover.errors import HandoverError

STATE_SUFFIX = ".state"
TYPE = "ce_type"
UNTYPED = "(no type)"


@dataclass(slots=True)
class Traffic:
    """Committed events by topic and type; ``lags``: by group and topic, the events it has not done yet.

    ``complete`` is false where time ran out: all numbers are then at least what they say.
    """

    events: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lags: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    complete: bool = True


def read(bootstrap_servers: str, seconds: float = 10) -> Traffic:
    """Reads all topics but the groups' state, for at most about ``seconds``. Raises HandoverError where Kafka is away."""
    try:
        with KafkaAdminClient(bootstrap_servers=bootstrap_servers, bootstrap_timeout_ms=3000) as admin:
            topics = [topic for topic in admin.describe_topics() if _counts(topic)]
            groups = [group["group_id"] for group in admin.list_groups()]
            committed = admin.list_group_offsets(groups) if groups else {}
        partitions = [TopicPartition(t["name"], p["partition_index"]) for t in topics for p in t["partitions"]]
        return _count(bootstrap_servers, partitions, _done(committed), time.monotonic() + seconds)
    except (KafkaError, OSError) as error:
        raise HandoverError(f"Kafka at {bootstrap_servers} does not answer: {type(error).__name__}.") from error


class _Record(Protocol):
    topic: str
    partition: int
    offset: int
    headers: Iterable[tuple[str, bytes]]


_Done: TypeAlias = Mapping[str, Mapping[TopicPartition, int]]  # group: partition: the offset it goes on from


def _counts(topic: Mapping[str, object]) -> bool:
    return not topic["is_internal"] and not str(topic["name"]).endswith(STATE_SUFFIX)


def _done(committed: Mapping[str, Mapping[TopicPartition, object]]) -> _Done:
    return {
        group: {tp: getattr(offset, "offset", -1) for tp, offset in offsets.items()}
        for group, offsets in committed.items()
        if offsets
    }


def _count(bootstrap_servers: str, partitions: list[TopicPartition], done: _Done, deadline: float) -> Traffic:
    traffic = Traffic()
    readers = {group: {tp.topic for tp in offsets} for group, offsets in done.items()}
    for group, topics in readers.items():
        traffic.lags[group].update(dict.fromkeys(topics, 0))
    for record in _records(bootstrap_servers, partitions, deadline, traffic):
        traffic.events[record.topic][_type(record.headers)] += 1
        for group, topics in readers.items():
            if record.topic in topics:
                at = TopicPartition(record.topic, record.partition)
                traffic.lags[group][record.topic] += record.offset >= done[group].get(at, 0)
    return traffic


def _type(headers: Iterable[tuple[str, bytes]]) -> str:
    return next((value.decode(errors="replace") for name, value in headers if name == TYPE), UNTYPED)


def _records(servers: str, partitions: list[TopicPartition], deadline: float, traffic: Traffic) -> Iterator[_Record]:
    consumer = KafkaConsumer(
        bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="none", max_poll_records=5000
    )
    try:
        consumer.assign(partitions)
        for partition, offset in consumer.beginning_offsets(partitions).items():
            consumer.seek(partition, offset)
        ends = consumer.end_offsets(partitions)
        left = {tp for tp in partitions if ends[tp] > consumer.position(tp)}
        while left:
            for records in consumer.poll(200).values():
                yield from records
            left = {tp for tp in left if consumer.position(tp) < ends[tp]}
            if left and time.monotonic() > deadline:
                traffic.complete = False
                return
    finally:
        consumer.close(autocommit=False)
