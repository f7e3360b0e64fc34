"""Territories as people write them: ``DE``, ``DE-BY``, ``DE:80``, ``DE:80-85``, or a name of the routing policy."""

import re
from collections.abc import Iterator
from typing import Final

_POSTAL: Final = re.compile(r"([A-Z]{2}):([A-Z0-9]{1,10})(?:-([A-Z0-9]{1,10}))?")
_MOST_OF_A_SPAN: Final = 1000


class UnknownTerritory(ValueError):
    """What is written cannot be read as a territory; the message says what was expected."""


def territory_keys(written: str) -> Iterator[str]:
    """The keys that it stands for, in upper case; a span of postal beginnings is spelled out. Raises UnknownTerritory."""
    text = "".join(written.split()).upper()
    if ":" not in text:
        yield text
        return
    found = _POSTAL.fullmatch(text)
    if found is None:
        raise UnknownTerritory("DE, DE-BY, DE:80 or DE:80-85 was expected")
    country, first, last = found.groups()
    yield from (f"{country}:{prefix}" for prefix in ((first,) if last is None else _span(first, last)))


def _span(first: str, last: str) -> Iterator[str]:
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last)):
        raise UnknownTerritory("both ends of a postal span have the same number of digits")
    low, high = int(first), int(last)
    if not low <= high < low + _MOST_OF_A_SPAN:
        raise UnknownTerritory(f"a postal span goes up, by fewer than {_MOST_OF_A_SPAN}")
    return (f"{number:0{len(first)}}" for number in range(low, high + 1))
