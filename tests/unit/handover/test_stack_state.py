"""Who is still alive after a supervisor that is not."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from handover.stack.state import PartState, StackState, alive, clear_orphans, started_at


@pytest.fixture
def orphan() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    yield process
    process.kill()
    process.wait()


def state(pid: int, started: float | None) -> StackState:
    part = PartState(
        name="x",
        phase="running",
        pid=pid,
        started=started,
        address=None,
        ready=None,
        restarts=0,
        exit_code=None,
        log=Path("x"),
    )
    return StackState(phase="up", pid=1, started=1, parts=(part,))


def test_what_a_dead_supervisor_left_running_is_killed(orphan: subprocess.Popen[bytes]) -> None:
    assert clear_orphans(state(orphan.pid, started_at(orphan.pid))) == 1
    assert started_at(orphan.pid) is None


def test_another_process_that_got_the_same_pid_is_left_alone(orphan: subprocess.Popen[bytes]) -> None:
    started = started_at(orphan.pid)
    assert started is not None
    assert clear_orphans(state(orphan.pid, started - 3600)) == 0
    assert orphan.poll() is None


def test_a_process_that_has_ended_is_not_alive(orphan: subprocess.Popen[bytes]) -> None:
    started = started_at(orphan.pid)
    assert alive(orphan.pid, started)
    orphan.kill()
    orphan.wait()
    assert not alive(orphan.pid, started)
    assert clear_orphans(state(orphan.pid, started)) == 0
    assert clear_orphans(None) == 0
