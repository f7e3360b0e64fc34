"""A topic from its beginning to its end as of the call."""

import time
from collections.abc import Iterator
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

from lead_runtime.admin.clients import Isolation, reader
from lead_runtime.engine.api import Record

_POLL_MS: Final = 200


class StillOpenError(Exception):
    """A transaction that was open at the call was still not finished: what it wrote cannot be judged yet."""


def read_topic(
    bootstrap: str, topic: str, isolation: Isolation = "read_committed", *, patience_seconds: float = 60.0
) -> Iterator[Record]:
    """Every record that was on the topic when the first one was asked for, in order within each partition.

    The end is the high watermark of that moment. A transaction that is open then is waited for, since it may yet be
    committed, while nothing comes at most ``patience_seconds``; then StillOpenError. Raises KafkaUnreachable. A topic
    that does not exist is empty.
    """
    with reader(bootstrap, isolation) as consumer:
        left = _assign(consumer, topic, _high_watermarks(bootstrap, topic))
        last_progress = time.monotonic()
        while left:
            batches = consumer.poll(timeout_ms=_POLL_MS)
            for place, batch in batches.items():
                for found in batch:
                    if found.offset < left[place]:
                        yield _record(found)
            # By position, not by the last record: the end may be transaction markers or what was compacted away
            reached = [place for place, end in left.items() if consumer.position(place) >= end]
            for place in reached:
                del left[place]
            consumer.pause(*reached)
            if batches or reached:
                last_progress = time.monotonic()
            elif time.monotonic() - last_progress > patience_seconds:
                raise StillOpenError(f"{topic}: an open transaction holds back {sorted(left)}")


def records(bootstrap: str, topic: str) -> int:
    """How many offsets the topic spans: its records, and what markers and compaction left."""
    with reader(bootstrap, "read_uncommitted") as consumer:
        places = partitions_of(consumer, topic)
        ends, beginnings = consumer.end_offsets(places), consumer.beginning_offsets(places)
        return sum(ends[place] - beginnings[place] for place in places)


def partitions_of(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """The topic's partitions; none where it does not exist."""
    return [TopicPartition(topic, number) for number in sorted(consumer.partitions_for_topic(topic) or ())]


def _high_watermarks(bootstrap: str, topic: str) -> dict[TopicPartition, int]:
    with reader(bootstrap, "read_uncommitted") as consumer:
        ends: dict[TopicPartition, int] = consumer.end_offsets(partitions_of(consumer, topic))
        return ends


def _assign(consumer: KafkaConsumer, topic: str, ends: dict[TopicPartition, int]) -> dict[TopicPartition, int]:
    beginnings = consumer.beginning_offsets(list(ends))
    left = {place: end for place, end in ends.items() if end > beginnings[place]}
    consumer.assign(list(left))
    for place in left:
        consumer.seek(place, beginnings[place])
    return left


def _record(found: Any) -> Record:
    return Record(
        found.topic, found.partition, found.offset, found.timestamp, found.key, found.value,
        tuple((name, value or b"") for name, value in found.headers),
    )  # fmt: skip
