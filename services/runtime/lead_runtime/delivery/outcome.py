"""What one attempt ends in; the type says what happens next."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has it."""


@dataclass(frozen=True, slots=True)
class Delayed:
    """Not now: again after a pause. ``reason``: a word without personal data."""

    reason: str
    after: timedelta | None = None
    """The least pause that the receiver asks for."""
    receiver_down: bool = True
    """Whether others to the same receiver would meet the same; False: it is about this message alone."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: trying again does not help."""

    reason: str


Outcome: TypeAlias = Delivered | Delayed | Refused
