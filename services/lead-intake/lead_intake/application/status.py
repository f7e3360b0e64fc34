"""What became of a delivery: the join of what is known about it so far."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Progress(StrEnum):
    """``accepted``: kept, not through yet. ``processed``: its leads went on, or it makes none. ``dead``: needs a person."""

    ACCEPTED = "accepted"
    PROCESSED = "processed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the delivery itself says. ``partition`` and ``offset``: where it lies on ``marketing.events``."""

    source: str
    channel: str
    received_at: str
    partition: int
    offset: int
    disposition: str
    warnings: tuple[str, ...] = ()
    expects_leads: bool = True


@dataclass(frozen=True, slots=True)
class Death:
    """Why it, or one of its items, lies with the dead letters."""

    dead_id: str
    error: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """``leads`` are lead ids by touch id. No personal data."""

    delivery_id: str
    progress: Progress
    arrived: Arrived
    leads: dict[str, str]
    deaths: tuple[Death, ...]


class Statuses(Protocol):
    """The read model."""

    async def find(self, delivery_id: str) -> DeliveryStatus | None:
        """What is known; None for an id that it does not know, or not yet. Raises ReadModelAway."""
        ...


class ReadModelAway(Exception):
    """The read model cannot be reached now. No delivery is lost by that."""


def status(delivery_id: str, arrived: Arrived, leads: dict[str, str], deaths: tuple[Death, ...]) -> DeliveryStatus:
    """Joins what is known; a dead letter shows, whatever else came of the delivery."""
    progress = Progress.ACCEPTED
    if deaths:
        progress = Progress.DEAD
    elif leads or not arrived.expects_leads:
        progress = Progress.PROCESSED
    return DeliveryStatus(delivery_id, progress, arrived, leads, deaths)
