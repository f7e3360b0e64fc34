"""What all lanes of the mayhem share: dice of their own, the end, and waiting for something to be seen."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from tests.chaos.account import Account

from handover.stack.stack import Stack

T = TypeVar("T")
LOOK_EVERY = 0.05
Span: TypeAlias = tuple[float, float]
"""Seconds from, to."""


@dataclass(slots=True)
class Scene:
    """Where the mayhem takes place. ``over`` ends every lane that has no end of its own."""

    stack: Stack
    seed: str
    account: Account = field(default_factory=Account)
    over: threading.Event = field(default_factory=threading.Event)

    def dice(self, lane: str) -> random.Random:
        """The lane's own."""
        return random.Random(f"{self.seed}/{lane}")


def within(seconds: float, look: Callable[[], T]) -> T:
    """What was seen, as soon as it is something true; else, after so many seconds, the last that was seen."""
    looks, never = int(seconds / LOOK_EVERY), threading.Event()
    for _ in range(looks):
        if seen := look():
            return seen
        never.wait(LOOK_EVERY)
    return look()
