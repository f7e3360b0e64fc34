"""Runs a process: loop, signals, order of start and stop, and the exit code."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, Final

import faust
import uvloop
from mode import Service

from lead_runtime import exits, logs, telemetry
from lead_runtime.board.keeper import Keeper
from lead_runtime.collector import tune
from lead_runtime.engine.errors import FloodOfDeadLetters, UnequalPartitions, UnknownStateVersion
from lead_runtime.health import Readiness
from lead_runtime.host import read_models
from lead_runtime.host.loop import LoopProbe
from lead_runtime.host.services import BackgroundService, EngineService, HttpService
from lead_runtime.host.spec import ServiceSpec

HALTS: Final = (FloodOfDeadLetters, UnequalPartitions, UnknownStateVersion, exits.ConfigurationError)
_log = logs.get(__name__)


def run(spec: ServiceSpec) -> int:
    """Runs the process until it is told to stop or a part of it fails; returns the exit code."""
    settings = spec.settings
    logs.configure(spec.name, level=settings.log_level, slot=settings.slot)
    telemetry.start(spec.name, settings.slot, settings.otlp_endpoint, settings.trace_ratio)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_run(spec))
    finally:
        telemetry.stop()


async def _run(spec: ServiceSpec) -> int:
    tune()
    probe = LoopProbe()
    worker = _Worker(read_models.app_of(spec), *_parts(spec, probe))
    _tell_liveness(spec, worker, probe)
    _log.info("starting")
    working = asyncio.create_task(worker.start())  # until it is stopped or a part crashes
    told = asyncio.create_task(worker.told_to_stop.wait())
    await asyncio.wait({working, told}, return_when=asyncio.FIRST_COMPLETED)
    failure = working.exception() if working.done() else None
    told.cancel()
    await _stop(worker, working, spec.settings.stop_timeout_seconds)
    return _verdict(worker.crash_reason or failure)


async def _stop(worker: "_Worker", working: "asyncio.Task[None]", seconds: float) -> None:
    """Stops every part, or ends the process where one does not: what is not committed is done again."""
    stopping = asyncio.gather(worker.stop(), working, return_exceptions=True)
    done, _ = await asyncio.wait({stopping}, timeout=seconds)
    if not done:
        _log.critical("a part did not stop in time: the process is ended")
        sys.stdout.flush()
        os._exit(exits.UNEXPECTED)


def _parts(spec: ServiceSpec, probe: LoopProbe) -> list[Service]:
    """In the order of their start; they stop in reverse, the read models' app first."""
    parts: list[Service] = [probe, *(BackgroundService(part) for part in (*spec.services, *_keepers(spec)))]
    parts += [EngineService(engine) for engine in spec.engines]
    return [*parts, HttpService(spec.http, spec.settings)] if spec.http else parts


def _keepers(spec: ServiceSpec) -> Iterator[Keeper]:
    if spec.board and spec.agents:
        yield Keeper(spec.settings.bootstrap_servers, spec.board, spec.agents, spec.between_turns)


def _tell_liveness(spec: ServiceSpec, worker: "_Worker", probe: LoopProbe) -> None:
    def liveness() -> Readiness:
        reasons = ("a part crashed",) * worker.crashed
        reasons += ("the event loop was stuck",) * probe.stuck()
        reasons += ("an engine does not turn",) * (not all(engine.alive for engine in spec.engines))
        return Readiness(not reasons, reasons)

    if spec.http:
        spec.http.state.liveness = liveness


def _verdict(reason: BaseException | None) -> int:
    if reason is None:
        _log.info("stopped")
        return exits.STOPPED
    if isinstance(reason, HALTS):
        _log.critical("halted on purpose", error=type(reason).__name__, reason=str(reason))
        return exits.HALTED
    _log.critical("crashed", error=type(reason).__name__, exc_info=reason)
    return exits.UNEXPECTED


class _Worker(faust.Worker):
    """faust's worker without its logging, its spinner and its debugger."""

    def __init__(self, app: faust.App, *services: Service) -> None:
        super().__init__(app, *services, quiet=True, override_logging=False, redirect_stdouts=False)
        self.spinner = None
        self.told_to_stop = asyncio.Event()

    def install_signal_handlers(self) -> None:
        """SIGTERM and SIGINT ask for a clean stop."""
        for signum in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(signum, self.told_to_stop.set)

    def _setproctitle(self, info: str, **_: Any) -> None:
        """The title stays what was typed."""
