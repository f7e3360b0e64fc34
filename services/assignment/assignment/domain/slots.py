"""Sets of reps as bit masks over the slots of a pool's roster: bit k stands for slot k."""

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Mask: TypeAlias = int


def slots(mask: Mask) -> Iterator[int]:
    """The slots in it, the lowest first."""
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit


def lowest(mask: Mask) -> int:
    """The lowest slot of a mask that is not empty."""
    return (mask & -mask).bit_length() - 1


def mask_of(found: Iterable[int]) -> Mask:
    """The mask of those slots."""
    mask = 0
    for slot in found:
        mask |= 1 << slot
    return mask
