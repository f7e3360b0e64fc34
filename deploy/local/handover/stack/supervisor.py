"""The process behind ``handover up``: ``python -m handover.stack.supervisor DIRECTORY`` runs the plan that lies there.

It tells its state in ``state.json``, holds the directory's lock (descriptor inherited from the starter) while it lives,
and stops everything on SIGTERM. Killed, it takes everything with it.
"""

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Literal

from handover.errors import HandoverError
from handover.stack.plan import Plan
from handover.stack.stack import Stack
from handover.stack.state import StackState, started_at

log = logging.getLogger("supervisor")


class Supervisor:
    """Runs one plan to its end and tells what it does."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._phase: Literal["starting", "up", "stopping", "down", "failed"] = "starting"
        self._error: HandoverError | None = None

    def run(self) -> int:
        """Until SIGTERM or SIGINT. Returns the exit code."""
        stack = None
        try:
            self._tell(None)
            stack = Stack(self._plan, self._tell)
            stack.start()
            self._enter("up", stack)
            stack.watch(threading.Event())
        except HandoverError as error:
            self._error = error
            log.error("%s", error.message)
        except _Asked:
            log.info("asked to stop")
        finally:
            _deaf()
            self._end(stack)
        return 1 if self._error else 0

    def _end(self, stack: Stack | None) -> None:
        self._enter("stopping", stack)
        if stack:
            stack.stop()
        self._enter("failed" if self._error else "down", stack)

    def _enter(self, phase: Literal["up", "stopping", "down", "failed"], stack: Stack | None) -> None:
        self._phase = phase
        self._tell(stack)

    def _tell(self, stack: Stack | None) -> None:
        pid, error = os.getpid(), self._error
        state = StackState(
            phase=self._phase,
            step=stack.step if stack else "",
            pid=pid,
            started=started_at(pid) or 0.0,
            parts=tuple(part.state() for part in stack.parts) if stack else (),
            message=error.message if error else "",
            way_out=error.way_out if error else "",
        )
        state.write(self._plan.directory)
        log.info("%s %s %s", state.phase, state.step, {part.name: part.phase for part in state.parts})


class _Asked(BaseException):
    """SIGTERM or SIGINT arrived."""


def _ask(_number: int, _frame: object) -> None:
    raise _Asked


def _deaf() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def main() -> None:
    """Runs the plan of the directory given as the only argument."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stdout)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("kafka").setLevel(logging.WARNING)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _ask)
    sys.exit(Supervisor(Plan.read(Path(sys.argv[1]))).run())


if __name__ == "__main__":
    main()
