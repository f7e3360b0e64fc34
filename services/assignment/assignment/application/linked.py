"""Which leads are one person, by what was said of them: of several statements about a lead the newest holds."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

FARTHEST: Final = 8
"""Links that are followed from a lead, one behind the other."""
MOST: Final = 16
"""Leads that are shown to stand for one."""


class Said(NamedTuple):
    """The newest that was said of a lead: for whom it stands, and since when (milliseconds since the epoch)."""

    at: float
    to: str


@dataclass(frozen=True, slots=True)
class Links:
    """``stands_for``: the leads that this one stands for, the nearest first; ``aliases``: those that stand for it."""

    stands_for: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


Newest = Callable[[str], Awaitable[Said | None]]
Named = Callable[[str], Awaitable[Sequence[str]]]


async def links_of(lead_id: str, newest: Newest, named: Named) -> Links:
    """Follows what was said, both ways. ``named`` gives the leads that were ever said to stand for one."""
    return Links(await _ahead(lead_id, newest), await _behind(lead_id, newest, named))


async def _ahead(lead_id: str, newest: Newest) -> tuple[str, ...]:
    path = [lead_id]
    while len(path) <= FARTHEST:
        following = await _next(path[-1], newest)
        if following is None or following in path:
            break
        path.append(following)
    return tuple(path[1:])


async def _behind(lead_id: str, newest: Newest, named: Named) -> tuple[str, ...]:
    found, left = [lead_id], [lead_id]
    while left and len(found) <= MOST:
        behind = left.pop(0)
        for other in sorted(await named(behind)):
            if other not in found and await _next(other, newest) == behind:
                found.append(other)
                left.append(other)
    return tuple(found[1 : MOST + 1])


async def _next(lead_id: str, newest: Newest) -> str | None:
    """The lead that this one stands for. Where two were said to stand for each other the newer statement holds."""
    said = await newest(lead_id)
    if said is None or said.to == lead_id:
        return None
    back = await newest(said.to)
    return None if back is not None and back.to == lead_id and back.at > said.at else said.to
