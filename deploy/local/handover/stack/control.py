"""Starts and stops a detached stack, from outside: what ``up``, ``down`` and ``status`` call.

The lock of the directory is the truth about whether a stack runs there: the kernel lets go of it with its last holder.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from handover.errors import HandoverError
from handover.stack.paths import cache_directory, made
from handover.stack.plan import Plan
from handover.stack.preflight import check_ports, check_room
from handover.stack.process import rotate
from handover.stack.state import StackState, alive, clear_orphans

LOCK_FILE = "lock"
STOP_WITHIN = 75.0  # seconds: services 28, Valkey 5, Kafka 30, and some
_PAUSE = 0.1


def is_up(directory: Path) -> bool:
    """Whether a stack (its supervisor) runs in ``directory``."""
    if not (directory / LOCK_FILE).exists():
        return False
    with _locked(directory) as lock:
        return lock is None


def launch(plan: Plan, prepare: Callable[[Path], None], watch: Callable[[StackState], None]) -> StackState:
    """Starts the plan detached and returns when it is up; ``watch`` gets each state on the way.

    ``prepare`` is called with the cache directory to fetch what is missing. Raises HandoverError, with nothing left
    running, where the stack cannot start.
    """
    made(plan.directory, "--dir")
    with _locked(plan.directory, within=1) as lock:  # a look by `status` holds it for a moment
        if lock is None:
            raise HandoverError(f"A stack is running in {plan.directory}.", "Stop it first: handover down.")
        clear_orphans(StackState.read(plan.directory))
        cache = cache_directory()
        check_room(plan, cache)
        check_ports(plan)
        prepare(cache)
        plan.write()
        supervisor = _spawn(plan, lock)
    return _follow(plan, supervisor, watch)


def halt(directory: Path) -> bool:
    """Stops the stack in ``directory`` and returns when nothing of it runs; False where nothing did."""
    state = StackState.read(directory)
    if not is_up(directory):
        return clear_orphans(state) > 0
    if state and alive(state.pid, state.started):
        psutil.Process(state.pid).terminate()
    if not _until(lambda: not is_up(directory), STOP_WITHIN) and state and alive(state.pid, state.started):
        psutil.Process(state.pid).kill()
        _until(lambda: not is_up(directory), 10)
    clear_orphans(StackState.read(directory))
    return True


@contextmanager
def _locked(directory: Path, within: float = 0) -> Iterator[int | None]:
    """The lock's descriptor while held, or None where another holds it longer than ``within`` seconds."""
    descriptor = os.open(directory / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield descriptor if _until(lambda: _take(descriptor), within) else None
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _spawn(plan: Plan, lock: int) -> subprocess.Popen[bytes]:
    log = plan.logs / "supervisor.log"
    rotate(log)
    with log.open("ab") as output:
        return subprocess.Popen(
            (sys.executable, "-m", "handover.stack.supervisor", str(plan.directory)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=(lock,),  # the lock goes on being held, without a gap
        )


def _follow(plan: Plan, supervisor: subprocess.Popen[bytes], watch: Callable[[StackState], None]) -> StackState:
    try:
        while True:
            state = StackState.read(plan.directory)
            if state and state.pid == supervisor.pid:
                watch(state)
                if state.phase == "up":
                    return state
            if supervisor.poll() is not None:
                raise _failure(plan, supervisor)
            time.sleep(_PAUSE)
    except KeyboardInterrupt:
        supervisor.terminate()
        supervisor.wait(STOP_WITHIN)
        raise


def _failure(plan: Plan, supervisor: subprocess.Popen[bytes]) -> HandoverError:
    state = StackState.read(plan.directory)
    if state and state.pid == supervisor.pid and state.message:
        return HandoverError(state.message, state.way_out)
    return HandoverError(
        f"The supervisor ended with code {supervisor.returncode}.", f"See {plan.logs / 'supervisor.log'}."
    )


def _until(condition: Callable[[], bool], within: float) -> bool:
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True
