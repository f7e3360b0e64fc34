"""Qualification's topology on a topic of leads: ``python -m tests.benchmarks.verdict_worker BOOTSTRAP GROUP COUNT [still]``.

Prints how many verdicts lay between the first and the last commit, and the seconds. ``still``: nothing is decided; each
lead gets the first one's verdict, contact and state, which are read, written and committed as always.
"""

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import uvloop
from tests.benchmarks.engine_worker import Watch

from lead_contracts.events import LeadReceived
from lead_contracts.topics import LEADS_RECEIVED
from lead_runtime.collector import tune
from lead_runtime.engine.api import Context, Emit, Incoming, Output, State, Table, Topology
from lead_runtime.engine.engine import Engine
from lead_runtime.engine.settings import EngineSettings
from qualification.adapters.worker import topology


def main() -> None:
    bootstrap, group, count = sys.argv[1:4]
    watch, work = Watch(int(count)), topology()
    if sys.argv[4:] == ["still"]:
        work = _still(work)

    async def run() -> None:
        watch.engine = Engine(replace(work, group=group), EngineSettings(bootstrap), watch)
        await watch.engine.run()

    tune()
    uvloop.run(run())


def _still(work: Topology) -> Topology:
    table = next(each for each in work.tables if each.name == "leads")
    received = work.inputs[LEADS_RECEIVED]
    assert isinstance(received, dict)
    return replace(
        work, inputs={**work.inputs, LEADS_RECEIVED: {LeadReceived: _repeating(received[LeadReceived], table)}}
    )


def _repeating(handler: Callable[..., Iterable[Output]], table: Table[Any]) -> Callable[..., Iterable[Output]]:
    outputs: list[Output] = []
    kept: list[Any] = []

    def handle(incoming: Incoming[LeadReceived], state: State, ctx: Context) -> Iterable[Output]:
        lead_id = incoming.data.lead_id
        if not kept:
            outputs.extend(handler(incoming, state, ctx))
            kept.append(state.get(table, lead_id))
        state.put(table, lead_id, kept[0])
        return [
            Emit(output.data.model_copy(update={"lead_id": lead_id})) for output in outputs if isinstance(output, Emit)
        ]

    return handle


if __name__ == "__main__":
    main()
