"""When a process that died is started again. Pure: instants and counts come in, a decision goes out."""

from dataclasses import dataclass
from typing import TypeAlias

from lead_runtime.exits import HALTED

FIRST_PAUSE = 0.5  # seconds
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # seconds of running after which earlier deaths are forgotten


@dataclass(frozen=True, slots=True)
class Restart:
    """Start it again ``after`` seconds; it has died ``failures`` times in a row by now."""

    after: float
    failures: int


@dataclass(frozen=True, slots=True)
class Halt:
    """Leave it: it ended on purpose and would do so again."""


Verdict: TypeAlias = Restart | Halt


def judge(exit_code: int, ran_for: float, failures: int) -> Verdict:
    """``exit_code`` as the process ended (minus the signal), ``ran_for`` in seconds, ``failures`` in a row before it."""
    if exit_code == HALTED:
        return Halt()
    failures = 1 if ran_for >= STEADY_AFTER else failures + 1
    return Restart(min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE), failures)
