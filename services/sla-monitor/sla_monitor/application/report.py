"""Response times: how fast those were who answered in time, and how many deadlines passed. Pure.

The motions are measured apart: an inbound lead waits for us, an outbound prospect does not.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

WITHIN: Final = {"5m": 300.0, "1h": 3600.0, "24h": 86_400.0}
"""Spans (seconds) for which the share of answers is given."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A promise that was met after ``seconds``."""

    motion: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Miss:
    """A breach that stands."""

    motion: str


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Of one motion (``unknown`` before its verdict).

    ``within``: for each span the share of all promises that were answered in it, 0..1. ``p50``, ``p95``, ``p99``:
    seconds, of those that were answered in time; None without any.
    """

    motion: str
    met: int
    breached: int
    within: dict[str, float]
    p50: float | None
    p95: float | None
    p99: float | None


def response_times(answers: Iterable[Answer], misses: Iterable[Miss]) -> tuple[ResponseTimes, ...]:
    """One entry for each motion that there is something about, by name."""
    seconds: dict[str, list[float]] = defaultdict(list)
    breached: dict[str, int] = defaultdict(int)
    for answer in answers:
        seconds[answer.motion].append(answer.seconds)
    for miss in misses:
        breached[miss.motion] += 1
    motions = sorted(seconds.keys() | breached.keys())
    return tuple(_of(motion, sorted(seconds[motion]), breached[motion]) for motion in motions)


def _of(motion: str, seconds: list[float], breached: int) -> ResponseTimes:
    promises = len(seconds) + breached
    within = {name: sum(each <= limit for each in seconds) / promises for name, limit in WITHIN.items()}
    p50, p95, p99 = (_percentile(seconds, share) for share in (0.50, 0.95, 0.99))
    return ResponseTimes(motion, len(seconds), breached, within, p50, p95, p99)


def _percentile(ordered: list[float], share: float) -> float | None:
    """The nearest rank: a time that really occurred."""
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else None
