"""How long to wait before the next attempt."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

Chance = Callable[[], float]
"""0 <= chance < 1."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """``first`` after the first failure, doubled after each, up to ``longest``; half of it is chance, so that what
    failed together does not come back together.
    """

    first: timedelta
    longest: timedelta

    def after(self, failures: int, chance: Chance = random.random) -> timedelta:
        """The pause after so many failures (1, 2, …)."""
        whole = min(self.longest, self.first * (1 << min(failures - 1, 30)))
        return whole * (0.5 + 0.5 * chance())
