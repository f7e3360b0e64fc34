"""Our engine doing ``work`` on a topic: ``python -m tests.benchmarks.engine_worker BOOTSTRAP GROUP SOURCE OUT COUNT``.

Prints the seconds from the first to the last commit and how many records lay between.
"""

import sys
import time

import uvloop
from tests.benchmarks.work import score

from lead_contracts.events import LeadReceived
from lead_runtime.collector import tune
from lead_runtime.engine.api import Context, Emit, Incoming, State, Topology
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.settings import EngineSettings


class Watch(Observer):
    """Counts committed records and stops the engine at the last."""

    def __init__(self, count: int) -> None:
        self.left, self.first, self.at_first = count, 0.0, 0
        self.engine: Engine | None = None

    def batch(self, records: int, seconds: float) -> None:
        self.left -= records
        if not self.first:
            self.first, self.at_first = time.perf_counter(), self.left
        if self.left <= 0 and self.engine is not None:
            print(f"{self.at_first} {time.perf_counter() - self.first}", flush=True)
            self.engine.request_stop()


def main() -> None:
    bootstrap, group, source, out, count = sys.argv[1:6]

    def on_lead(incoming: Incoming[LeadReceived], _: State, __: Context) -> tuple[Emit, ...]:
        return (Emit(score(incoming.data), topic=out),)

    watch = Watch(int(count))
    topology = Topology(group=group, inputs={source: {LeadReceived: on_lead}}, outputs=frozenset({out}))

    async def run() -> None:
        watch.engine = Engine(topology, EngineSettings(bootstrap, max_batch=int(sys.argv[6])), watch)
        await watch.engine.run()

    tune()
    uvloop.run(run())


if __name__ == "__main__":
    main()
