"""Decisions per second of one process through Kafka, exactly once, with full records, for pools of several sizes."""

import asyncio
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from tests.benchmarks.decision_work import log_of, routing
from tests.benchmarks.verdicts import PARTITIONS, ROOT, create, publish

from handover.stack import start_kafka
from lead_runtime import admin
from lead_runtime.engine.partitioner import partition_of

SIZES = {20: "at least 15,000", 200: "at least 10,000", 1000: "at least 4,000"}


class Rates(NamedTuple):
    """Leads given out per second in each round, by the number of reps; ``closed``: each closed later, one event more."""

    given: dict[int, list[float]]
    closed: dict[int, list[float]]


def measure(rounds: int = 3, count: int = 40_000) -> Rates:
    """By turns, each by a group that has seen nothing."""
    rates = Rates({size: [] for size in SIZES}, {size: [] for size in SIZES})
    kinds = [(size, closes) for size in SIZES for closes in (False, True)]
    with tempfile.TemporaryDirectory() as folder, start_kafka(Path(folder)) as cluster:
        bootstrap = cluster.bootstrap_servers
        admin.ensure_topics(bootstrap)
        records = {kind: asyncio.run(_fill(bootstrap, *kind, count)) for kind in kinds}
        for _ in range(rounds):
            for size, closes in kinds:
                rate = _round(bootstrap, _topic(size, closes), count, records[size, closes])
                (rates.closed if closes else rates.given)[size].append(rate)
    return rates


def _round(bootstrap: str, source: str, count: int, records: int) -> float:
    group = f"bench-{uuid.uuid4().hex[:8]}"
    asyncio.run(create(bootstrap, f"{group}.state", f"{group}.dlq"))
    command = [sys.executable, "-m", "tests.benchmarks.decision_worker", bootstrap, group, str(records), source]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = next(words for line in process.stdout if (words := line.split()) and words[0].isdigit())  # no log
        finally:
            process.kill()
    done, seconds = told
    return int(done) * count / records / float(seconds)


def _topic(size: int, closes: bool) -> str:
    return f"bench-requests-{size}-{'closed' if closes else 'given'}"


async def _fill(bootstrap: str, size: int, closes: bool, count: int) -> int:
    source, written = _topic(size, closes), 0
    await create(bootstrap, source)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 18, linger_ms=5)
    await producer.start()
    await publish(producer, routing())
    for key, value, headers in log_of(count, size, closes=closes):
        await producer.send(source, value, key, partition=partition_of(key, PARTITIONS), headers=headers)
        written += 1
    await producer.stop()
    return written
