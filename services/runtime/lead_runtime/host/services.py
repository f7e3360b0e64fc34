"""The parts of a process as services that faust's worker starts in order, supervises and stops in reverse."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from fastapi import FastAPI
from mode import Service

from lead_runtime import logs
from lead_runtime.host.spec import Background, Hosted
from lead_runtime.settings import RuntimeSettings

_BACKLOG: Final = 2048
_log = logs.get(__name__)


class BackgroundService(Service):
    """A Background of the service's own."""

    def __init__(self, part: Background) -> None:
        super().__init__()
        self._part = part

    async def on_start(self) -> None:
        """See Background."""
        await self._part.start()

    async def on_stop(self) -> None:
        """See Background."""
        await self._part.stop()


class EngineService(Service):
    """An engine. That it ends without being asked to is a crash of the process."""

    def __init__(self, engine: Hosted) -> None:
        super().__init__()
        self._engine = engine
        self._finished = asyncio.Event()

    @Service.task
    async def _work(self) -> None:
        try:
            await self._engine.run()
        except asyncio.CancelledError:
            # mode takes a cancelled task for one that is done: a process without its engine would live on, idle.
            if not self.should_stop:
                raise RuntimeError("an engine was cancelled from inside") from None
            raise
        finally:
            self._finished.set()
        if not self.should_stop:
            raise RuntimeError("an engine ended by itself")

    async def on_stop(self) -> None:
        """Lets it finish the transaction in hand."""
        self._engine.request_stop()
        if self._futures:  # it was started
            await self._finished.wait()


class HttpService(Service):
    """uvicorn on the loop of the process, without its own signal handlers and logs."""

    def __init__(self, app: FastAPI, settings: RuntimeSettings) -> None:
        super().__init__()
        self._settings = settings
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="on",
            backlog=_BACKLOG,
            timeout_graceful_shutdown=max(1, int(settings.stop_timeout_seconds / 2)),
        )
        self._server = _Server(config)
        self._finished = asyncio.Event()

    async def on_start(self) -> None:
        """Takes the port, so that a port in use is said before anything is served."""
        host, port = self._settings.http_host, self._settings.http_port
        try:
            self._socket = socket.create_server((host, port), backlog=_BACKLOG)
        except OSError as error:
            raise PortUnavailableError(f"cannot listen on {host}:{port}: {error.strerror}") from error
        _log.info("http listens", host=host, port=self._socket.getsockname()[1])

    async def on_stop(self) -> None:
        """Answers what it has in hand and closes."""
        self._server.should_exit = True
        if self._futures:
            await self._finished.wait()

    @Service.task
    async def _serve(self) -> None:
        try:
            await self._server.serve(sockets=[self._socket])
        finally:
            self._finished.set()
        if not self.should_stop:
            raise RuntimeError("the http server ended by itself")


class PortUnavailableError(Exception):
    """The configured address cannot be listened on, mostly because another process does."""


class _Server(uvicorn.Server):
    """Signals are the worker's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield
