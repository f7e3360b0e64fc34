"""The stack with the people who work on its leads."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from kafka import KafkaProducer
from tests.chaos.floor import team

from handover.stack.keys import KeyRing
from handover.stack.paths import made
from handover.stack.plan import Plan
from handover.stack.stack import Stack, start_stack
from lead_contracts.base import Event
from lead_contracts.topics import PARTITIONS
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event


@contextmanager
def set_up(plan: Plan) -> Iterator[Stack]:
    """A stack that is up, with a team of reps who have keys. Stopped at the end of the block."""
    reps = team("chaos")
    KeyRing(made(plan.directory, "--dir")).ensure(tuple(rep.rep_id for rep in reps))
    with start_stack(plan) as stack:
        publish(stack.bootstrap_servers, reps)
        yield stack


def publish(bootstrap_servers: str, events: Iterable[Event]) -> None:
    """Writes the events under their keys; returns when all are there."""
    producer = KafkaProducer(bootstrap_servers=bootstrap_servers.split(","), acks="all", linger_ms=5)
    try:
        for event in events:
            key = event.key().encode()
            headers, value = encode_event(event, id=f"chaos/{uuid4()}", source="/chaos", time=datetime.now(UTC))
            producer.send(event.TOPIC, value, key, headers=list(headers), partition=partition_of(key, PARTITIONS))
        producer.flush(30)
    finally:
        producer.close()
