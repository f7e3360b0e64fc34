"""A service as production runs it, built by its own bootstrap, with traps in its transactions and its spool: ``… worker SERVICE``."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import cast, get_type_hints

from tests.chaos.traps import MOMENTS, SPOOL, Moment, Outcome, Trap, freeze_myself

from lead_intake.adapters.spool.drain import Kafka
from lead_intake.adapters.spool.keeper import Keeper
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


class TrappedKafka:
    """Kafka as the drain of a spool sees it. Who waits while another walks into the trap does not get past it either."""

    def __init__(self, kafka: Kafka, folder: Path) -> None:
        self._kafka, self._one_by_one = kafka, asyncio.Lock()
        self._traps: dict[Moment, Trap] = {moment: Trap(folder, SPOOL, moment) for moment in MOMENTS}

    @property
    def connected(self) -> bool:
        """As Kafka says."""
        return self._kafka.connected

    async def send_record(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[tuple[str, bytes]] = (),
        *,
        seconds: float | None = None,
    ) -> object:
        """As Kafka does it, between two traps."""
        await self._pass("before")
        sent = await self._kafka.send_record(topic, key, value, headers, seconds=seconds)
        await self._pass("after")
        return sent

    async def _pass(self, moment: Moment) -> None:
        async with self._one_by_one:
            linger = self._traps[moment].sprung()
            if linger is not None:
                await asyncio.sleep(linger)
                freeze_myself()


def run(service: str) -> int:
    """Runs the service; returns its exit code."""
    bootstrap = import_module(f"{service.replace('-', '_')}.bootstrap")
    folder = Path(os.environ["HANDOVER_DATA_DIR"])

    def build(settings: RuntimeSettings) -> ServiceSpec:
        spec: ServiceSpec = bootstrap.build(settings)
        for engine in spec.engines:
            Trapper(cast("Engine", engine), folder)
        for keeper in spec.services:
            if isinstance(keeper, Keeper) and keeper._drain is not None:
                keeper._drain._kafka = TrappedKafka(keeper._drain._kafka, folder)
        return spec

    return main(get_type_hints(bootstrap.build)["settings"], build)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]))
