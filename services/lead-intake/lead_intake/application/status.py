"""What became of a delivery: the join of what is known about it so far."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Progress(StrEnum):
    """``accepted``: kept, not through yet. ``processed``: its leads went on, or it makes none. ``dead``: needs a person.

    ``open``: it names somebody by an id alone, of whom nothing else has come. ``discarded``: a person looked at it and
    put it away.
    """

    ACCEPTED = "accepted"
    PROCESSED = "processed"
    OPEN = "open"
    DEAD = "dead"
    DISCARDED = "discarded"


REJECTED = "reject_invalid"
"""The disposition that ends with the dead letters."""
IDS_ONLY = "needs_enrichment"
"""The disposition that is through only when somebody was fetched."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the delivery itself says. ``partition`` and ``offset``: where it lies on ``marketing.events``.

    ``awaits``: keyed ids of those whom it names by an id alone.
    """

    source: str
    channel: str
    received_at: str
    partition: int
    offset: int
    disposition: str
    warnings: tuple[str, ...] = ()
    expects_leads: bool = True
    awaits: tuple[str, ...] = ()


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


def status(
    delivery_id: str,
    arrived: Arrived,
    leads: dict[str, str],
    deaths: tuple[Death, ...],
    *,
    discarded: bool = False,
    fetched: bool = False,
) -> DeliveryStatus:
    """Joins what is known; a dead letter that is open shows, whatever else came of the delivery.

    ``fetched``: leads came of all whom it names by an id alone.
    """
    progress = _progress(arrived, leads, deaths, discarded, fetched)
    return DeliveryStatus(delivery_id, progress, arrived, leads, deaths)


def _progress(
    arrived: Arrived, leads: dict[str, str], deaths: tuple[Death, ...], discarded: bool, fetched: bool
) -> Progress:
    if deaths:
        return Progress.DEAD
    if discarded and not leads:
        return Progress.DISCARDED
    waits = arrived.expects_leads or arrived.disposition == REJECTED  # its dead letter is on its way
    if waits and not leads:
        return Progress.ACCEPTED
    ids_only = arrived.awaits or arrived.disposition == IDS_ONLY
    return Progress.OPEN if ids_only and not fetched else Progress.PROCESSED
