"""The log of the pools with the instants at which it was read, and the log of one of them read again by itself."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from assignment.adapters import decide
from lead_contracts.events import ConfigPublished
from lead_runtime.engine.api import Headers, Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.processor import Batch
from lead_runtime.engine.writer import Out
from lead_runtime.testing import Driver
from lead_runtime.testing.driver import PARTITIONS


class Read(NamedTuple):
    """A record and when it was read; without one, timers were looked at."""

    at: datetime
    record: Record | None


class Written(NamedTuple):
    """What comes out, byte for byte."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers


class Recorder(Driver):
    """Writes down what the pools are given and when, and what each writes."""

    def __init__(self, now: datetime, policies: Iterable[ConfigPublished]) -> None:
        super().__init__(decide.topology(), now)
        self.log: list[Read] = []
        self._written: defaultdict[int, list[Written]] = defaultdict(list)
        for each in policies:
            self.set_global(each)

    def feed_record(self, record: Record) -> None:
        self.log.append(Read(self.now, record))
        super().feed_record(record)

    def _fire(self, until: float) -> None:
        self.log.append(Read(self.now, None))
        super()._fire(until)

    def _commit(self, batch: Batch) -> None:
        before = len(self.records)
        super()._commit(batch)
        (number,) = batch.overlays
        self._written[number] += [
            Written(each.topic, each.key, each.value, each.headers) for each in self.records[before:]
        ]

    def written_by(self, pool: str) -> list[Written]:
        """All that the pool's writer has written, in order."""
        return self._written[_number(pool)]

    def kept_by(self, pool: str) -> list[Out]:
        """Every change of the pool's state, in order."""
        return [out for out in self.changelog if out.partition == _number(pool)]


def replayed(pool: str, log: list[Read], policies: Iterable[ConfigPublished], crashes: frozenset[int]) -> Recorder:
    """A worker of that pool alone, given its part of the log at the recorded instants; it dies before each of ``crashes``."""
    worker = Recorder(log[0].at, policies)
    for number, read in enumerate(log):
        worker.now = read.at
        if number in crashes:
            worker.restart()
        if read.record is None:
            worker._fire(read.at.timestamp())
        elif read.record.key == pool.encode():
            worker.feed_record(read.record)
    return worker


def _number(pool: str) -> int:
    return partition_of(pool.encode(), PARTITIONS)
