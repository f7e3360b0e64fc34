"""When a timer may fire: only when every input of its partition has been read, committed, past its end at the due instant.

The end is the high watermark asked for after that instant, so what arrived in time counts, even from a transaction that
was still open then. A lagging or blocked input holds its timers back; firing early would raise a false alert.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True)
class Barrier:
    """Timers due by ``asked_at`` (seconds since the epoch) may fire once every input has been read up to ``ends``."""

    asked_at: float
    ends: Mapping[object, int]

    def passed(self, positions: Mapping[object, int]) -> bool:
        """True when nothing that had arrived by ``asked_at`` is unread."""
        return all(positions.get(tp, -1) >= end for tp, end in self.ends.items())


class HoldBack:
    """How long the due timers of each partition have been waiting for its inputs, and whether that was said."""

    def __init__(self, limit_s: float) -> None:
        self._limit, self._since, self._said = limit_s, dict[int, float](), set[int]()

    def waits(self, number: int) -> tuple[float, bool]:
        """Seconds held back so far, and True the one time that the limit is passed."""
        seconds = time.monotonic() - self._since.setdefault(number, time.monotonic())
        late = seconds > self._limit and number not in self._said
        if late:
            self._said.add(number)
        return seconds, late

    def over(self, number: int) -> bool:
        """The timers have fired. True if they had been waiting past the limit."""
        self._since.pop(number, None)
        was = number in self._said
        self._said.discard(number)
        return was

    def clear(self) -> None:
        """Forgets all: the partitions are given up."""
        self._since.clear()
        self._said.clear()

    def behind(self) -> frozenset[int]:
        """The partitions whose timers are held back past the limit."""
        return frozenset(self._said)
