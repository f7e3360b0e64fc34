"""Verdicts per second of one process through Kafka, exactly once, by a rule set of 50 conditions."""

import asyncio
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from tests.benchmarks.work import COMPANIES, leads

from handover.stack import start_kafka
from lead_contracts.base import Event
from lead_contracts.codec import Envelope, encode
from lead_contracts.events import ConfigPublished
from lead_contracts.topics import LEADS_RECEIVED
from lead_runtime import admin
from lead_runtime.config import load_yaml
from lead_runtime.engine.partitioner import partition_of
from qualification.adapters.publish import published_rules
from qualification.adapters.rules.file import RuleFile

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "deploy" / "config" / "rules"
CONDITIONS, PARTITIONS = 50, 12
_MORE = (
    'country == "{country}" && employees > {number}',
    'sector == "core" && seniority in ["c_level", "vp"] && country != "{country}"',
    'company.startsWith("company {number}") || "d{number}.example" in domains',
    'budget > {number}000 && buyer == "decision_maker"',
    'mailbox == "business" && (country in ["{country}", "SE"] || employees < {number})',
)


class Rates(NamedTuple):
    """Verdicts per second of each round, and what the same process reads, writes and commits without deciding."""

    verdicts: list[float]
    still: list[float]


def measure(rounds: int = 5, count: int = 60_000, companies: int = COMPANIES) -> Rates:
    """By turns, each by a group that has seen nothing. ``companies``: what is found of one lead is found of its colleagues."""
    rates = Rates([], [])
    with tempfile.TemporaryDirectory() as folder, start_kafka(Path(folder)) as cluster:
        admin.ensure_topics(cluster.bootstrap_servers)
        asyncio.run(_fill(cluster.bootstrap_servers, count, companies))
        for _ in range(rounds):
            rates.verdicts.append(_round(cluster.bootstrap_servers, count))
            rates.still.append(_round(cluster.bootstrap_servers, count, "still"))
    return rates


def fifty() -> RuleFile:
    """The shipped inbound rules with as many rules more as make 50 conditions."""
    file = load_yaml(SHIPPED / "inbound.yaml", RuleFile)
    content = file.model_dump(mode="json", by_alias=True)
    missing = CONDITIONS - str(content).count("'when': ") + str(content).count("'when': None")
    content["rules"] += [
        {"name": f"more_{n}", "side": ("fit", "engagement")[n % 2], "points": 1, "when": _condition(n)}
        for n in range(missing)
    ]
    return RuleFile.model_validate(content)


def _condition(number: int) -> str:
    return _MORE[number % len(_MORE)].format(country=("DE", "GB", "FR")[number % 3], number=number)


def published() -> Iterable[ConfigPublished]:
    """Both motions' rules, in effect."""
    now = datetime.now(UTC)
    shipped = published_rules([SHIPPED / "outbound.yaml"], now, "bench", effective_from=now - timedelta(days=1))
    content = fifty().model_dump(mode="json", by_alias=True)
    inbound = shipped[0].model_copy(update={"name": "inbound", "content": content})
    return *shipped, inbound


def _round(bootstrap: str, count: int, *how: str) -> float:
    group = f"bench-{uuid.uuid4().hex[:8]}"
    asyncio.run(create(bootstrap, f"{group}.state", f"{group}.dlq"))
    command = [sys.executable, "-m", "tests.benchmarks.verdict_worker", bootstrap, group, str(count), *how]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            told = next(words for line in process.stdout if (words := line.split()) and words[0].isdigit())  # no log
        finally:
            process.kill()
    records, seconds = told
    return int(records) / float(seconds)


async def create(bootstrap: str, *topics: str) -> None:
    """Topics of as many partitions as leads have."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await client.start()
    await client.create_topics([NewTopic(topic, PARTITIONS, 1) for topic in topics])
    await client.close()


async def _fill(bootstrap: str, count: int, companies: int) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", max_batch_size=1 << 18, linger_ms=5)
    await producer.start()
    for event in published():
        await publish(producer, event)
    for key, value, headers in leads(count, companies):
        await producer.send(LEADS_RECEIVED, value, key, partition=partition_of(key, PARTITIONS), headers=headers)
    await producer.stop()


async def publish(producer: AIOKafkaProducer, event: Event) -> None:
    """Writes an event where it belongs."""
    headers, value = encode(Envelope(uuid.uuid4().hex, "/bench", datetime.now(UTC)), event)
    await producer.send_and_wait(event.TOPIC, value, event.key().encode(), headers=list(headers))
