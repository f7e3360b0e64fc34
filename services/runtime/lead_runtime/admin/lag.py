"""How far a consumer group is behind."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from lead_runtime.admin.clients import admin_client, reader
from lead_runtime.admin.reading import partitions_of

COUNTED: Final = 200
"""Up to so many offsets are read, so that transaction markers do not pass for records."""
_POLL_MS: Final = 50
_PATIENCE_SECONDS: Final = 5.0
_COORDINATOR_SECONDS: Final = 15.0
_PAUSE: Final = 0.1


@dataclass(frozen=True, slots=True)
class PartitionLag:
    """``committed``: the next offset the group will read (None: it never committed). ``lag``: records it has to read.

    A small lag is counted exactly; a larger one counts offsets, and so the markers of transactions among them.
    """

    topic: str
    partition: int
    committed: int | None
    end: int
    lag: int


def lag(bootstrap: str, group: str, topics: Sequence[str] = ()) -> tuple[PartitionLag, ...]:
    """The lag per partition of the topics on which the group has committed, and of ``topics`` even where it has not.

    Raises KafkaUnreachable.
    """
    committed = _committed(bootstrap, group)
    with reader(bootstrap) as consumer:
        names = sorted({*topics, *(place.topic for place in committed)})
        places = [place for name in names for place in partitions_of(consumer, name)]
        return _counted(consumer, _by_offsets(consumer, places, committed))


def _committed(bootstrap: str, group: str) -> dict[TopicPartition, int]:
    deadline = time.monotonic() + _COORDINATOR_SECONDS
    with admin_client(bootstrap) as client:
        while True:
            try:
                places = client.list_group_offsets(group)[group]
            except KafkaError as error:
                # A broker that has just started, or lost a neighbour, has no coordinator for a moment
                if not error.retriable or time.monotonic() > deadline:
                    raise
                time.sleep(_PAUSE)
            else:
                return {TopicPartition(*place): held.offset for place, held in places.items() if held.offset >= 0}


def _by_offsets(
    consumer: KafkaConsumer, places: Sequence[TopicPartition], committed: Mapping[TopicPartition, int]
) -> list[PartitionLag]:
    ends, beginnings = consumer.end_offsets(places), consumer.beginning_offsets(places)
    lags = []
    for place in places:
        start = max(committed.get(place, 0), beginnings[place])
        behind = max(0, ends[place] - start)
        lags.append(PartitionLag(place.topic, place.partition, committed.get(place), ends[place], behind))
    return lags


def _counted(consumer: KafkaConsumer, lags: list[PartitionLag]) -> tuple[PartitionLag, ...]:
    """The same, with small lags replaced by the number of records that are really there."""
    small = {TopicPartition(each.topic, each.partition): each for each in lags if 0 < each.lag <= COUNTED}
    consumer.assign(list(small))
    for place, each in small.items():
        consumer.seek(place, each.end - each.lag)
    found, open_, deadline = dict.fromkeys(small, 0), set(small), time.monotonic() + _PATIENCE_SECONDS
    while open_ and time.monotonic() < deadline:
        for place, batch in consumer.poll(timeout_ms=_POLL_MS).items():
            found[place] += sum(1 for record in batch if record.offset < small[place].end)
        open_ -= {place for place in open_ if consumer.position(place) >= small[place].end}
    exact = {place: replace(small[place], lag=found[place]) for place in small.keys() - open_}
    return tuple(exact.get(TopicPartition(each.topic, each.partition), each) for each in lags)
