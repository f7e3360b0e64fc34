"""Of whom or what the fields below a name speak: of a person, a company, a campaign, a thing, of somebody else."""

from functools import lru_cache
from typing import Final, Literal, TypeAlias

from lead_intake.adapters.sources import vocabulary
from lead_intake.adapters.sources.words import compact, snake

Place: TypeAlias = Literal["person", "company", "campaign", "thing", "answers", "aside", "others", ""]
"""``answers``: what a person filled in. ``aside``: a billing address and its like. ``""``: nothing says so."""

_SHORT = 2
_LONGEST = 160
_DETAILS: Final = frozenset({"details", "detail", "info", "information", "data", "object", "record", "block"})


def place_of(name: str) -> Place:
    """Where a step into the object of this name leads; ``""`` for a name that says nothing."""
    return _place_of(name) if len(name) <= _LONGEST else ""


def others(name: str) -> bool:
    """Whether a field of this name tells of somebody on our own side, or of a third one."""
    return place_of(name) == "others"


@lru_cache(4096)
def of_the_network(name: str) -> bool:
    """Whether what is said there was guessed from an address of the network, and was declared by nobody."""
    return not _NETWORK.isdisjoint(snake(name[:_LONGEST]).split("_"))


@lru_cache(4096)
def _place_of(name: str) -> Place:
    words = snake(name).split("_")
    whole = compact(name)
    if whole in _OTHERS or any(word in _OTHERS for word in words if len(word) > _SHORT):
        return "others"
    if whole in _PLACES:
        return _PLACES[whole]
    if any(word in _ASIDE for word in words):
        return "aside"
    telling = [word for word in words if word not in _DETAILS]
    return _PLACES.get(telling[-1], "") if telling else ""


_NETWORK: Final = frozenset({"ip", "geo", "geoip", "ipinfo", "iplocation", "geolocation", "geodata", "browser"})
_OTHERS: Final = frozenset(vocabulary.OTHERS.split())
_ASIDE: Final = frozenset(vocabulary.ASIDE.split())
_KINDS: Final[tuple[Place, ...]] = ("person", "company", "campaign", "thing", "answers")
_PLACES: Final[dict[str, Place]] = {word: kind for kind in _KINDS for word in vocabulary.PLACES[kind].split()}
