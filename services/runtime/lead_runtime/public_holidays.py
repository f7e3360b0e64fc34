"""Public holidays of countries and their regions. The data are part of the release: the same for everybody who runs it."""

import re
from datetime import date
from functools import lru_cache
from typing import Final

import holidays

_REGION: Final = re.compile(r"([A-Z]{2})(?:-(.+))?")
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2200
"""Beyond these nothing is looked up, so that what is remembered stays small."""


class UnknownRegion(ValueError):
    """No country or region of that name."""


def public_holidays(region: str, year: int) -> frozenset[date]:
    """The days off in ``region`` (``DE``, or ``DE-BY``: ISO 3166-2) in ``year``, remembered. Raises UnknownRegion."""
    return _public_holidays(region, year) if _FIRST_YEAR <= year <= _LAST_YEAR else frozenset()


@lru_cache(maxsize=4096)
def _public_holidays(region: str, year: int) -> frozenset[date]:
    written = _REGION.fullmatch(region)
    try:
        if written:
            country, subdivision = written.groups()
            return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=year))
    except NotImplementedError:
        pass
    raise UnknownRegion("neither a country (DE) nor one of its regions (DE-BY)")


def checked_region(region: str) -> str:
    """The same, if it exists. Raises UnknownRegion."""
    public_holidays(region, _FIRST_YEAR)
    return region
