"""What is on the topics and how far each group is behind, in one pass over the records.

Counted in events: offsets would count transaction markers as well, and show a lag that never ends.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from handover.errors import HandoverError
from lead_runtime.admin import KafkaUnreachable, admin_client
from lead_runtime.admin.clients import reader

STATE_SUFFIX = ".state"
TYPE = "ce_type"
UNTYPED = "(no type)"

Done: TypeAlias = Mapping[str, Mapping[TopicPartition, int]]
"""By group and partition: the offset from which the group goes on."""


class _Record(Protocol):
    topic: str
    partition: int
    offset: int
    headers: Sequence[tuple[str, bytes]]


@dataclass(slots=True)
class Traffic:
    """Committed events by topic and type; ``lags``: by group and topic, the events that it has not done yet.

    ``complete`` is false where time ran out: all numbers are then at least these.
    """

    events: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    lags: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    complete: bool = True


def read(bootstrap_servers: str, seconds: float = 10) -> Traffic:
    """Reads all topics but the groups' state, for at most about ``seconds``. Raises HandoverError where Kafka is away."""
    deadline = time.monotonic() + seconds
    try:
        with admin_client(bootstrap_servers) as admin:
            topics = [topic for topic in admin.describe_topics() if not topic["is_internal"]]
            groups = [group["group_id"] for group in admin.list_groups()]
            offsets = admin.list_group_offsets(groups) if groups else {}
        done = {group: {tp: each.offset for tp, each in found.items()} for group, found in offsets.items()}
        places = [
            TopicPartition(topic["name"], partition["partition_index"])
            for topic in topics
            for partition in topic["partitions"]
            if not topic["name"].endswith(STATE_SUFFIX)
        ]
        with reader(bootstrap_servers) as consumer:
            return _count(consumer, places, done, deadline)
    except (KafkaUnreachable, KafkaError) as error:
        raise HandoverError(f"Kafka at {bootstrap_servers} does not answer: {type(error).__name__}.") from error


def _count(consumer: KafkaConsumer, places: list[TopicPartition], done: Done, deadline: float) -> Traffic:
    traffic = Traffic()
    inputs = {group: {place.topic for place in offsets} for group, offsets in done.items()}
    for group, topics in inputs.items():
        traffic.lags[group].update(dict.fromkeys(topics, 0))
    for record in _records(consumer, places, deadline, traffic):
        traffic.events[record.topic][_type(record.headers)] += 1
        at = TopicPartition(record.topic, record.partition)
        for group in (group for group, topics in inputs.items() if record.topic in topics):
            traffic.lags[group][record.topic] += record.offset >= done[group].get(at, 0)
    return traffic


def _records(
    consumer: KafkaConsumer, places: list[TopicPartition], deadline: float, traffic: Traffic
) -> Iterator[_Record]:
    """All committed records up to where the topics end now; notes in ``traffic`` if time ran out before."""
    ends, beginnings = consumer.end_offsets(places), consumer.beginning_offsets(places)
    left = {place for place in places if ends[place] > beginnings[place]}
    consumer.assign(list(left))
    for place in left:
        consumer.seek(place, beginnings[place])
    while left and traffic.complete:
        for records in consumer.poll(timeout_ms=200).values():
            yield from records
        left = {place for place in left if consumer.position(place) < ends[place]}
        traffic.complete = not left or time.monotonic() < deadline


def _type(headers: Iterable[tuple[str, bytes]]) -> str:
    return next((value.decode(errors="replace") for name, value in headers if name == TYPE), UNTYPED)
