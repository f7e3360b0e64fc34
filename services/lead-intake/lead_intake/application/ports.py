"""What the use cases need from outside."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed


class Reader(Protocol):
    """Reads the deliveries of one kind of source. Pure."""

    def __call__(self, delivery: Delivery, /) -> Parsed:
        """What the delivery says, as the source means it. Raises IntakeError, and nothing else, whatever the bytes."""


Readers: TypeAlias = Mapping[str, Reader]
"""By the name of the adapter."""
