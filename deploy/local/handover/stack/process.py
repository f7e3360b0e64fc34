"""One operating-system process with its log file, which never outlives the process that started it."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LEASH = Path(__file__).with_name("leash.py")
OLD_LOGS = 3

# Linux ties the leash to the thread that forked, not to its process: one thread that stays does all starting, so that
# a child started from a short-lived thread is not killed when that thread ends.
_starter = ThreadPoolExecutor(1, "starter")


class Process:
    """A command, run again and again if wished: ``start``, ``kill``, ``freeze``, ``stop``.

    Its output goes to ``log``; logs of earlier starts are kept as ``.1`` (newest) to ``.3``.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.name = name
        self.command = tuple(command)
        self.log = log
        self._env = dict(os.environ if env is None else env)
        self._cwd = cwd
        self._popen: subprocess.Popen[bytes] | None = None
        self._frozen = False

    @property
    def pid(self) -> int | None:
        """The process id while it runs, else None."""
        return self._popen.pid if self._popen and self._popen.poll() is None else None

    @property
    def running(self) -> bool:
        """Whether it runs now (a frozen one does)."""
        return self.pid is not None

    @property
    def frozen(self) -> bool:
        """Whether it was frozen and not thawed since."""
        return self.running and self._frozen

    @property
    def exit_code(self) -> int | None:
        """How it last ended: its exit code, minus the signal's number, or None while it runs or before a start."""
        return self._popen.poll() if self._popen else None

    def start(self) -> None:
        """Starts it; does nothing while it runs. Raises OSError where Python itself cannot be started."""
        if self.running:
            return
        self._frozen = False
        rotate(self.log)
        leashed = (sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), *self.command)
        with self.log.open("ab") as output:
            self._popen = _starter.submit(
                subprocess.Popen,
                leashed,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd=self._cwd,
                start_new_session=True,  # Ctrl-C is for the starter, which stops its children in order
            ).result()

    def wait(self, timeout: float) -> bool:
        """Waits up to ``timeout`` seconds for it to end; says whether it has."""
        if self._popen:
            try:
                self._popen.wait(timeout)
            except subprocess.TimeoutExpired:
                return False
        return True

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal if it runs."""
        if self._popen and self._popen.poll() is None:
            self._popen.send_signal(number)

    def kill(self) -> None:
        """SIGKILL, and waits for the end."""
        self.signal(signal.SIGKILL)
        self.wait(30)

    def freeze(self) -> None:
        """SIGSTOP: it stays, holds its connections, and does nothing."""
        self.signal(signal.SIGSTOP)
        self._frozen = True

    def thaw(self) -> None:
        """SIGCONT."""
        self.signal(signal.SIGCONT)
        self._frozen = False

    def stop(self, grace: float = 20) -> None:
        """SIGTERM, and SIGKILL after ``grace`` seconds; waits for the end."""
        self.thaw()
        self.signal(signal.SIGTERM)
        if not self.wait(grace):
            self.kill()

    def log_tail(self, lines: int = 15) -> str:
        """The last lines of its log, for an error message."""
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return ""


def rotate(log: Path) -> None:
    """Moves the log of the last start out of the way; makes its folder."""
    log.parent.mkdir(parents=True, exist_ok=True)
    for number in range(OLD_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log if number == 1 else log.with_name(f"{log.name}.{number - 1}")
        if newer.exists():
            newer.replace(older)
