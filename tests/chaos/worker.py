"""A service as production runs it, built by its own bootstrap, with traps in its transactions: ``… worker SERVICE``."""

import asyncio
import os
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast, get_type_hints

from tests.chaos.traps import MOMENTS, Moment, Outcome, Trap, freeze_myself

from lead_runtime.engine.engine import Engine
from lead_runtime.engine.observer import Observer
from lead_runtime.engine.settings import Pause
from lead_runtime.host import ServiceSpec, main
from lead_runtime.settings import RuntimeSettings


class Trapper:
    """Puts traps into an engine before it runs, and tells how the transaction ended that walked into one."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        group = engine.topology.group
        self._traps: dict[Moment, Trap] = {moment: Trap(folder, group, moment) for moment in MOMENTS}
        self._sprung: Trap | None = None
        engine._settings = replace(
            engine._settings, pause_before_offsets=self._pause("before"), pause_after_offsets=self._pause("after")
        )
        self._listen(engine._observer)

    def _pause(self, moment: Moment) -> Pause:
        trap = self._traps[moment]

        async def look() -> None:
            linger = trap.sprung()
            if linger is not None:
                await asyncio.sleep(linger)
                self._sprung = trap
                freeze_myself()

        return look

    def _listen(self, observer: Observer) -> None:
        batch, fenced = observer.batch, observer.fenced

        def committed(records: int, seconds: float) -> None:
            self._tell("committed")
            batch(records, seconds)

        def turned_away() -> None:
            self._tell("fenced")
            fenced()

        observer.batch, observer.fenced = committed, turned_away  # type: ignore[method-assign]

    def _tell(self, outcome: Outcome) -> None:
        if self._sprung is not None:
            self._sprung.tell(outcome)
            self._sprung = None


def run(service: str) -> int:
    """Runs the service; returns its exit code."""
    bootstrap = import_module(f"{service.replace('-', '_')}.bootstrap")
    folder = Path(os.environ["HANDOVER_DATA_DIR"])

    def build(settings: RuntimeSettings) -> ServiceSpec:
        spec: ServiceSpec = bootstrap.build(settings)
        for engine in spec.engines:
            Trapper(cast("Engine", engine), folder)
        return spec

    return main(get_type_hints(bootstrap.build)["settings"], build)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
