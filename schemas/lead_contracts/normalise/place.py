"""Where somebody is, as far as a territory needs it: the region, and the beginning of the postal code. No address."""

import re
from functools import lru_cache
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise.country import folded
from lead_contracts.normalise.regions import names_of
from lead_contracts.normalise.text import text

MOST_OF_A_CODE: Final = 3
"""Characters of a postal code that are kept."""
LEFT_OUT: Final = 2
"""At least so many at its end are not kept."""
_CODE: Final = re.compile(r"(?:([A-Z]{2})-)?([A-Z0-9]{1,3})")
_PREFIX: Final = re.compile(r"([A-Z]{2}):[A-Z0-9]{1,3}")
_KIND: Final = re.compile(
    r"\b(?:bundesland|land|freistaat|freie und hansestadt|kanton|canton|state|province|provincie|region|regione|county"
    r"|lan|län|fylke|fylkeskommune|voivodeship|województwo|comunidad|of|de|du|di)\b",
    re.IGNORECASE,
)
"""Words beside the name: ``Kanton Zürich``, ``Stockholms län``."""
_OF_A_COUNTRY: Final = re.compile(r"^[A-Z]{1,2}[- ](?=\d)")
"""``D-80331``, ``SE-111 22``."""
_POSTAL: Final = re.compile(r"(?=.*\d)[A-Z0-9]{3,10}")
_BRITISH: Final = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?:\d[A-Z]{2})?")
_DIGITS: Final = {"DE": 5, "ES": 5, "FI": 5, "FR": 5, "IT": 5, "MX": 5, "NO": 4, "PL": 5, "TR": 5, "UA": 5, "US": 5}
"""Where codes may begin with a zero, which tables drop."""
_WITH_MORE: Final = {"US": 9}
"""ZIP+4."""


def region(declared: JsonValue, country: str | None) -> str | None:
    """ISO 3166-2 (``DE-BY``) of a code or a name within the ``country`` (alpha-2); else None.

    Without a country only a whole code says enough.
    """
    said = text(declared)
    return None if said is None else _region(said, country)


def postal_prefix(declared: JsonValue, country: str | None) -> str | None:
    """``DE:803``: the country and the beginning of the postal code, short enough to say of many people; else None.

    At most three characters, and never the last two: of ``8001`` (Zürich) ``80``, of ``SW1A 1AA`` ``SW1``.
    """
    said = text(declared)
    return None if said is None else _postal_prefix(said, country)


@lru_cache(maxsize=8192)
def _region(said: str, country: str | None) -> str | None:
    code = _CODE.fullmatch(said.upper())
    stated, short = code.groups() if code is not None else (None, None)
    within = stated or country
    if within is None or (country is not None and within != country):
        return None
    names = names_of(within)
    if short and not names:
        return f"{within}-{short}"
    found = names.get(folded(short or said)) or names.get(folded(_KIND.sub(" ", said)))
    return f"{within}-{found}" if found else None


@lru_cache(maxsize=8192)
def _postal_prefix(said: str, country: str | None) -> str | None:
    written = said.upper()
    known = _PREFIX.fullmatch(written)
    if known is not None:
        return written if country in (None, known[1]) else None
    if country is None:
        return None
    compact = re.sub(r"[\s.-]", "", _OF_A_COUNTRY.sub("", written))
    beginning = _beginning(compact, country)
    return f"{country}:{beginning}" if beginning else None


def _beginning(compact: str, country: str) -> str:
    if country == "GB":
        found = _BRITISH.fullmatch(compact)
        return found[1][:MOST_OF_A_CODE] if found else ""
    length = _DIGITS.get(country)
    if length is not None:
        compact = compact.zfill(length) if len(compact) == length - 1 else compact
        if not compact.isdecimal() or len(compact) not in (length, _WITH_MORE.get(country)):
            return ""
    return compact[: min(MOST_OF_A_CODE, len(compact) - LEFT_OUT)] if _POSTAL.fullmatch(compact) else ""
