"""Follows the topics, committed records only, so that the demo waits for facts and not for time."""

import time
from collections import defaultdict
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar

from kafka import KafkaConsumer, TopicPartition

from handover.errors import HandoverError
from lead_contracts import topics
from lead_contracts.base import Event
from lead_contracts.codec import ContractError, decode

FOLLOWED = (
    topics.LEADS_RECEIVED,
    topics.LEADS_ACTIVITIES,
    topics.LEADS_QUALIFIED,
    topics.LEADS_ASSIGNED,
    topics.LEADS_MESSAGES,
    topics.SLA_ALERTS,
    topics.DEAD_LETTERS,
    topics.SALES_REPS,
)
E = TypeVar("E", bound=Event)


class Watcher:
    """All events of the followed topics so far, by type, in the order in which they were read."""

    def __init__(self, bootstrap_servers: str) -> None:
        self._consumer = KafkaConsumer(
            bootstrap_servers=bootstrap_servers.split(","), isolation_level="read_committed", enable_auto_commit=False
        )
        self._events: dict[type[Event], list[Event]] = defaultdict(list)
        partitions = [TopicPartition(t, n) for t in FOLLOWED for n in self._consumer.partitions_for_topic(t) or ()]
        self._consumer.assign(partitions)
        self._consumer.seek_to_beginning(*partitions)

    def __enter__(self) -> "Watcher":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._consumer.close()

    def all(self, model: type[E]) -> list[E]:
        """The events of a type that have been read."""
        return self._events[model]  # type: ignore[return-value]

    def until(self, what: str, condition: Callable[[], object], within: float = 60) -> None:
        """Reads on until the condition holds. Raises HandoverError, naming ``what`` was waited for."""
        deadline = time.monotonic() + within
        while not condition():
            if time.monotonic() > deadline:
                raise HandoverError(f"Waited {within:.0f} s in vain for {what}.", "See the logs of the services.")
            self._read()

    def _read(self) -> None:
        for records in self._consumer.poll(timeout_ms=100).values():
            for record in records:
                if record.value is None:
                    continue
                try:
                    event = decode(record.headers, record.value)[1]
                except ContractError:
                    continue  # a dead letter says so
                self._events[type(event)].append(event)
