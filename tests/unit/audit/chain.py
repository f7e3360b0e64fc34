"""The real services in one process, without Kafka: what one writes is fed to those who read it, in any order."""

from collections import Counter, deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tests.unit.audit.story import START

from assignment.adapters import decide, route
from assignment.adapters.publish import published_reps, published_routing
from handover.audit import Report, Scope, audit
from handover.audit.decoding import entry_of
from handover.audit.run import EFFECTS_FIRST
from lead_contracts.base import Event
from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event
from lead_runtime.testing.driver import PARTITIONS, Driver
from qualification.adapters import worker as qualification
from qualification.adapters.publish import published_rules
from sla_monitor.adapters import worker as sla_monitor
from sla_monitor.adapters.publish import published_policy

CONFIG = Path(__file__).parents[3] / "deploy" / "config"


class Chain:
    """qualification, assignment.route, assignment.decide and sla-monitor on the configuration of ``deploy/config``.

    ``random`` decides in which order the readers of a record come to it.
    """

    def __init__(self, random: Random) -> None:
        topologies = qualification.topology(), route.topology(), decide.topology(), sla_monitor.topology()
        self.workers = [Driver(topology, now=START) for topology in topologies]
        self.now, self.random, self.log = START, random, list[Record]()
        self._ends: Counter[tuple[str, int]] = Counter()
        self._unread: deque[Record] = deque()
        self.reps = published_reps(CONFIG / "reps.yaml")
        before = START - timedelta(hours=1)
        for rules in published_rules(sorted((CONFIG / "rules").glob("*.yaml")), before, "ada"):
            self.publish(rules)
        self.publish(published_routing(CONFIG / "routing.yaml", before, "ada"))
        self.publish(published_policy(CONFIG / "sla.yaml", before, "ada"))
        for rep in self.reps:
            self.publish(rep)

    def publish(self, event: Event) -> None:
        """Writes what is a global input of some."""
        for worker in self.workers:
            if event.TOPIC in worker.topology.globals:
                worker.set_global(event)
        self.write(event)

    def write(self, event: Event) -> None:
        """Writes an event as somebody outside does, and lets everybody react."""
        identity = f"outside-{len(self.log)}"
        headers, value = encode_event(event, id=identity, source="/outside", time=self.now)
        self._append(event.TOPIC, None, event.key().encode(), value, headers)
        self._run()

    def wait(self, hours: float) -> None:
        """Lets time pass, timer by timer."""
        end = self.now + timedelta(hours=hours)
        while self.now < end:
            seconds = [second for worker in self.workers if (second := worker._next_second()) is not None]
            due = datetime.fromtimestamp(min(seconds) + 1, UTC) if seconds else end
            self.now = min(end, max(due, self.now + timedelta(milliseconds=1)))
            for worker in self.workers:
                worker.advance(to=self.now)
            self._run()

    def audit(self) -> Report:
        """The audit of all that was written so far."""
        return audit((entry_of(record) for record in self.log if record.topic in EFFECTS_FIRST), Scope(self.now))

    def _run(self) -> None:
        self._gather()
        while self._unread:
            record = self._unread.popleft()
            readers = [worker for worker in self.workers if record.topic in worker.topology.inputs]
            self.random.shuffle(readers)
            for worker in readers:
                worker.feed_record(record)
            self._gather()

    def _gather(self) -> None:
        for worker in self.workers:
            written, worker.records = worker.records, []
            for record in written:
                partition = record.partition if record.topic.endswith(".dlq") else None
                self._append(record.topic, partition, record.key or b"", record.value, record.headers)

    def _append(
        self, topic: str, partition: int | None, key: bytes, value: bytes | None, headers: tuple[tuple[str, bytes], ...]
    ) -> None:
        number = partition_of(key, PARTITIONS) if partition is None else partition
        offset, milliseconds = self._ends[topic, number], int(self.now.timestamp() * 1000)
        self._ends[topic, number] += 1
        record = Record(topic, number, offset, milliseconds, key, value, headers)
        self.log.append(record)
        self._unread.append(record)
