"""What became of a delivery: the join of what is known about it so far."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Progress(StrEnum):
    """``accepted``: kept, not through yet. ``processed``: what came of it went on, or nothing comes of it.
    ``dead``: it, or something that came of it, needs a person.

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
DISCARDED = "discarded"
"""The resolution of a dead letter that somebody gave up."""
IDS_ONLY = "needs_enrichment"
"""The disposition that is through only when somebody was fetched."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What the delivery itself says. ``partition`` and ``offset``: where it lies on ``marketing.events``.

    ``awaits``: keyed ids of those whom it names by an id alone. ``made``: ids under which what came of it may die
    elsewhere, beside the touches of its leads.
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
    made: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Death:
    """Why it, one of its items or something that came of it lies with the dead letters of ``group``.

    ``topic``: where what died lay. Instants are RFC 3339. No personal data.
    """

    dead_id: str
    error: str
    detail: str | None = None
    group: str = "lead-intake"
    topic: str = "marketing.events"
    lead_id: str | None = None
    touch_id: str | None = None
    activity_id: str | None = None
    died_at: str | None = None
    resolution: str | None = None
    """``replayed`` or ``discarded``, once somebody saw to it."""
    resolved_at: str | None = None


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
        """What is known; None for an id that it does not know, or not yet. Raises ReadModelAway, NoLongerKept."""
        ...


class ReadModelAway(Exception):
    """The read model, or the delivery that it leads to, cannot be read now. No delivery is lost by that."""


class NoLongerKept(Exception):
    """The delivery is not on its topic any more: it came too long ago."""


def status(
    delivery_id: str,
    arrived: Arrived,
    leads: dict[str, str],
    deaths: tuple[Death, ...],
    *,
    fetched: bool = False,
) -> DeliveryStatus:
    """Joins what is known; a dead letter that is open shows, whatever else came of the delivery, in whichever group.

    ``fetched``: leads came of all whom it names by an id alone.
    """
    progress = _progress(arrived, leads, deaths, fetched)
    return DeliveryStatus(delivery_id, progress, arrived, leads, deaths)


def _progress(arrived: Arrived, leads: dict[str, str], deaths: tuple[Death, ...], fetched: bool) -> Progress:
    if any(death.resolution is None for death in deaths):
        return Progress.DEAD
    discarded = [death.touch_id for death in deaths if death.resolution == DISCARDED]
    if discarded and not leads.keys() - discarded:
        return Progress.DISCARDED
    waits = arrived.expects_leads or arrived.disposition == REJECTED  # its dead letter is on its way
    if waits and not leads:
        return Progress.ACCEPTED
    ids_only = arrived.awaits or arrived.disposition == IDS_ONLY
    return Progress.OPEN if ids_only and not fetched else Progress.PROCESSED
