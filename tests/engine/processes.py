"""Worker processes of the sample, for tests that kill and freeze them."""

import os
import signal
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

from tests.engine.harness import OnKafka

ROOT = Path(__file__).parents[2]


class Workers:
    """Starts, kills, freezes and ends workers by slot."""

    def __init__(self, harness: OnKafka) -> None:
        self._harness = harness
        self._by_slot: dict[str, subprocess.Popen[str]] = {}

    def start(self, slot: str, pause: str | None = None) -> subprocess.Popen[str]:
        env = {**os.environ, "BOOTSTRAP": self._harness.bootstrap, "SLOT": slot, **({"PAUSE": pause} if pause else {})}
        command = [sys.executable, "-m", "tests.engine.worker", *astuple(self._harness.names)]
        self._by_slot[slot] = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
        return self._by_slot[slot]

    def kill(self, slot: str) -> None:
        self._by_slot[slot].send_signal(signal.SIGKILL)
        self._by_slot[slot].wait()

    def freeze(self, slot: str) -> None:
        self._by_slot[slot].send_signal(signal.SIGSTOP)

    def wake(self, slot: str) -> None:
        self._by_slot[slot].send_signal(signal.SIGCONT)

    def terminate(self, slot: str) -> int:
        self._by_slot[slot].terminate()
        return self._by_slot[slot].wait(timeout=30)

    def wait_for_line(self, slot: str, text: str) -> None:
        """Reads the worker's output up to a line with ``text``."""
        out = self._by_slot[slot].stdout
        assert out is not None
        for line in out:
            if text in line:
                return
        raise AssertionError(f"worker {slot} ended without saying {text!r}")

    def close(self) -> None:
        for process in self._by_slot.values():
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()
