"""A topology taking over all of its state: ``python -m tests.benchmarks.state_worker BOOTSTRAP GROUP [decide]``.

Qualification's, or that of assignment.decide.

Prints the keys, the seconds until all of it was held, and the MB that the process grew by.
"""

import sys
import time
from dataclasses import replace

import psutil
import uvloop

from assignment.adapters import decide
from lead_runtime.collector import tune
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.settings import EngineSettings
from qualification.adapters.worker import topology


class Restoring(Observer):
    """Tells of the whole restore, and ends the engine."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self._before, self._started = _mb(), time.perf_counter()

    def restored(self, partitions: int, keys: int, seconds: float) -> None:
        assert self.engine is not None
        print(f"{keys} {time.perf_counter() - self._started} {_mb() - self._before}", flush=True)
        self.engine.request_stop()


def main() -> None:
    bootstrap, group = sys.argv[1:3]

    async def run() -> None:
        restoring = Restoring()
        work = decide.topology() if sys.argv[3:] == ["decide"] else topology()
        restoring.engine = Engine(replace(work, group=group), EngineSettings(bootstrap), restoring)
        await restoring.engine.run()

    tune()
    uvloop.run(run())


def _mb() -> float:
    return float(psutil.Process().memory_info().rss) / 1e6


if __name__ == "__main__":
    main()
