"""Accepted requests per second of one lead-intake process, acks=all, against a bare endpoint in the same run.

All are full of requests by turns, several times, so that what else the machine does falls on each. The HTTP side is
measured alone, and in the whole process, whose worker makes leads of what is taken in the same seconds on the same core.
``python -m tests.benchmarks.intake`` runs the HTTP side alone.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
from tests.benchmarks.crowd import accepted_per_second
from tests.support import eventually

from handover.stack import start_kafka, start_valkey
from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.topics import MARKETING_EVENTS, TopicSpec
from lead_intake.bootstrap import build
from lead_intake.settings import IntakeSettings
from lead_runtime import admin
from lead_runtime.host import ServiceSpec, main

ROOT = Path(__file__).parents[2]
KEY, BARE = "marketing-key-of-the-bench", "bench.bare"
CONNECTIONS, WARM_S, ROUND_S, ROUNDS = 64, 5.0, 4.0, 7


@dataclass
class Rates:
    """202s per second, by round."""

    bare: list[float] = field(default_factory=list)
    http: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def measure() -> Rates:
    """All rounds."""
    with servers() as (bootstrap, ports, whole):
        for port in (*ports, *ports):
            accepted_per_second(port, KEY, WARM_S, CONNECTIONS)
        rates = Rates()
        for _ in range(ROUNDS):
            eventually(lambda: _at_rest(bootstrap), 240, "the worker has made leads of all that was taken")
            rates.whole.append(accepted_per_second(ports[2], KEY, ROUND_S, CONNECTIONS))
            eventually(lambda: _at_rest(bootstrap), 240, "the worker has made leads of all that was taken")
            whole.freeze()  # or it would work on what the HTTP side takes, on the same two cores
            rates.bare.append(accepted_per_second(ports[0], KEY, ROUND_S, CONNECTIONS))
            rates.http.append(accepted_per_second(ports[1], KEY, ROUND_S, CONNECTIONS))
            whole.thaw()
        return rates


def _at_rest(bootstrap: str) -> bool:
    return sum(each.lag for each in admin.lag(bootstrap, "lead-intake", [MARKETING_EVENTS])) == 0


@contextmanager
def servers() -> Iterator[tuple[str, tuple[int, int, int], Process]]:
    """Kafka; the ports of the bare endpoint, of intake's HTTP side and of a whole lead-intake; the last one's process."""
    with (
        tempfile.TemporaryDirectory() as name,
        start_kafka(Path(name) / "kafka") as kafka,
        start_valkey(Path(name) / "valkey") as valkey,
    ):
        admin.ensure_topics(kafka.bootstrap_servers)
        admin.ensure_topics(kafka.bootstrap_servers, specs=[_bare_topic()])
        bare, http, whole = free_ports(3)
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
        with (
            _running(["tests.benchmarks.bare_intake", BARE], bare, env, Path(name)),
            _running(["tests.benchmarks.intake"], http, env, Path(name)),
            _running(["lead_intake"], whole, env, Path(name)) as process,
        ):
            yield kafka.bootstrap_servers, (bare, http, whole), process


@contextmanager
def _running(module: list[str], port: int, env: dict[str, str], folder: Path) -> Iterator[Process]:
    command = [sys.executable, "-m", *module]
    (spool := folder / f"spool-{port}").mkdir()
    own = {"HANDOVER_HTTP_PORT": str(port), "LEAD_INTAKE_SPOOL_DIR": str(spool)}
    process = Process(module[0], command, folder / f"{module[0]}.log", env=os.environ | env | own)
    process.start()
    try:
        eventually(lambda: _ready(port) or not process.running, 60, f"{module[0]} is ready")
        assert process.running, process.log_tail()
        yield process
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


def _http_side(settings: IntakeSettings) -> ServiceSpec:
    return replace(build(settings), engines=(), agents=())


if __name__ == "__main__":
    sys.exit(main(IntakeSettings, _http_side))
