"""All of assignment in one process: the router and every pool, with what they write to each other on its way between them."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.unit.assignment.story import NOW

from assignment.adapters import decide, route
from assignment.adapters.tables import PLACEMENTS, pool_of
from assignment.domain.lead import Placement, Status
from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.events import ConfigPublished, LeadAssigned, LeadDeclined, LeadReleased, RepChanged
from lead_contracts.topics import ASSIGNMENT_REQUESTS, LEADS_ASSIGNED
from lead_runtime.engine.api import Record
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event
from lead_runtime.testing import Driver

Choose = Callable[[list[str]], str]
"""Of several ways on which something has come, the one that is read next."""


class World:
    """``tell`` writes events to their topics, ``pump`` reads what has come until all is quiet.

    Order holds within a topic, and in assignment.requests within a pool; between them ``choose`` says which comes first.
    """

    def __init__(self, *policies: ConfigPublished, choose: Choose = min, now: datetime = NOW) -> None:
        self.route, self.decide = Driver(route.topology(), now), Driver(decide.topology(), now)
        for each in policies:
            self.route.set_global(each)
            self.decide.set_global(each)
        self._choose = choose
        self._ways: dict[str, deque[Record]] = {}
        self._read = {"route": 0, "decide": 0}
        self._count = 0
        self.said: list[Any] = []
        """What lies on leads.assigned."""
        self.on_decided: Callable[[str, Any, list[Any]], None] = lambda pool, event, news: None
        """Told which pool was given what to decide (None: a timer, or nothing), and what was said."""

    @property
    def now(self) -> datetime:
        return self.decide.now

    def tell(self, *events: Event) -> list[Any]:
        """Writes the events and reads on until all is quiet; what was said on leads.assigned."""
        before = len(self.said)
        for event in events:
            self.write(event)
            self.pump()
        return self.said[before:]

    def write(self, event: Event) -> None:
        """Writes the event to its topic; nobody reads it yet."""
        self._count += 1
        key = event.key().encode()
        headers, value = encode_event(event, id=f"event-{self._count}", source="/test", time=self.now)
        if isinstance(event, RepChanged):
            self.route.set_global(event)
        self._put(event.TOPIC, Record(event.TOPIC, partition_of(key, 12), self._count, 0, key, value, headers))

    def pump(self, most: int = 10_000) -> None:
        """Reads what has come, and what comes of it."""
        for _ in range(most):
            ways = [way for way, records in self._ways.items() if records]
            if not ways:
                return
            way = self._choose(sorted(ways))
            self._deliver(self._ways[way].popleft())
        raise AssertionError("something goes round for ever")

    def later(self, by: timedelta) -> list[Any]:
        """Moves the clock, fires what is due, reads on until all is quiet."""
        before = len(self.said)
        for driver in (self.route, self.decide):
            driver.advance(by=by)
        self._gather(None)
        self.pump()
        return self.said[before:]

    @property
    def owners(self) -> dict[str, str]:
        """Who has which lead, as leads.assigned tells it."""
        found: dict[str, str] = {}
        for event in self.said:
            if isinstance(event, LeadAssigned):
                found[event.lead_id] = event.rep_id
            elif isinstance(event, LeadDeclined | LeadReleased):
                found.pop(event.lead_id, None)
        return found

    def pools_of(self, lead_id: str) -> list[str]:
        """The pools that have the lead open."""
        return [pool for pool, placement in self.placements(lead_id) if placement.status not in _ELSEWHERE]

    def placements(self, lead_id: str | None = None) -> list[tuple[str, Placement]]:
        """Pool and placement, of one lead or of all."""
        found = self.decide.state(PLACEMENTS).items()
        return [(pool_of(key)[0], value) for key, value in found if lead_id in (None, pool_of(key)[1])]

    def _deliver(self, record: Record) -> None:
        event = decode(record.headers, record.value)[1]
        (self.decide if record.topic == ASSIGNMENT_REQUESTS else self.route).feed_record(record)
        self._gather(event if record.topic == ASSIGNMENT_REQUESTS else None, (record.key or b"").decode())

    def _gather(self, decided: Any, pool: str = "") -> None:
        before = len(self.said)
        for name, driver in (("route", self.route), ("decide", self.decide)):
            assert not driver.dead_letters, driver.dead_letters
            for record in driver.records[self._read[name] :]:
                self._put(record.topic, record)
            self._read[name] = len(driver.records)
        self.on_decided(pool, decided, self.said[before:])

    def _put(self, topic: str, record: Record) -> None:
        way = f"{topic} {(record.key or b'').decode()}" if topic == ASSIGNMENT_REQUESTS else topic
        self._ways.setdefault(way, deque()).append(record)
        if topic == LEADS_ASSIGNED:
            self.said.append(decode(record.headers, record.value)[1])


_ELSEWHERE = (Status.CLOSED, Status.FORWARDED)
