"""A long list through lead-intake's HTTP side into Kafka: how fast it is kept, in how much memory, each row once."""

import time
from pathlib import Path
from typing import NamedTuple

import httpx
import psutil
from tests.benchmarks.intake import KEY, TAKING, running, surroundings

from handover.importing import Importer, Progress
from lead_contracts.topics import MARKETING_EVENTS
from lead_runtime import admin


class Kept(NamedTuple):
    """``rate``: rows per second; ``cpu``: rows per second of CPU; ``peak``: MB of the process; ``twice``: under one id."""

    rate: float
    cpu: float
    peak: float
    twice: int


def keep(file: Path, rows: int) -> Kept:
    """Sends the file and counts what is in Kafka then. A list that has ``rows`` rows."""
    with surroundings() as (bootstrap, env, folder), running(TAKING, env, folder, LEAD_INTAKE_WORKER="false") as server:
        process, peak = psutil.Process(server.process.pid), 0
        busy, started = _busy(process), time.perf_counter()

        def told(_: Progress) -> None:
            nonlocal peak
            peak = max(peak, process.memory_info().rss)

        headers = {"Authorization": f"Bearer {KEY}"}
        address = f"http://127.0.0.1:{server.port}"
        with httpx.Client(base_url=address, headers=headers, timeout=httpx.Timeout(30, read=None)) as client:
            done = Importer(client, file, {"source": "list"}, patience=60).send("bench", told)
        took, used = time.perf_counter() - started, _busy(process) - busy
        keys = [record.key for record in admin.read_topic(bootstrap, MARKETING_EVENTS)]
        assert done["rows"] == len(set(keys)) == rows, (done["rows"], len(set(keys)))
        return Kept(rows / took, rows / used, peak / (1 << 20), len(keys) - rows)


def _busy(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])
