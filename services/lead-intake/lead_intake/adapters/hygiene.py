"""Signs that need a library to see: throw-away and shared addresses, and forms that nobody can fill in so fast."""

import re
from datetime import datetime, timedelta
from functools import cache, lru_cache

from pydantic import JsonValue

from lead_contracts.mailboxes import is_shared
from lead_contracts.normalise import instant, text
from lead_intake.domain.lead import Attributes

DISPOSABLE, ROLE, TOO_FAST = "disposable_email", "role_address", "too_fast"
FASTEST = timedelta(seconds=3)
"""From the form's appearance to its submission; faster is a machine, or a browser that filled in all of it."""
_TIMES = re.compile(
    r"(?:^|_)(?:(?P<shown>(?:form_(?:shown|loaded|rendered|started)|page_loaded|landed)_at)"
    r"|(?P<seconds>seconds_to_submit|time_to_(?:submit|complete)|(?:fill|form)_(?:seconds|time))"
    r"|(?P<milliseconds>(?:time_to_submit|fill_time|form_time)_ms))$"
)
"""How forms say when they were shown, or how long it took."""
_UNITS = {"seconds": 1.0, "milliseconds": 1e-3}


def address_signs(email: str | None) -> tuple[str, ...]:
    """What the address is: thrown away after use, read by many."""
    if email is None:
        return ()
    found = (DISPOSABLE, is_disposable(email.rpartition("@")[2])), (ROLE, is_shared(email.lower()))
    return tuple(name for name, true in found if true)


def is_disposable(host: str) -> bool:
    """Whether the host, or one above it, gives addresses for minutes (github.com/disposable-email-domains)."""
    known = _blocklist()
    while "." in host:
        if host in known:
            return True
        host = host.partition(".")[2]
    return False


def is_too_fast(attributes: Attributes, shown_at: JsonValue, submitted_at: datetime | None) -> bool:
    """Whether it was submitted sooner after the form was shown than a person can type, where the payload says so."""
    said = {kind: value for name, value in attributes.items() if (kind := _kind_of_time(name))}
    numbers = ((_UNITS[kind], _number(value)) for kind, value in said.items() if kind in _UNITS)
    taken = [unit * number for unit, number in numbers if number is not None]
    shown = instant(shown_at or said.get("shown"))
    if shown and submitted_at:
        taken.append((submitted_at - shown).total_seconds())
    return any(0 <= seconds < FASTEST.total_seconds() for seconds in taken)


def warm_up() -> None:
    """Loads the list."""
    _blocklist()


@lru_cache(maxsize=4096)  # a source's fields have the same names every time
def _kind_of_time(name: str) -> str | None:
    found = _TIMES.search(name)
    return found.lastgroup if found else None


def _number(value: JsonValue) -> float | None:
    try:
        return float(text(value) or "")
    except ValueError:
        return None


@cache
def _blocklist() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
