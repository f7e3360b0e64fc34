"""One worker process, exactly once: our engine against Quix Streams and against the handler alone, in turns."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from tests.benchmarks.work import handle, leads

from handover.stack import start_kafka

PARTITIONS = 4
ROOT = Path(__file__).parents[2]


@dataclass
class Rates:
    """Records per second of each run."""

    engine: list[float] = field(default_factory=list)
    quix: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def ratios(self, other: list[float]) -> list[float]:
        """Engine to another, pair by pair."""
        return [mine / theirs for mine, theirs in zip(self.engine, other, strict=True)]


def measure(rounds: int = 5, count: int = 100_000) -> Rates:
    """Each round: the handler alone, the engine, Quix, one after the other on the same topic."""
    rates = Rates()
    with tempfile.TemporaryDirectory() as folder, start_kafka(Path(folder)) as cluster:
        asyncio.run(_fill(cluster.bootstrap_servers, "bench.in", count))
        for n in range(rounds):
            rates.alone.append(_alone())
            rates.engine.append(_worker("tests.benchmarks.engine_worker", cluster.bootstrap_servers, count))
            rates.quix.append(_worker("tests.benchmarks.quix_worker", cluster.bootstrap_servers, count))
            print(
                f"round {n + 1}: engine {rates.engine[-1]:.0f}/s quix {rates.quix[-1]:.0f}/s alone {rates.alone[-1]:.0f}/s"
            )
    return rates


def report(rates: Rates) -> list[tuple[str, str, str]]:
    """Rows: what, reached, aim."""

    def spread(values: list[float], form: str) -> str:
        return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"

    there = ", ".join(f"{name} {version(name)}" for name in ("pydantic", "quixstreams"))
    return [
        ("releases in the environment that both ran in", there, ""),
        ("engine, exactly once, records/s", spread(rates.engine, ".0f"), ""),
        ("Quix Streams, exactly once, records/s", spread(rates.quix, ".0f"), ""),
        ("handler alone in memory, records/s", spread(rates.alone, ".0f"), ""),
        ("engine to Quix", spread(rates.ratios(rates.quix), ".2f"), "at least 1.4"),
        ("engine to the handler alone", spread(rates.ratios(rates.alone), ".2f"), "at least 0.42"),
    ]


def _alone(count: int = 30_000) -> float:
    records = list(leads(count))
    started = time.perf_counter()
    for _, value, headers in records:
        handle(value, headers)
    return count / (time.perf_counter() - started)


def _worker(module: str, bootstrap: str, count: int) -> float:
    tag = uuid.uuid4().hex[:8]
    out = f"bench.out.{tag}"
    asyncio.run(_create(bootstrap, out, f"bench-{tag}.dlq"))
    command = [sys.executable, "-m", module, bootstrap, f"bench-{tag}", "bench.in", out, str(count), "2000"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            records, seconds = process.stdout.readline().split()
        finally:
            process.kill()
    return int(records) / float(seconds)


async def _create(bootstrap: str, *topics: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in topics])
    await admin.close()


async def _fill(bootstrap: str, topic: str, count: int) -> None:
    await _create(bootstrap, topic)
    await _create(bootstrap, "dead.letters")
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 18, linger_ms=5)
    await producer.start()
    for n, (key, value, headers) in enumerate(leads(count)):
        await producer.send(topic, value, key, partition=n % PARTITIONS, headers=headers)
    await producer.stop()


if __name__ == "__main__":
    for row in report(measure()):
        print(" | ".join(row))
