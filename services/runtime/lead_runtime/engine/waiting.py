"""Partitions that wait for something transient: with backoff, each for itself, while the others go on."""

import random
import time
from dataclasses import dataclass

from .errors import Transient

_FIRST_S, _LONGEST_S = 0.2, 10.0


@dataclass(frozen=True, slots=True)
class _Wait:
    until: float
    attempt: int
    reason: str


class Waiting:
    """Which partition numbers wait, until when, and why."""

    def __init__(self) -> None:
        self._waits: dict[int, _Wait] = {}
        self._attempts: dict[int, int] = {}

    def hold(self, number: int, error: Transient) -> None:
        """Begins or prolongs a wait: 0.2 s, doubled each time up to 10 s, with jitter so that workers do not march in step."""
        attempt = self._attempts.get(number, 0) + 1
        self._attempts[number] = attempt
        backoff = min(_LONGEST_S, _FIRST_S * 2 ** (attempt - 1)) * random.uniform(0.8, 1.2)  # noqa: S311
        self._waits[number] = _Wait(time.monotonic() + backoff, attempt, str(error))

    def waits(self, number: int) -> bool:
        """True while the number is left out."""
        return number in self._waits

    def over(self) -> list[int]:
        """Ends the waits whose time has come and names them."""
        now = time.monotonic()
        done = [number for number, wait in self._waits.items() if wait.until <= now]
        for number in done:
            del self._waits[number]
        return done

    def succeeded(self, number: int) -> None:
        """The number works again: the next wait begins short."""
        self._attempts.pop(number, None)

    def clear(self) -> None:
        """Forgets all."""
        self._waits.clear()
        self._attempts.clear()

    def reasons(self) -> dict[int, str]:
        """Why each number waits."""
        return {number: wait.reason for number, wait in self._waits.items()}
