"""The stack with the people who work on its leads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kafka import KafkaProducer
from tests.chaos.floor import team

from handover.stack.keys import KeyRing
from handover.stack.paths import made
from handover.stack.plan import Plan
from handover.stack.stack import Stack, start_stack
from lead_contracts.events import RepChanged
from lead_contracts.topics import PARTITIONS
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event


@contextmanager
def set_up(plan: Plan) -> Iterator[Stack]:
    """A stack that is up, with a team of reps who have keys. Stopped at the end of the block."""
    reps = team("chaos")
    KeyRing(made(plan.directory, "--dir")).ensure(tuple(rep.rep_id for rep in reps))
    with start_stack(plan) as stack:
        _publish(stack.bootstrap_servers, reps)
        yield stack


def _publish(bootstrap_servers: str, reps: list[RepChanged]) -> None:
    producer = KafkaProducer(bootstrap_servers=bootstrap_servers.split(","), acks="all")
    try:
        for rep in reps:
            key = rep.key().encode()
            headers, value = encode_event(rep, id=f"chaos/{rep.rep_id}", source="/chaos", time=datetime.now(UTC))
            producer.send(rep.TOPIC, value, key, headers=list(headers), partition=partition_of(key, PARTITIONS))
        producer.flush(30)
    finally:
        producer.close()
