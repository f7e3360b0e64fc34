"""Puts logs onto Kafka, as the services would: in transactions, under the lead's key."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from kafka import KafkaProducer

from handover.audit import LogEntry, LoggedEvent
from lead_contracts.codec import Envelope, encode


@contextmanager
def producer(bootstrap: str, name: str = "test") -> Iterator[KafkaProducer]:
    opened = KafkaProducer(bootstrap_servers=bootstrap, transactional_id=name, transaction_timeout_ms=60_000)
    opened.init_transactions()
    try:
        yield opened
    finally:
        opened.close(timeout=5)


def write(bootstrap: str, entries: Iterable[LogEntry]) -> None:
    with producer(bootstrap) as opened:
        opened.begin_transaction()
        send(opened, entries)
        opened.commit_transaction()


def write_and_abort(bootstrap: str, entries: Iterable[LogEntry]) -> None:
    with producer(bootstrap) as opened:
        opened.begin_transaction()
        send(opened, entries)
        opened.abort_transaction()


def send(opened: KafkaProducer, entries: Iterable[LogEntry]) -> None:
    """Sends without ending the transaction; returns when the broker has them all."""
    sent = []
    for entry in entries:
        if isinstance(entry, LoggedEvent):
            event, time = entry.event, entry.at.time
            headers, value = encode(Envelope(entry.id, "/test", time), event)
            key, milliseconds = event.key().encode(), int(time.timestamp() * 1000)
            sent.append(opened.send(event.TOPIC, value, key, list(headers), None, milliseconds))
        else:
            sent.append(opened.send(entry.at.topic, b"\xff", b"key", []))
    for future in sent:
        future.get(10)
