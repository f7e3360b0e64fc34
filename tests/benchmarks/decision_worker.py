"""Assignment's deciding on a pool's log: ``python -m tests.benchmarks.decision_worker BOOTSTRAP GROUP COUNT SOURCE``.

Prints how many records lay between the first and the last commit, and the seconds.
"""

import sys
from dataclasses import replace

import uvloop
from tests.benchmarks.engine_worker import Watch

from assignment.adapters.decide import topology
from lead_contracts.topics import ASSIGNMENT_REQUESTS
from lead_runtime.collector import tune
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.settings import EngineSettings


def main() -> None:
    bootstrap, group, count, source = sys.argv[1:5]
    watch, work = Watch(int(count)), topology()

    async def run() -> None:
        inputs = {source: work.inputs[ASSIGNMENT_REQUESTS]}
        watch.engine = Engine(replace(work, group=group, inputs=inputs), EngineSettings(bootstrap), watch)
        await watch.engine.run()

    tune()
    uvloop.run(run())


if __name__ == "__main__":
    main()
