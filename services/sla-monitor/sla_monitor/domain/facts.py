"""What the monitor is told about one lead. All instants are UTC; facts may come in any order, and more than once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Received:
    """A touch of the lead arrived. ``live``: the person acted at ``occurred_at``; else it came with a list."""

    touch: str
    live: bool
    received_at: datetime
    occurred_at: datetime | None = None
    test: bool = False


@dataclass(frozen=True, slots=True)
class Qualified:
    """The touch opened ``cycle`` (1, 2, …). ``untouched``: it stands for no touch, and none will arrive under its id."""

    touch: str
    cycle: int
    received_at: datetime
    decided_at: datetime
    motion: str = ""
    untouched: bool = False


@dataclass(frozen=True, slots=True)
class Merged:
    """The touch belongs to ``cycle``, which was open already."""

    touch: str
    cycle: int


@dataclass(frozen=True, slots=True)
class Disqualified:
    """Nobody has to answer the touch."""

    touch: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The touch went on to another lead, for which this one stands: it is answered there."""

    touch: str


@dataclass(frozen=True, slots=True)
class Closed:
    """``cycle`` ended at ``at``."""

    cycle: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Suppressed:
    """The person must not be worked on: nothing that started by ``at`` is timed any more."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """From ``at`` on ``rep`` owned the lead in ``cycle``."""

    cycle: int
    rep: str
    at: datetime
    team: str = ""


@dataclass(frozen=True, slots=True)
class Vacated:
    """From ``at`` on nobody owned the lead in ``cycle``; ``reason`` is a code."""

    cycle: int
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acted:
    """Something was done with the lead, or by it."""

    kind: str
    outgoing: bool
    automated: bool
    occurred_at: datetime
    recorded_at: datetime
    rep: str = ""


Fact: TypeAlias = Received | Qualified | Merged | Disqualified | Moved | Closed | Suppressed | Held | Vacated | Acted
