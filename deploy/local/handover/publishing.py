"""Publishing configuration: what is new is added to the log in one transaction, by one at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from kafka import KafkaProducer
from kafka.errors import KafkaError

from handover.broker.connect import BOOTSTRAP_TIMEOUT_MS, CANNOT_READ
from handover.errors import HandoverError
from lead_contracts.base import Event
from lead_contracts.codec import ContractError
from lead_contracts.ids import derived_id
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.admin import read_topic
from lead_runtime.engine.partitioner import partition_of
from lead_runtime.engine.wire import encode_event, read_event

_TIMEOUT_MS: Final = 20_000
_SOURCE: Final = "/handover"
EventT = TypeVar("EventT", bound=Event)


def publish(
    bootstrap_servers: str,
    new: Callable[[Sequence[Event]], Iterable[EventT]],
    topics: Sequence[str] = (CONFIG_VERSIONS,),
) -> tuple[EventT, ...]:
    """Writes what ``new`` makes of all that the topics hold, all or nothing; returns it, confirmed.

    Only one can be at work: a second one fences the first, so no version is given twice. Raises HandoverError where a
    topic holds what this release cannot read, what ``new`` raises, and what Kafka's client raises.
    """
    with _exclusively(bootstrap_servers) as producer:
        known = [event for topic in topics for event in existing(bootstrap_servers, topic)]
        events = tuple(new(known))
        if events:
            _write(producer, events)
    return events


def existing(bootstrap_servers: str, topic: str) -> Sequence[Event]:
    """What a topic holds, older events of a key before newer ones; what a tombstone removed is gone.

    Raises HandoverError where it is more than this release can read.
    """
    found: dict[bytes | None, list[Event]] = {}
    for record in read_topic(bootstrap_servers, topic):
        if record.value is None:
            found.pop(record.key, None)
            continue
        try:
            found.setdefault(record.key, []).append(read_event(record))
        except ContractError as error:
            raise HandoverError(
                f"{topic} holds what this release cannot read: {error}.", exit_code=CANNOT_READ
            ) from error
    return [event for events in found.values() for event in events]


@contextmanager
def _exclusively(bootstrap_servers: str) -> Iterator[KafkaProducer]:
    producer = KafkaProducer(
        bootstrap_servers=bootstrap_servers.split(","),
        transactional_id="handover-publish",
        transaction_timeout_ms=_TIMEOUT_MS,
        request_timeout_ms=_TIMEOUT_MS // 2,
        delivery_timeout_ms=_TIMEOUT_MS,
        max_block_ms=_TIMEOUT_MS,
        bootstrap_timeout_ms=BOOTSTRAP_TIMEOUT_MS,
    )
    try:
        producer.init_transactions()
        yield producer
    finally:
        producer.close(timeout=_TIMEOUT_MS / 1000)


def _write(producer: KafkaProducer, events: Iterable[Event]) -> None:
    producer.begin_transaction()
    try:
        sent = [_send(producer, event) for event in events]
        for confirmation in sent:
            confirmation.get(_TIMEOUT_MS / 1000)
        producer.commit_transaction()
    except Exception:
        # Left open it would hold back every reader of these topics until the broker ends it.
        with suppress(KafkaError):
            producer.abort_transaction()
        raise


def _send(producer: KafkaProducer, event: Event) -> Any:
    now, key = datetime.now(UTC), event.key()
    identity = derived_id(key, event.type(), now.isoformat())
    headers, value = encode_event(event, id=identity, source=_SOURCE, time=now)
    partition = partition_of(key.encode(), len(producer.partitions_for(event.TOPIC)))
    return producer.send(event.TOPIC, value=value, key=key.encode(), headers=list(headers), partition=partition)
