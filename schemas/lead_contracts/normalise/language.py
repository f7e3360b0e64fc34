"""Languages, as somebody declared them or their browser did: never guessed from a text or a country."""

import re
from functools import cache, lru_cache
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise.country import folded
from lead_contracts.normalise.text import text

_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_;,.@].*)?", re.DOTALL)
"""``de``, ``de-AT``, ``de_DE.UTF-8``, and a header ``de-DE,de;q=0.9,en;q=0.8``, of which the first is meant."""
_REMARK: Final = re.compile(r"[(/,;].*", re.DOTALL)
_SAME: Final = {"nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "fil": "tl"}
"""Written both ways; a rep who speaks the one reads the other."""
_TWO_LETTERS: Final = 2
_NAMED_IN: Final = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro", "tr")


def language(declared: JsonValue) -> str | None:
    """ISO 639-1 in small letters (``de``) of a code, a locale, or a name in any of sixteen languages; else None."""
    said = text(declared)
    return None if said is None else _language(said)


@lru_cache(maxsize=4096)
def _language(said: str) -> str | None:
    tag = _TAG.fullmatch(said.lower())
    found = (_codes().get(tag[1]) if tag else None) or _names().get(folded(_REMARK.sub("", said)))
    return found and _SAME.get(found, found)


@cache
def _codes() -> dict[str, str]:
    """Codes of two letters to themselves, of three to those of two."""
    from babel.core import get_global

    two = {code: code for code in _languages("en") if len(code) == _TWO_LETTERS}
    aliases = {old: new for old, new in get_global("language_aliases").items() if new in two}
    return {**aliases, **two, **{old: old for old in _SAME if len(old) == _TWO_LETTERS}, "fil": "fil"}


@cache
def _names() -> dict[str, str]:
    codes, table = _codes(), dict[str, str]()
    for spoken in _NAMED_IN:
        for code, name in _languages(spoken).items():
            if code in codes:
                table.setdefault(folded(name), codes[code])
    return table


def _languages(spoken: str) -> dict[str, str]:
    """CLDR's names by code, as they are called in that language."""
    from babel import Locale

    return {str(code): str(name) for code, name in Locale(spoken).languages.items()}
