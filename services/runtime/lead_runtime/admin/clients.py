"""Connections to Kafka that are closed again, and a named error where there is none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Literal, TypeAlias

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaConnectionError, KafkaTimeoutError

from lead_runtime.admin import codecs, header_names

codecs.lend()
header_names.read_leniently()

Isolation: TypeAlias = Literal["read_committed", "read_uncommitted"]
CONNECT_MS: Final = 10_000


class KafkaUnreachable(Exception):
    """No broker answered at the bootstrap servers."""


@contextmanager
def admin_client(bootstrap: str) -> Iterator[KafkaAdminClient]:
    """An admin client for the block. Raises KafkaUnreachable."""
    try:
        client = KafkaAdminClient(bootstrap_servers=bootstrap.split(","), bootstrap_timeout_ms=CONNECT_MS)
    except (KafkaConnectionError, KafkaTimeoutError) as error:
        raise KafkaUnreachable(f"no Kafka at {bootstrap}") from error
    try:
        yield client
    finally:
        client.close()


@contextmanager
def reader(bootstrap: str, isolation: Isolation = "read_committed") -> Iterator[KafkaConsumer]:
    """A consumer without a group for the block; positions are set by hand. Raises KafkaUnreachable."""
    try:
        consumer = KafkaConsumer(
            bootstrap_servers=bootstrap.split(","),
            bootstrap_timeout_ms=CONNECT_MS,
            group_id=None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level=isolation,
            max_poll_records=2000,
            fetch_max_wait_ms=50,
        )
    except (KafkaConnectionError, KafkaTimeoutError) as error:
        raise KafkaUnreachable(f"no Kafka at {bootstrap}") from error
    try:
        yield consumer
    finally:
        consumer.close(autocommit=False)
