"""Qualification's topology taking over all of its state: ``python -m tests.benchmarks.state_worker BOOTSTRAP GROUP``.

Prints the keys, the seconds until it was ready, and the MB that the process grew by.
"""

import asyncio
import sys
import time
from dataclasses import replace

import psutil
import uvloop

from lead_runtime.engine.engine import Engine
from lead_runtime.engine.settings import EngineSettings
from qualification.adapters.worker import topology

_LOOK_EVERY_S = 0.1


def main() -> None:
    bootstrap, group = sys.argv[1:3]

    async def run() -> None:
        engine, before, started = (
            Engine(replace(topology(), group=group), EngineSettings(bootstrap)),
            _mb(),
            time.perf_counter(),
        )
        running = asyncio.create_task(engine.run())
        while not engine.ready[0]:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(_LOOK_EVERY_S)
        print(f"{engine.size()} {time.perf_counter() - started} {_mb() - before}", flush=True)
        engine.request_stop()
        await running

    uvloop.run(run())


def _mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    main()
