"""How long the stack takes to come up once cached, and what an idle service holds in memory."""

import tempfile
import time
from pathlib import Path

import psutil

from handover.stack.plan import SERVICES, local_plan
from handover.stack.stack import start_stack


def start_seconds() -> tuple[float, dict[str, float]]:
    """Seconds until all services are ready, and the resident megabytes of each a while after."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with start_stack(local_plan(Path(folder))) as stack:
            took = time.perf_counter() - began
            held = {}
            for name in SERVICES:
                pid = stack.part(f"{name}-0").process.pid
                held[name] = psutil.Process(pid).memory_info().rss / 1e6
            return took, held
