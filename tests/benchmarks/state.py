"""The state of a million leads: what it weighs in memory, and how long a new worker takes to restore it."""

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from tests.benchmarks.verdicts import PARTITIONS, ROOT, create, publish, published
from tests.benchmarks.work import leads

from handover.stack import start_kafka
from lead_contracts.codec import decode
from lead_contracts.events import LeadReceived
from lead_runtime import admin
from lead_runtime.engine.codec import TableCodec
from lead_runtime.engine.partitioner import partition_of
from qualification.adapters.rules.published import compiled
from qualification.adapters.tables import Limits, Tables
from qualification.adapters.translate import touch_of
from qualification.domain.receive import receive
from qualification.domain.rules import Published, RuleBook

GROUP = "bench-state"
_SHAPES = 1000


class Restored(NamedTuple):
    """``keys`` of state, read back in ``seconds``; the process grew by ``grown_mb``."""

    keys: int
    seconds: float
    grown_mb: float


def measure(count: int = 1_000_000, rounds: int = 2) -> list[Restored]:
    """Fills a state topic with leads as qualification keeps them, and starts workers on it, one after the other."""
    with tempfile.TemporaryDirectory() as folder, start_kafka(Path(folder)) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        asyncio.run(_fill(cluster.bootstrap_servers, count))
        return [restore(cluster.bootstrap_servers, GROUP) for _ in range(rounds)]


def restore(bootstrap: str, group: str, *which: str) -> Restored:
    """Starts a worker on the state of the group."""
    command = [sys.executable, "-m", "tests.benchmarks.state_worker", bootstrap, group, *which]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    keys, seconds, grown = next(
        words for line in done.stdout.splitlines() if (words := line.split()) and words[0].isdigit()
    )
    return Restored(int(keys), float(seconds), float(grown))


async def _fill(bootstrap: str, count: int) -> None:
    await create(bootstrap, f"{GROUP}.state", f"{GROUP}.dlq")
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 20, linger_ms=20)
    await producer.start()
    for event in published():
        await publish(producer, event)
    codec, shapes = TableCodec(Tables.under(Limits()).leads), list(_values())
    for number in range(count):
        key, value = codec.key(f"lead-{number}"), shapes[number % len(shapes)]
        where = partition_of(f"lead-{number}".encode(), PARTITIONS)
        await producer.send(f"{GROUP}.state", value, key, partition=where, headers=list(codec.headers))
    await producer.stop()


def _values() -> Iterable[bytes]:
    """Leads after one touch, as they lie on the changelog."""
    now = datetime.now(UTC)
    book = RuleBook(tuple(Published(compiled(each), now - timedelta(days=1), now) for each in published()))
    codec = TableCodec(Tables.under(Limits()).leads)
    for _, value, headers in leads(_SHAPES):
        event = decode(headers, value)[1]
        assert isinstance(event, LeadReceived)
        found = receive(None, touch_of(event), book, now)
        assert found is not None
        yield codec.encode(found.lead)
