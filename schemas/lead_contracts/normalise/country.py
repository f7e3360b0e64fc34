"""Countries, from a declared field only: never guessed from a phone, a domain or an address on the network."""

import unicodedata
from functools import cache
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise.text import text

_LANGUAGES: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "tr")
_ALPHA_2: Final = 2
_ALPHA_3: Final = 3
_NO_COUNTRY: Final = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""In CLDR, but not in ISO 3166-1 (Kosovo's XK is user-assigned there, and in use)."""
_ALSO: Final = {
    "GB": "UK, U.K., Great Britain, Britain, England, Scotland, Wales, Northern Ireland,"
    " United Kingdom of Great Britain and Northern Ireland",
    "US": "America, United States of America, The United States, Etats-Unis d'Amérique, Estados Unidos de América",
    "NL": "Holland, The Netherlands, Nederland",
    "CZ": "Czech Republic, Tschechische Republik",
    "KR": "Republic of Korea, Korea, Korea Republic of",
    "KP": "Democratic People's Republic of Korea",
    "RU": "Russian Federation",
    "CN": "People's Republic of China, PR China, Mainland China",
    "HK": "Hong Kong",
    "MO": "Macau, Macao",
    "TW": "Taiwan Province of China, Republic of China",
    "AE": "UAE, U.A.E., Emirates",
    "IE": "Republic of Ireland, Eire",
    "CI": "Ivory Coast",
    "TR": "Turkey, Turkiye",
    "VN": "Viet Nam",
    "MM": "Myanmar, Burma",
    "SZ": "Swaziland",
    "MK": "Macedonia",
    "IR": "Islamic Republic of Iran, Iran Islamic Republic of",
    "SY": "Syrian Arab Republic",
    "TZ": "United Republic of Tanzania, Tanzania United Republic of",
    "VE": "Bolivarian Republic of Venezuela, Venezuela Bolivarian Republic of",
    "BO": "Plurinational State of Bolivia, Bolivia Plurinational State of",
    "MD": "Republic of Moldova, Moldova Republic of",
    "LA": "Lao People's Democratic Republic",
    "BN": "Brunei Darussalam",
    "CD": "DR Congo, Democratic Republic of the Congo, Congo Democratic Republic of the",
    "CG": "Congo, Republic of the Congo",
    "CV": "Cabo Verde",
    "BS": "The Bahamas",
    "GM": "The Gambia",
    "PS": "Palestine, State of Palestine",
    "VA": "Holy See, Vatican",
}
"""Names that ISO, forms and people use beside those of CLDR."""


def country(declared: JsonValue) -> str | None:
    """ISO 3166 alpha-2 of a code (alpha-2, alpha-3) or of a name in any of sixteen languages; else None."""
    given = text(declared)
    return None if given is None else _table().get(folded(given))


def folded(name: str) -> str:
    """Letters only, without case and accents, ``&`` as ``and``: what two spellings of a name share."""
    letters = unicodedata.normalize("NFKD", name.replace("&", " and ").casefold())
    return "".join(letter for letter in letters if letter.isalnum())


@cache
def _table() -> dict[str, str]:
    """Earlier entries win: alpha-2, our own names, alpha-3, then CLDR's names, English first."""
    names = _territories("en")
    codes = {code for code in names if len(code) == _ALPHA_2 and code.isalpha()} - _NO_COUNTRY
    table = {code.casefold(): code for code in codes}
    for code, listed in _ALSO.items():
        table.update({folded(name): code for name in listed.split(",")})
    for alpha3, code in _alpha3(codes).items():
        table.setdefault(alpha3.casefold(), code)
    for language in _LANGUAGES:
        for code, name in _territories(language).items():
            if code in codes:
                table.setdefault(folded(name), code)
    return table


def _territories(language: str) -> dict[str, str]:
    """CLDR's names by territory code."""
    from babel import Locale

    return {str(code): str(name) for code, name in Locale(language).territories.items()}


def _alpha3(codes: set[str]) -> dict[str, str]:
    """CLDR lists alpha-3 codes among its territory aliases; those of states that split have several targets."""
    from babel.core import get_global

    return {
        alias: targets[0]
        for alias, targets in get_global("territory_aliases").items()
        if len(alias) == _ALPHA_3 and len(targets) == 1 and targets[0] in codes
    }
