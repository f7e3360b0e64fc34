"""The folder of the spool: who may use it, and where a damaged file goes."""

import fcntl
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lead_intake.adapters.spool.errors import CannotSpool, DamagedFile
from lead_intake.adapters.spool.file import SpoolFile
from lead_runtime import logs

FILE: Final = "deliveries.spool"
_LOCK: Final = "lock"
_DAMAGED: Final = ".damaged-"
_log = logs.get(__name__)


class Volume:
    """Opens the file for one process at a time. The folder is never made: a volume that is missing must not look there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: int | None = None

    def open(self) -> SpoolFile:
        """The file; one that is damaged is set aside, never deleted, and a new one begun.

        Raises CannotSpool, OSError, sqlite3.Error, ConfigurationError.
        """
        if not self._folder.is_dir():
            raise CannotSpool("the spool's folder is not there: is the volume mounted?")
        self._take_lock()
        try:
            return SpoolFile(self._folder / FILE)
        except DamagedFile as error:
            self.set_aside(str(error))
            return SpoolFile(self._folder / FILE)

    def set_aside(self, reason: str) -> None:
        """Moves the file, closed by now, out of the way with its log."""
        suffix = f"{_DAMAGED}{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        for part in ("-wal", "-shm", ""):  # the log first: a new file must never meet it
            file = self._folder / f"{FILE}{part}"
            if file.exists():
                file.rename(self._folder / f"{FILE}{suffix}{part}")
        _log.critical(
            "the spool is damaged and set aside: deliveries that were acknowledged are in it",
            reason=reason, file=f"{FILE}{suffix}",
        )  # fmt: skip

    def damaged(self) -> int:
        """Files that were set aside and that nobody has taken away yet."""
        try:
            return sum(
                1 for file in self._folder.glob(f"{FILE}{_DAMAGED}*") if not file.name.endswith(("-wal", "-shm"))
            )
        except OSError:
            return 0

    def release(self) -> None:
        """Lets another process have it."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _take_lock(self) -> None:
        if self._lock is not None:
            return
        lock = os.open(self._folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            raise CannotSpool("another process has the spool: each needs a folder of its own") from None
        self._lock = lock
