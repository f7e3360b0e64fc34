"""The one thread that touches the disk. What comes together shares one transaction, and so one fsync."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from lead_intake.adapters.spool.errors import CannotSpool, DamagedFile
from lead_intake.adapters.spool.file import SpoolFile, Totals
from lead_intake.adapters.spool.volume import Volume
from lead_runtime import logs
from lead_runtime.exits import ConfigurationError

MOST_JOBS: Final = 1000
MOST_BYTES: Final = 8 << 20
"""Of one transaction: the log on disk grows by so much at most."""
_STOP_SECONDS: Final = 10.0
_log = logs.get(__name__)
T = TypeVar("T")


@dataclass(slots=True)
class _Job:
    """``work`` in a transaction with others; ``done`` gets its result, on the loop, once that is on the disk."""

    work: Callable[[SpoolFile], Any]
    size: int
    done: "asyncio.Future[Any]"
    result: Any = None


class Writer:
    """Start it on a loop, submit work from there, stop it."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._file: SpoolFile | None = None
        self._queue = SimpleQueue[_Job | None]()
        self._thread: threading.Thread | None = None
        self.totals = Totals()
        """As last committed."""
        self.damaged = 0
        """Damaged files that lie beside."""
        self.trouble: str | None = "the spool is not open yet"
        """Why the last work failed; None when it did not."""

    async def start(self) -> None:
        """Opens the file, or says in ``trouble`` why not. Raises ConfigurationError for a file of a later release."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="spool", daemon=True)
        self._thread.start()
        try:
            await self.submit(lambda _: None)
        except CannotSpool as error:
            _log.error("the spool cannot be used", reason=str(error))

    async def stop(self) -> None:
        """Finishes what was submitted and lets go of the file."""
        if self._thread is not None:
            self._queue.put(None)
            await asyncio.to_thread(self._thread.join, _STOP_SECONDS)
            self._thread = None

    def submit(self, work: Callable[[SpoolFile], T], size: int = 0) -> "asyncio.Future[T]":
        """Its result, once committed; ``size``: the bytes that it writes, about. The future raises CannotSpool."""
        done: asyncio.Future[T] = self._loop.create_future()
        self._queue.put(_Job(work, size, done))
        return done

    def _run(self) -> None:
        stopping = False
        while not stopping and (first := self._queue.get()) is not None:
            group, size = [first], first.size
            while len(group) < MOST_JOBS and size < MOST_BYTES:
                try:
                    job = self._queue.get_nowait()
                except Empty:
                    break
                if job is None:
                    stopping = True
                    break
                group.append(job)
                size += job.size
            self._settle(group)
        self._let_go()
        self._volume.release()

    def _settle(self, group: list[_Job]) -> None:
        error = self._failure_of(group)
        if self.trouble != (said := str(error) if error else None):
            _log.warning("spooling fails" if said else "spooling works", reason=said)
        self.trouble = said
        self._loop.call_soon_threadsafe(_tell, group, error)
        if error is None:
            self._tidy()

    def _failure_of(self, group: list[_Job]) -> Exception | None:
        """Does the work; what went wrong, where it did not reach the disk."""
        try:
            self._commit(group)
        except (CannotSpool, ConfigurationError) as error:
            return error
        except DamagedFile as error:
            self._replace(str(error))
            return CannotSpool("the spool was damaged and a new one is begun")
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", type(error).__name__)
            if name != "SQLITE_FULL":
                self._let_go()  # what such a failure left behind is only known when it is read again
            return CannotSpool(f"the disk does not take it: {name}")
        except OSError as error:
            return CannotSpool(f"the disk does not take it: {error.strerror}")
        except Exception as error:  # noqa: BLE001 - raised again where the work was submitted; this thread has to go on
            return error
        return None

    def _commit(self, group: list[_Job]) -> None:
        if self._file is None:
            self._file = self._volume.open()
            self.damaged = self._volume.damaged()
        with self._file.transaction():
            for job in group:
                job.result = job.work(self._file)
        self.totals = self._file.totals

    def _tidy(self) -> None:
        if self._file is None or self._file.totals.rows or not self._file.untidy:
            return
        try:
            self._file.tidy()
        except (sqlite3.Error, DamagedFile) as error:
            _log.warning("the spool keeps room that it does not need", error=type(error).__name__)

    def _replace(self, reason: str) -> None:
        """The next work opens a new one."""
        self._let_go()
        self.totals = Totals()
        try:
            self._volume.set_aside(reason)
        except OSError as error:
            _log.critical("the damaged spool cannot be set aside", error=type(error).__name__)

    def _let_go(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def _tell(group: list[_Job], error: Exception | None) -> None:
    for job in group:
        if job.done.done():
            continue
        if error is None:
            job.done.set_result(job.result)
        else:
            job.done.set_exception(error)
