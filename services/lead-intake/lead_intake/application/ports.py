"""What the use cases need from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed


class Reader(Protocol):
    """Reads the deliveries of one kind of source. Pure."""

    def __call__(self, delivery: Delivery, /) -> Parsed:
        """What the delivery says, as the source means it. Raises IntakeError, and nothing else, whatever the bytes."""


Readers: TypeAlias = Mapping[str, Reader]
"""By the name of the adapter."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A lead was seen at ``seen_at`` (UTC). ``keys``: digests of what it may share with others, the surest first."""

    lead_id: str
    seen_at: datetime
    keys: tuple[str, ...]


class Hints(Protocol):
    """Knows which leads look alike, as far as it remembers. It raises nothing and takes a bounded time."""

    @property
    def awake(self) -> bool:
        """False while nothing can be asked: leads go on without hints."""
        ...

    async def look(self, sightings: Sequence[Sighting]) -> Mapping[str, str]:
        """Notes them all, and gives by lead id the lead that was seen first with the same; often none."""
        ...
