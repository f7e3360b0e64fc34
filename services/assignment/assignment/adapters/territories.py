"""Territories as people write them: ``DE``, ``DE-BY``, ``DE:80``, or ``DE:80-85``."""

import re
from collections.abc import Iterator
from typing import Final

_PLACE: Final = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_POSTAL: Final = re.compile(r"([A-Z]{2}):([A-Z0-9]{1,10})(?:-([A-Z0-9]{1,10}))?")
_MOST_OF_A_SPAN: Final = 1000
_KEPT: Final = 3
"""Characters of a postal code that verdicts keep (decision 0017)."""


class UnknownTerritory(ValueError):
    """What is written cannot be read as a territory; the message says what was expected."""


def territory_keys(written: str) -> Iterator[str]:
    """The keys that it stands for, in upper case; a span of postal beginnings is spelled out. Raises UnknownTerritory."""
    text = "".join(written.split()).upper()
    if _PLACE.fullmatch(text):
        yield text
        return
    found = _POSTAL.fullmatch(text)
    if found is None:
        raise UnknownTerritory("DE, DE-BY, DE:80 or DE:80-85 was expected")
    country, first, last = found.groups()
    if max(len(first), len(last or "")) > _KEPT:
        raise UnknownTerritory(
            f"the first {_KEPT} characters of a postal code at most: no more of it is kept of a lead"
        )
    yield from (f"{country}:{prefix}" for prefix in ((first,) if last is None else _span(first, last)))


def _span(first: str, last: str) -> Iterator[str]:
    if not (first.isdecimal() and last.isdecimal() and len(first) == len(last)):
        raise UnknownTerritory("both ends of a postal span have the same number of digits")
    low, high = int(first), int(last)
    if not low <= high < low + _MOST_OF_A_SPAN:
        raise UnknownTerritory(f"a postal span goes up, by fewer than {_MOST_OF_A_SPAN}")
    return (f"{number:0{len(first)}}" for number in range(low, high + 1))
