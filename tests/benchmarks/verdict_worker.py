"""Qualification's own topology on a topic of leads: ``python -m tests.benchmarks.verdict_worker BOOTSTRAP GROUP COUNT``.

Prints how many verdicts lay between the first and the last commit, and the seconds.
"""

import sys
from dataclasses import replace

import uvloop
from tests.benchmarks.engine_worker import Watch

from lead_runtime.engine.engine import Engine
from lead_runtime.engine.settings import EngineSettings
from qualification.adapters.worker import topology


def main() -> None:
    bootstrap, group, count = sys.argv[1:4]
    watch = Watch(int(count))

    async def run() -> None:
        watch.engine = Engine(replace(topology(), group=group), EngineSettings(bootstrap), watch)
        await watch.engine.run()

    uvloop.run(run())


if __name__ == "__main__":
    main()
