"""In which time zones somebody may be: by the region, the phone number, the country, whichever says most."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel.core import get_global
from phonenumbers import NumberParseException, parse
from phonenumbers.timezone import UNKNOWN_TIMEZONE, time_zones_for_number

from assignment.application.calling import Where

_UNKNOWN: Final = frozenset({UNKNOWN_TIMEZONE})


def where(
    country: str | None, region: str | None, phone: str | None, regions: Mapping[str, tuple[str, ...]]
) -> Where | None:
    """None where nothing is known. ``phone``: E.164; ``regions``: zones by ISO 3166-2.

    A number counts where it lies in the country that was declared: many carry theirs abroad. A number that can be used
    all over a country says no more than the country.
    """
    declared = zones_of(country) if country else frozenset()
    if region and (zones := regions.get(region)):
        return Where(zones, "region")
    dialled = _zones_of_number(phone) if phone else frozenset()
    narrowed = dialled & declared if declared else dialled
    if narrowed and narrowed != declared:
        return Where(tuple(sorted(narrowed)), "phone")
    return Where(tuple(sorted(declared)), "country") if declared else None


def zones_of(country: str) -> frozenset[str]:
    """The zones of a country (ISO 3166 alpha-2); none of one that is unknown."""
    return _zones_of_countries().get(country, frozenset())


def _zones_of_number(phone: str) -> frozenset[str]:
    try:
        found = frozenset(time_zones_for_number(parse(phone)))
    except NumberParseException:
        return frozenset()
    return found - _UNKNOWN


@cache
def _zones_of_countries() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for zone, country in get_global("zone_territories").items():
        if not zone.startswith("Etc/") and _is_known(zone):
            found[country].add(zone)
    return {country: frozenset(zones) for country, zones in found.items()}


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ValueError, OSError, LookupError):
        return False
    return True
