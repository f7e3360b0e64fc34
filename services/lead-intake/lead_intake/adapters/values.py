"""What some raw values mean that the contracts' normalisation leaves to the sources."""

from urllib.parse import parse_qs, urlsplit

from pydantic import JsonValue

from lead_contracts.normalise import instant, text

_YES = frozenset({"true", "yes", "y", "1", "on"})
_NO = frozenset({"false", "no", "n", "0", "off"})
_LONGEST = 100
"""Blanks around a word and all: what is longer is a text, and says neither."""


def flag(value: JsonValue) -> bool | None:
    """Yes or no, as booleans, numbers and the usual words say it; None when it says neither."""
    if isinstance(value, str):
        word = value.strip().lower() if len(value) <= _LONGEST else ""
    else:
        word = str(value).lower() if isinstance(value, int) else ""
    return True if word in _YES else False if word in _NO else None


def utm(address: JsonValue) -> dict[str, JsonValue]:
    """The ``utm_…`` parameters of an address."""
    url = text(address)
    if url is None:
        return {}
    try:
        query = parse_qs(urlsplit(url).query, max_num_fields=100)
    except ValueError:
        return {}
    return {name: values[0] for name, values in query.items() if name.startswith("utm_")}


def seconds_between(start: JsonValue, end: JsonValue) -> float | None:
    """How long it took; None where an end is missing, or the end lies before the start."""
    first, last = instant(start), instant(end)
    return (last - first).total_seconds() if first and last and first <= last else None
