"""When something happened, as a source says it."""

from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise.text import text

_UNITS: Final = ((10**8, 10**11, 1), (10**11, 10**14, 1_000), (10**14, 10**17, 1_000_000))
"""Epoch times from 1973 to 5138: seconds, milliseconds, microseconds by their size."""
_SHORTEST: Final = len("2026-11-16T10:15")


def instant(value: JsonValue, zone: tzinfo | None = None) -> datetime | None:
    """The instant in UTC of an ISO 8601 or RFC 5322 text or an epoch number (seconds, milli- or microseconds).

    A text without a zone is read in ``zone``, where the source is known to mean it; else it is None.
    """
    given = text(value)
    if given is None:
        return None
    try:
        written = given[4:5] == "-" and given[:4].isdecimal()
        return (None if written else _epoch(given)) or _in_utc(_parsed(given), zone)
    except (ValueError, OverflowError):
        return None


def _epoch(given: str) -> datetime | None:
    try:
        number = float(given)
    except ValueError:
        return None
    for least, limit, per_second in _UNITS:
        if least <= number < limit:
            whole, micros = divmod(round(number * 1_000_000 / per_second), 1_000_000)
            return datetime.fromtimestamp(whole, UTC).replace(microsecond=micros)
    raise ValueError("no time of ours")


def _parsed(given: str) -> datetime:
    iso = given.removesuffix(" UTC").removesuffix(" GMT")
    if iso[:4].isdecimal() and len(iso) >= _SHORTEST:
        parsed = datetime.fromisoformat(iso.replace(" +", "+"))
        return parsed if iso == given or parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return parsedate_to_datetime(given)


def _in_utc(parsed: datetime, zone: tzinfo | None) -> datetime | None:
    if parsed.tzinfo is None and zone is not None:
        parsed = parsed.replace(tzinfo=zone)
    return None if parsed.tzinfo is None else parsed.astimezone(UTC)
