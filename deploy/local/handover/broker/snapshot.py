"""Reads topics as they are at one moment: committed records only, up to the ends that were asked for."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heapreplace
from types import TracebackType
from typing import Any

from kafka import TopicPartition

from handover.broker.connect import CANNOT_READ, reaching
from handover.errors import HandoverError
from lead_runtime.admin.clients import reader
from lead_runtime.engine.api import Record

PATIENCE = 20.0
"""Seconds without progress until a partition counts as held back; longer than the services' transactions may last."""
CLOCKS = timedelta(minutes=1)
"""How far the clock of a broker may be before that of a writer."""
_POLL_MS = 200
_MOST_AHEAD = 4000


class LogHeldBack(HandoverError):
    """An open transaction keeps readers of committed records from going on."""

    def __init__(self, partition: TopicPartition, position: int) -> None:
        super().__init__(
            f"{partition.topic}/{partition.partition} cannot be read past offset {position}: a transaction is open there",
            "wait until its writer or the broker ends it (transaction.timeout.ms), then try again",
            exit_code=CANNOT_READ,
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The offsets between which each partition is read."""

    begins: Mapping[TopicPartition, int]
    ends: Mapping[TopicPartition, int]
    kept_from: Mapping[str, datetime]
    """Topics that retention has shortened, and the instant (UTC) from which they are whole."""

    def partitions(self, topics: Iterable[str], number: int | None = None) -> list[TopicPartition]:
        """The partitions of ``topics``, or of each the one of that number."""
        wanted = set(topics)
        return [at for at in self.ends if at.topic in wanted and number in {None, at.partition}]

    @property
    def numbers(self) -> list[int]:
        """All partition numbers there are."""
        return sorted({at.partition for at in self.ends})


class Log:
    """A reader of the log; a context manager, which closes its connections. Its methods raise HandoverError."""

    def __init__(self, bootstrap_servers: str, *, patience: float = PATIENCE) -> None:
        self._servers, self._patience = bootstrap_servers, patience
        with reaching(bootstrap_servers), ExitStack() as stack:
            self._uncommitted = stack.enter_context(reader(bootstrap_servers, "read_uncommitted"))
            self._committed = stack.enter_context(reader(bootstrap_servers, "read_committed"))
            self._open = stack.pop_all()

    def __enter__(self) -> "Log":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def partition_count(self, topic: str) -> int:
        """How many partitions a topic has. Raises HandoverError where it does not exist."""
        with reaching(self._servers):
            count = len(self._uncommitted.partitions_for_topic(topic))
        if not count:
            raise HandoverError(
                f"{self._servers} has no topic {topic}", "is it the right Kafka?", exit_code=CANNOT_READ
            )
        return count

    def snapshot(self, topics: Sequence[str], number: int | None = None) -> Snapshot:
        """Where ``topics`` begin and end now, asked topic by topic in the order given; of each the partition ``number``.

        Name effects before causes: then the cause of all that lies within the ends lies within them too. The ends are
        high watermarks: what an open transaction has written counts, if it commits. Raises HandoverError.
        """
        begins: dict[TopicPartition, int] = {}
        ends: dict[TopicPartition, int] = {}
        for topic in topics:
            numbers = range(self.partition_count(topic)) if number is None else [number]
            partitions = [TopicPartition(topic, each) for each in numbers]
            with reaching(self._servers):
                ends |= self._uncommitted.end_offsets(partitions)
                begins |= self._uncommitted.beginning_offsets(partitions)
        return Snapshot(begins, ends, self._kept_from([at for at, offset in begins.items() if offset > 0]))

    def since(self, snapshot: Snapshot, instant: datetime) -> Snapshot:
        """The snapshot without what was written before ``instant`` (UTC). Raises HandoverError."""
        at = int((instant - CLOCKS).timestamp() * 1000)
        with reaching(self._servers):
            firsts = self._uncommitted.offsets_for_times(dict.fromkeys(snapshot.ends, at)) if snapshot.ends else {}
        begins = {place: first.offset if (first := firsts.get(place)) else end for place, end in snapshot.ends.items()}
        return Snapshot(begins, snapshot.ends, snapshot.kept_from)

    def _kept_from(self, shortened: list[TopicPartition]) -> dict[str, datetime]:
        with reaching(self._servers):
            firsts = self._uncommitted.offsets_for_times(dict.fromkeys(shortened, 0)) if shortened else {}
        kept: dict[str, datetime] = {}
        for partition in shortened:
            first = firsts.get(partition)
            instant = instant_of(first.timestamp) if first else datetime.now(UTC)
            kept[partition.topic] = max(instant, kept.get(partition.topic, instant))
        return kept

    def read(self, snapshot: Snapshot, partitions: Iterable[TopicPartition]) -> Iterator[Record]:
        """The committed records of ``partitions`` within the snapshot; those of one partition come in order.

        Raises LogHeldBack, HandoverError.
        """
        reading = _Reading(snapshot, partitions)
        self._committed.assign(list(reading.positions))
        self._committed.resume(*reading.positions)  # a partition that stays assigned stays paused
        for partition, position in reading.positions.items():
            self._committed.seek(partition, position)
        while reading.positions:
            with reaching(self._servers):
                batches = self._committed.poll(_POLL_MS)
            for partition, records in batches.items():
                end = snapshot.ends[partition]
                yield from (_record(record) for record in records if record.offset < end)
            done = reading.moved_to({at: self._committed.position(at) for at in reading.positions}, self._patience)
            self._committed.pause(*done)

    def in_order(self, snapshot: Snapshot, partitions: Iterable[TopicPartition]) -> Iterator[Record]:
        """The same, those of all partitions in the order of their timestamps; of each some thousand are held at most.

        Raises LogHeldBack, HandoverError.
        """
        reading = _Reading(snapshot, partitions)
        ahead: dict[TopicPartition, deque[Record]] = {partition: deque() for partition in reading.positions}
        self._committed.assign(list(reading.positions))
        for partition, position in reading.positions.items():
            self._committed.seek(partition, position)
        heads: list[tuple[int, str, int]] = []
        while reading.positions or heads:
            self._fill(reading, ahead)
            heads = [(waits[0].timestamp, at.topic, at.partition) for at, waits in ahead.items() if waits]
            heapify(heads)
            yield from _merged(heads, ahead, reading.positions)

    def _fill(self, reading: "_Reading", ahead: Mapping[TopicPartition, deque[Record]]) -> None:
        """Reads on until of every partition that has more something is at hand."""
        reading.look_again()
        while wanted := [at for at in reading.positions if not ahead[at]]:
            self._committed.pause(*(at for at in reading.positions if len(ahead[at]) >= _MOST_AHEAD))
            self._committed.resume(*wanted)
            with reaching(self._servers):
                batches = self._committed.poll(_POLL_MS)
            for partition, records in batches.items():
                end = reading.ends[partition]
                ahead[partition].extend(_record(record) for record in records if record.offset < end)
            done = reading.moved_to({at: self._committed.position(at) for at in reading.positions}, self._patience)
            self._committed.pause(*done)


def _merged(
    heads: list[tuple[int, str, int]],
    ahead: Mapping[TopicPartition, deque[Record]],
    more: Mapping[TopicPartition, int],
) -> Iterator[Record]:
    """The earliest first, until a partition that has more has nothing at hand."""
    while heads:
        _, topic, number = heads[0]
        at = TopicPartition(topic, number)
        yield ahead[at].popleft()
        if ahead[at]:
            heapreplace(heads, (ahead[at][0].timestamp, topic, number))
        else:
            heappop(heads)
            if at in more:
                return


class _Reading:
    """How far each partition has been read; what has reached its end is no longer among ``positions``."""

    def __init__(self, snapshot: Snapshot, partitions: Iterable[TopicPartition]) -> None:
        self.ends = snapshot.ends
        self.positions = {at: snapshot.begins[at] for at in partitions if snapshot.begins[at] < snapshot.ends[at]}
        self._moved_at = time.monotonic()

    def look_again(self) -> None:
        """Somebody was busy with what had been read: that nothing moved meanwhile says nothing."""
        self._moved_at = time.monotonic()

    def moved_to(self, positions: dict[TopicPartition, int], patience: float) -> list[TopicPartition]:
        """The partitions that are done now. Raises LogHeldBack when none has moved for ``patience`` seconds."""
        if positions != self.positions:
            self._moved_at = time.monotonic()
        elif time.monotonic() - self._moved_at > patience:
            raise LogHeldBack(*next(iter(positions.items())))
        done = [at for at, position in positions.items() if position >= self.ends[at]]
        self.positions = {at: position for at, position in positions.items() if at not in done}
        return done


def instant_of(milliseconds: int) -> datetime:
    """A record's timestamp as an instant (UTC)."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _record(read: Any) -> Record:
    headers = tuple((name, value or b"") for name, value in read.headers)
    return Record(read.topic, read.partition, read.offset, read.timestamp, read.key, read.value, headers)
