"""Starts sample services as processes, and reads what they say."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from tests.support import eventually

ROOT = Path(__file__).parents[3]


class SampleProcess:
    """One process; its output goes to a file."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self._log = folder / f"{len(list(folder.glob('*.log')))}.log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HANDOVER_")}
        environment |= {f"HANDOVER_{name.upper()}": str(value) for name, value in settings.items()}
        environment.setdefault("HANDOVER_HTTP_PORT", "0")
        with self._log.open("wb") as output:
            command = [sys.executable, "-m", "tests.integration.runtime_shell.sample_service"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)

    def text(self) -> str:
        return self._log.read_text()

    def lines(self) -> list[dict[str, Any]]:
        """The log lines, without what the sample prints itself."""
        return [json.loads(line) for line in self.text().splitlines() if not line.startswith("engine ")]

    def said(self, event: str) -> dict[str, Any]:
        """The first line with that event, once it is there."""
        return eventually(
            lambda: next((line for line in self.lines() if line["event"] == event), None),
            timeout=30,
            what=f"{event!r} in the log:\n{self.text()[-2000:]}",
        )

    def client(self) -> httpx.Client:
        port = self.said("http listens")["port"]
        return httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=15)

    def told(self, signum: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(signum)
        return self.exit_code()

    def exit_code(self, timeout: float = 40) -> int:
        return self.process.wait(timeout)

    def resident_megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()


class Processes:
    """All that a test starts; ended with it."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self._folder, self._settings, self._all = folder, settings, list[SampleProcess]()

    def start(self, **settings: object) -> SampleProcess:
        self._all.append(SampleProcess(self._folder, **{**self._settings, **settings}))
        return self._all[-1]

    def end(self) -> None:
        for process in self._all:
            process.end()


@contextmanager
def processes(folder: Path, **settings: object) -> Iterator[Processes]:
    all_ = Processes(folder, **settings)
    try:
        yield all_
    finally:
        all_.end()
