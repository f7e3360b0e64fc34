"""The audit and the monitor have the rules of the clock written down twice; here they have to agree."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.audit.story import START
from tests.unit.audit.world import World

from handover.audit import At, LogEntry, LoggedEvent, Scope, audit
from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.events import ConfigPublished
from lead_runtime.testing.driver import Driver
from sla_monitor.adapters.worker import topology


class Monitored:
    """A life whose alerts are not those of the story but what the real monitor makes of it."""

    def __init__(self) -> None:
        self.monitor = Driver(topology(), now=START)
        self.log: list[LogEntry] = []
        self._alerts = 0

    def live(self, story: list[LogEntry], until: datetime) -> None:
        for entry in story:
            if isinstance(entry, LoggedEvent) and entry.at.topic != topics.SLA_ALERTS:
                self._pass(entry.at.time)
                self.log.append(entry)
                self._hear(entry)
        self._pass(until)

    def _hear(self, entry: LoggedEvent) -> None:
        if isinstance(entry.event, ConfigPublished):
            self.monitor.set_global(entry.event)
        else:
            self.monitor.feed(entry.event, id=entry.id, at=entry.at.time)
            self._gather()

    def _pass(self, until: datetime) -> None:
        """Hour by hour, so that an alert is logged about when it is raised."""
        while self.monitor.now < until:
            self.monitor.advance(to=min(until, self.monitor.now + timedelta(minutes=20)))
            self._gather()

    def _gather(self) -> None:
        for record in self.monitor.records:
            envelope, event = decode(record.headers, record.value)
            self.log.append(LoggedEvent(At(record.topic, 0, self._alerts, envelope.time), envelope.id, event))
            self._alerts += 1
        self.monitor.records = []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), steps=st.integers(5, 30), overtaken=st.sampled_from([0, 0.3]))
def test_what_the_monitor_says_of_any_life_the_audit_finds_right(seed: int, steps: int, overtaken: float) -> None:
    story, monitored = World(Random(seed), overtaken).live(steps), Monitored()
    until = story.now + timedelta(hours=60)

    monitored.live(story.log, until.astimezone(UTC))

    assert audit(monitored.log, Scope(until)).violations == ()
