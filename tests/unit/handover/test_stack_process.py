"""One process: its logs, its leash."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
from tests.support import eventually

from handover.stack.process import Process

PAUSE = "import signal; signal.pause()"


def python(code: str, log: Path) -> Process:
    return Process("python", [sys.executable, "-c", code], log)


def test_each_start_has_its_own_log_and_the_last_ones_are_kept(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "it.log"
    for number in range(6):
        process = python(f"print({number})", log)
        process.start()
        assert process.wait(10)
    assert [log.read_text(), *(log.with_name(f"it.log.{n}").read_text() for n in (1, 2, 3))] == [
        "5\n",
        "4\n",
        "3\n",
        "2\n",
    ]
    assert not log.with_name("it.log.4").exists()


def test_a_process_that_ignores_sigterm_is_killed_after_its_grace(tmp_path: Path) -> None:
    process = python(
        "import signal; signal.signal(15, signal.SIG_IGN); print('up', flush=True); signal.pause()", tmp_path / "log"
    )
    process.start()
    eventually(lambda: "up" in process.log_tail())
    process.stop(grace=0.2)
    assert process.exit_code == -signal.SIGKILL


def test_a_frozen_process_can_be_stopped(tmp_path: Path) -> None:
    process = python(PAUSE, tmp_path / "log")
    process.start()
    process.freeze()
    process.stop(grace=5)
    assert process.exit_code == -signal.SIGTERM


def test_a_process_started_from_a_thread_outlives_the_thread(tmp_path: Path) -> None:
    process = python("print('up', flush=True); " + PAUSE, tmp_path / "log")
    thread = threading.Thread(target=process.start)
    thread.start()
    thread.join()
    eventually(lambda: "up" in process.log_tail())
    assert process.running
    process.kill()


def test_a_process_dies_with_the_one_that_started_it_even_by_kill_9(tmp_path: Path) -> None:
    starter = (
        "from pathlib import Path; from handover.stack.process import Process; import signal, sys\n"
        f"p = Process('child', [sys.executable, '-c', {PAUSE!r}], Path({str(tmp_path / 'log')!r}))\n"
        "p.start(); print(p.pid, flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        eventually(lambda: "signal" in " ".join(child.cmdline()), what="the child is past its leash")
        os.kill(parent.pid, signal.SIGKILL)
        eventually(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
