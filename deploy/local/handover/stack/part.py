"""A process under supervision: started again when it dies, with growing pauses, unless it halted on purpose."""

import time
from collections.abc import Callable
from typing import Literal, TypeAlias

from handover.stack.policy import Restart, judge
from handover.stack.process import Process
from handover.stack.state import PartState, started_at

Phase: TypeAlias = Literal["waiting", "running", "restarting", "halted", "stopped"]


class Part:
    """``address`` is where it listens, ``ready`` the URL that answers 200 when it can work (None: it has none)."""

    def __init__(
        self,
        process: Process,
        address: str | None = None,
        *,
        ready: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.process = process
        self.address = address
        self.ready = ready
        self.phase: Phase = "waiting"
        self.restarts = 0
        self._clock = clock
        self._failures = 0
        self._started = 0.0
        self._due = 0.0

    @property
    def name(self) -> str:
        """Its name, unique in the stack: ``assignment-0``."""
        return self.process.name

    def start(self) -> None:
        """Starts it, and supervises it from now on."""
        self.process.start()
        self._started = self._clock()
        self.phase = "running"

    def adopt(self) -> None:
        """Supervises a process that was started elsewhere."""
        self._started = self._clock()
        self.phase = "running"

    def look(self) -> bool:
        """Sees whether it died or is due again, and acts; says whether anything changed."""
        if self.phase == "running" and not self.process.running:
            self._died()
            return True
        if self.phase == "restarting" and self._clock() >= self._due:
            self.restarts += 1
            self.start()
            return True
        return False

    def stop(self, grace: float) -> None:
        """Stops it for good."""
        self.phase = "stopped"
        self.process.stop(grace)

    def state(self) -> PartState:
        """What ``status`` shows."""
        pid = self.process.pid
        return PartState(
            name=self.name,
            phase=self.phase,
            pid=pid,
            started=started_at(pid) if pid else None,
            address=self.address,
            ready=self.ready,
            restarts=self.restarts,
            exit_code=self.process.exit_code,
            log=self.process.log,
        )

    def _died(self) -> None:
        verdict = judge(self.process.exit_code or 0, self._clock() - self._started, self._failures)
        if isinstance(verdict, Restart):
            self.phase, self._failures = "restarting", verdict.failures
            self._due = self._clock() + verdict.after
        else:
            self.phase = "halted"
