"""Where a person is and what they speak, for routing: from attributes that sources name so, made too coarse to find them by."""

from collections.abc import Mapping
from typing import Final

from lead_contracts.normalise import language, postal_prefix, region

_REGION: Final = ("region_code", "region", "state_code", "state", "province", "bundesland")
_POSTAL: Final = (
    *("postal_code", "postalcode", "zip", "zip_code", "zipcode", "postcode", "plz", "addresszip", "person_zip"),
    "postal_prefix",
)
_LANGUAGE: Final = (
    *("language", "preferred_language", "hs_language", "language_override", "browser_language", "browser_locale"),
    *("locale", "context_locale", "lang", "accept_language"),
)
"""What the person chose before what their browser says. The first attribute that can be read counts."""
_ALL: Final = frozenset((*_REGION, *_POSTAL, *_LANGUAGE))


def places_said(attributes: Mapping[str, str], country: str | None) -> dict[str, str]:
    """``region``, ``postal_prefix`` and ``language`` as far as they are said; names of attributes in plain words.

    ``country``: alpha-2, of the same statement: a region or a code without its country says nothing.
    """
    if _ALL.isdisjoint(attributes):
        return {}
    found = {
        "region": next(filter(None, (region(attributes.get(name), country) for name in _REGION)), None),
        "postal_prefix": next(filter(None, (postal_prefix(attributes.get(name), country) for name in _POSTAL)), None),
        "language": next(filter(None, (language(attributes.get(name)) for name in _LANGUAGE)), None),
    }
    return {name: value for name, value in found.items() if value}
