"""Durations as people write them in a policy: ``45s``, ``30m``, ``4h``, ``2d``."""

import re
from datetime import timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, Field

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_WRITTEN: Final = re.compile(r"(\d{1,6})\s*([smhd])")


def _read(value: object) -> object:
    found = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    if isinstance(value, timedelta) or (isinstance(value, str) and value.startswith("P")):
        return value  # as it was published: ISO 8601
    raise ValueError("a duration was expected, like 45s, 30m, 4h or 2d")


Duration = Annotated[timedelta, BeforeValidator(_read), Field(gt=timedelta(0), le=timedelta(days=365))]
"""Longer than nothing, at most a year."""
