"""Accepted requests per second of one lead-intake process, acks=all, against a bare endpoint in the same run.

All are full of requests by turns, several times, so that what else the machine does falls on each. The HTTP side is
measured alone, in a process that only takes, and in one whose worker makes leads of what is taken in the same seconds.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
from tests.benchmarks.crowd import accepted_per_second
from tests.support import eventually

from handover.stack import start_kafka, start_valkey
from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.topics import MARKETING_EVENTS, TopicSpec
from lead_runtime import admin

ROOT = Path(__file__).parents[2]
TAKING = ["lead_intake"]
KEY, BARE = "marketing-key-of-the-bench", "bench.bare"
CONNECTIONS, WARM_S, ROUND_S, ROUNDS = 64, 5.0, 4.0, 7


class Round(NamedTuple):
    """``rate``: 202s per second; ``cpu``: milliseconds that the process worked for each, whoever else was busy."""

    rate: float
    cpu: float


@dataclass
class Rounds:
    """Of each server."""

    bare: list[Round] = field(default_factory=list)
    http: list[Round] = field(default_factory=list)
    whole: list[Round] = field(default_factory=list)


@dataclass(frozen=True)
class Server:
    """A process and its port."""

    process: Process
    port: int

    def take(self, seconds: float) -> Round:
        """Full of requests for so long."""
        process = psutil.Process(self.process.pid)
        before = sum(process.cpu_times()[:2])
        rate = accepted_per_second(self.port, KEY, seconds, CONNECTIONS)
        return Round(rate, (sum(process.cpu_times()[:2]) - before) * 1000 / (rate * seconds))


def measure() -> Rounds:
    """All rounds."""
    with servers() as (bootstrap, bare, http, whole):
        for server in (bare, http, whole) * 2:
            server.take(WARM_S)
        rounds = Rounds()
        for _ in range(ROUNDS):
            eventually(lambda: _at_rest(bootstrap), 240, "the worker has made leads of all that was taken")
            rounds.whole.append(whole.take(ROUND_S))
            eventually(lambda: _at_rest(bootstrap), 240, "the worker has made leads of all that was taken")
            whole.process.freeze()  # or it would work on what the HTTP side takes, on the same two cores
            rounds.bare.append(bare.take(ROUND_S))
            rounds.http.append(http.take(ROUND_S))
            whole.process.thaw()
        return rounds


def _at_rest(bootstrap: str) -> bool:
    return sum(each.lag for each in admin.lag(bootstrap, "lead-intake", [MARKETING_EVENTS])) == 0


@contextmanager
def servers() -> Iterator[tuple[str, Server, Server, Server]]:
    """Kafka; the bare endpoint, intake's HTTP side, a whole lead-intake."""
    with surroundings() as (bootstrap, env, folder):
        admin.ensure_topics(bootstrap, specs=[_bare_topic()])
        with (
            running(["tests.benchmarks.bare_intake", BARE], env, folder) as bare,
            running(TAKING, env, folder, LEAD_INTAKE_WORKER="false") as http,
            running(TAKING, env, folder) as whole,
        ):
            yield bootstrap, bare, http, whole


@contextmanager
def surroundings() -> Iterator[tuple[str, dict[str, str], Path]]:
    """Kafka with our topics and Valkey: where it is, what a process has to know of them, and a folder."""
    with (
        tempfile.TemporaryDirectory() as name,
        start_kafka(Path(name) / "kafka") as kafka,
        start_valkey(Path(name) / "valkey") as valkey,
    ):
        admin.ensure_topics(kafka.bootstrap_servers)
        env = {
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            "HANDOVER_BOOTSTRAP_SERVERS": kafka.bootstrap_servers,
            "HANDOVER_REDIS_URL": valkey.url,
            "HANDOVER_LEAD_ID_SECRET": "secret-of-the-bench",
            "HANDOVER_API_KEYS": json.dumps([{"name": "bench", "role": "marketing", "key": KEY}]),
            "HANDOVER_RATE_LIMIT": "100000",
            "HANDOVER_RATE_BURST": "100000",
            "HANDOVER_LOG_LEVEL": "warning",
        }
        yield kafka.bootstrap_servers, env, Path(name)


@contextmanager
def running(module: list[str], env: dict[str, str], folder: Path, **more: str) -> Iterator[Server]:
    """A process that is ready, on a port of its own; ``more``: variables of its environment."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", *module]
    (spool := folder / f"spool-{port}").mkdir()
    own = {"HANDOVER_HTTP_PORT": str(port), "LEAD_INTAKE_SPOOL_DIR": str(spool)}
    process = Process(module[0], command, folder / f"{module[0]}-{port}.log", env=os.environ | env | own | more)
    process.start()
    try:
        eventually(lambda: _ready(port) or not process.running, 60, f"{module[0]} is ready")
        assert process.running, process.log_tail()
        yield Server(process, port)
    finally:
        process.stop()


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _bare_topic() -> TopicSpec:
    return TopicSpec(
        name=BARE, about="", key="", partitions=12, cleanup="delete", retention_ms=None,
        writers=(), readers=(), config={"cleanup.policy": "delete"},
    )  # fmt: skip
