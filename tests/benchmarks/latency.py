"""HTTP intake to ``lead.assigned``, read committed, through all groups, broker and load on one machine.

Each request carries one lead, sent at its time whatever became of the one before (an open loop: a slow answer does not
slow the load, so nothing is hidden). The clock starts before the request is written and stops when the assignment is read.
"""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiokafka import AIOKafkaConsumer, TopicPartition
from ruamel.yaml import YAML

from handover.stack.plan import local_plan
from handover.stack.stack import Stack, start_stack
from lead_contracts.ids import Person, lead_id
from lead_contracts.topics import LEADS_ASSIGNED

PARTITIONS = 12
ROOT = Path(__file__).parents[2]
UNCAPPED = ("max_open", "max_per_day")


@dataclass
class Load:
    """One rate, for so many seconds; all latencies in milliseconds."""

    rate: int
    seconds: int
    answered: list[float] = field(default_factory=list)
    assigned: list[float] = field(default_factory=list)
    refused: int = 0
    """Answered otherwise than 202."""
    half_way: list[float] = field(default_factory=list)
    """The assigned latencies of the first half: where the lag grows, the second half is slower."""

    @property
    def missing(self) -> int:
        return self.rate * self.seconds - len(self.assigned)


def percentile(values: list[float], share: float) -> float:
    """The nearest-rank percentile; ``share`` 0..1."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@contextmanager
def stack_without_caps() -> Iterator[Stack]:
    """The whole stack with the project's configuration, but no rep is ever full."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config"
        shutil.copytree(ROOT / "deploy" / "config", config)
        _uncap(config / "reps.yaml")
        plan = local_plan(Path(folder) / "stack").model_copy(
            update={"config_dir": config, "log_level": "warning", "long_run": True}
        )
        with start_stack(plan) as stack:
            yield stack


def measure(stack: Stack, rate: int, seconds: int, series: str) -> Load:
    """Runs one load. ``series`` makes its people others than those of other loads."""
    return asyncio.run(_measure(stack, Load(rate, seconds), series))


async def _measure(stack: Stack, load: Load, series: str) -> Load:
    sent: dict[str, float] = {}
    consumer = await _follow(stack.bootstrap_servers)
    reading = asyncio.create_task(_read(consumer, sent, load))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        await _send(http, stack, load, sent, series)
    await asyncio.wait({reading}, timeout=30)
    reading.cancel()
    await consumer.stop()
    return load


async def _send(http: aiohttp.ClientSession, stack: Stack, load: Load, sent: dict[str, float], series: str) -> None:
    url = stack.address("lead-intake") + "/v1/leads"
    headers = {"Authorization": f"Bearer {stack.keys.of('marketing')}", "Content-Type": "application/json"}
    secret, begin = stack.keys.lead_id_secret.encode(), time.perf_counter() + 0.2
    posts = []
    for n in range(load.rate * load.seconds):
        email = f"{series}.{n}@company{n % 89}.example"
        body = json.dumps({"email": email, "company": f"Company {n % 89}", "job_title": "Head of IT", "country": "DE"})
        lead = lead_id(secret, Person(source="bench", email=email), "").lead_id
        await asyncio.sleep(max(0.0, begin + n / load.rate - time.perf_counter()))
        sent[lead] = time.perf_counter()
        posts.append(asyncio.create_task(_post(http, url, headers, body, load)))
    await asyncio.gather(*posts)


async def _post(http: aiohttp.ClientSession, url: str, headers: dict[str, str], body: str, load: Load) -> None:
    started = time.perf_counter()
    async with http.post(url, data=body, headers=headers) as answer:
        await answer.read()
        if answer.status != 202:
            load.refused += 1
            return
    load.answered.append((time.perf_counter() - started) * 1000)


async def _follow(bootstrap: str) -> AIOKafkaConsumer:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, isolation_level="read_committed")
    await consumer.start()
    partitions = [TopicPartition(LEADS_ASSIGNED, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    for tp, end in (await consumer.end_offsets(partitions)).items():
        consumer.seek(tp, end)
    return consumer


async def _read(consumer: AIOKafkaConsumer, sent: dict[str, float], load: Load) -> None:
    total = load.rate * load.seconds
    while len(load.assigned) < total:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            now = time.perf_counter()
            for record in records:
                began = sent.pop(record.key.decode(), None)
                if began is not None:
                    load.assigned.append((now - began) * 1000)
        if len(load.assigned) <= total // 2:
            load.half_way = list(load.assigned)


def _uncap(reps: Path) -> None:
    yaml = YAML()
    content = yaml.load(reps.read_text())
    _drop(content)
    with reps.open("w") as file:
        yaml.dump(content, file)


def _drop(node: object) -> None:
    """Removes the caps wherever they stand."""
    if isinstance(node, dict):
        for name in UNCAPPED:
            node.pop(name, None)
        for inner in node.values():
            _drop(inner)
    elif isinstance(node, list):
        for inner in node:
            _drop(inner)
