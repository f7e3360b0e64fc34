"""What a running stack says about itself, in ``state.json``; and who is still alive after a supervisor that is not."""

import os
from pathlib import Path
from typing import Literal

import psutil
from pydantic import BaseModel, ConfigDict

STATE_FILE = "state.json"
SAME_START = 2.0  # seconds: clock steps move what the kernel tells; a pid is not used again that soon


class PartState(BaseModel):
    """One process. ``started`` is its start (seconds since the epoch), which tells it from a later one of its pid.

    ``ready`` is the URL that answers 200 when it can work.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    phase: Literal["waiting", "running", "restarting", "halted", "stopped"]
    pid: int | None
    started: float | None
    address: str | None
    ready: str | None
    restarts: int
    exit_code: int | None
    log: Path


class StackState(BaseModel):
    """The stack. ``message`` and ``way_out`` say why it failed."""

    model_config = ConfigDict(frozen=True)

    phase: Literal["starting", "up", "stopping", "down", "failed"]
    step: str = ""
    pid: int
    started: float
    parts: tuple[PartState, ...] = ()
    message: str = ""
    way_out: str = ""

    def write(self, directory: Path) -> None:
        """Replaces the file whole, so that a reader never sees half of it."""
        fresh = directory / f"{STATE_FILE}.new"
        fresh.write_text(self.model_dump_json(indent=2), encoding="utf-8")
        fresh.replace(directory / STATE_FILE)

    @classmethod
    def read(cls, directory: Path) -> "StackState | None":
        """What the last stack in ``directory`` said, or None."""
        try:
            return cls.model_validate_json((directory / STATE_FILE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None


def started_at(pid: int) -> float | None:
    """When that process started (seconds since the epoch), or None where there is none."""
    try:
        return psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return None


def alive(pid: int | None, started: float | None) -> bool:
    """Whether that very process still runs, and not another that got its pid."""
    if pid is None or started is None or pid == os.getpid():
        return False
    try:
        process = psutil.Process(pid)
        return abs(process.create_time() - started) < SAME_START and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def clear_orphans(state: StackState | None) -> int:
    """Kills what a supervisor that is gone has left running; returns how many that were.

    On Linux the kernel has done so already, in a moment: this waits for it.
    """
    parts = state.parts if state else ()
    left = [process for part in parts if (process := _still(part)) is not None]
    psutil.wait_procs(left, timeout=10)
    return len(left)


def _still(part: PartState) -> psutil.Process | None:
    if not alive(part.pid, part.started):
        return None
    try:
        process = psutil.Process(part.pid)
        process.kill()
    except psutil.NoSuchProcess:  # it ended by itself meanwhile
        return None
    return process
