"""The reps of a burst at work: a thread that reads leads.assigned and writes what the floor makes of it."""

import heapq
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from uuid import uuid4

from kafka import KafkaConsumer, KafkaProducer
from tests.chaos.burst.floor import Deed, Floor

from lead_contracts import topics
from lead_contracts.codec import decode
from lead_contracts.events import LeadAccepted, LeadAssigned, LeadDeclined, LeadReleased, LeadUnassigned
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event

_POLL_MS = 50
_UNASSIGNED = ("ce_type", LeadUnassigned.type().encode())
"""Half of what is said; nobody does anything about it."""


class Work:
    """A context manager; it works within the block."""

    def __init__(self, bootstrap_servers: str, floor: Floor) -> None:
        self.decided: set[str] = set()
        """Leads of which anything was said."""
        self._offers: dict[str, str] = {}
        """By lead: the assignment that lapses unless it is accepted."""
        self._servers, self._floor = bootstrap_servers.split(","), floor
        self._due: list[tuple[datetime, int, Deed]] = []
        self._numbers, self._over = count(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="work")
        self._failure: BaseException | None = None

    def __enter__(self) -> "Work":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def done(self) -> bool:
        """Whether nothing is still to be asked, and no offer can lapse. Raises what went wrong in the thread."""
        if self._failure is not None:
            raise self._failure
        return not self._due and not self._offers

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - raised again by done, in the thread that waits for it
            self._failure = error

    def _work(self) -> None:
        consumer = KafkaConsumer(
            topics.LEADS_ASSIGNED,
            bootstrap_servers=self._servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )
        producer = KafkaProducer(bootstrap_servers=self._servers, acks="all", linger_ms=5)
        try:
            while not self._over.is_set():
                batches = consumer.poll(timeout_ms=_POLL_MS)
                for records in batches.values():
                    for record in records:
                        self.decided.add(record.key.decode())
                        if _UNASSIGNED not in record.headers:
                            self._hear(decode(record.headers, record.value)[1])
                _send(producer, self._now_due())
        finally:
            consumer.close()
            producer.close()

    def _hear(self, event: object) -> None:
        match event:
            case LeadAssigned():
                self._offers.pop(event.lead_id, None)
                if event.accept_by:
                    self._offers[event.lead_id] = event.assignment_id
                for deed in self._floor.work_on(event, datetime.now(UTC)):
                    heapq.heappush(self._due, (deed.at, next(self._numbers), deed))
            case LeadAccepted() | LeadDeclined() | LeadReleased():
                if self._offers.get(event.lead_id) == event.assignment_id:
                    del self._offers[event.lead_id]

    def _now_due(self) -> Iterable[Deed]:
        now = datetime.now(UTC)
        while self._due and self._due[0][0] <= now:
            yield heapq.heappop(self._due)[2]


def _send(producer: KafkaProducer, deeds: Iterable[Deed]) -> None:
    for deed in deeds:
        for _ in range(1 + deed.again):
            key = deed.event.key().encode()
            headers, value = encode_event(deed.event, id=f"burst/{uuid4()}", source="/burst", time=datetime.now(UTC))
            at = partition_of(key, topics.PARTITIONS)
            producer.send(deed.event.TOPIC, value, key, headers=list(headers), partition=at)
