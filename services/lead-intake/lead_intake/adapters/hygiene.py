"""Signs that need a library to see: throw-away and shared addresses, and forms that nobody can fill in so fast."""

from datetime import datetime, timedelta
from functools import cache

from pydantic import JsonValue

from lead_contracts.mailboxes import is_shared
from lead_contracts.normalise import instant, text
from lead_intake.domain.lead import Attributes

DISPOSABLE, ROLE, TOO_FAST = "disposable_email", "role_address", "too_fast"
FASTEST = timedelta(seconds=3)
"""From the form's appearance to its submission; faster is a machine, or a browser that filled in all of it."""
_SHOWN = ("form_shown_at", "form_loaded_at", "form_rendered_at", "form_started_at", "page_loaded_at", "landed_at")
_TAKEN = {
    "seconds_to_submit": 1.0,
    "time_to_submit": 1.0,
    "time_to_complete": 1.0,
    "fill_seconds": 1.0,
    "form_seconds": 1.0,
    "time_to_submit_ms": 1e-3,
    "fill_time_ms": 1e-3,
    "form_time_ms": 1e-3,
}
"""How forms say how long it took, and what one unit is in seconds."""


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
    taken = _seconds(attributes)
    if taken is None:
        shown = instant(shown_at) or next(filter(None, map(instant, _said(attributes))), None)
        taken = (submitted_at - shown).total_seconds() if shown and submitted_at else None
    return taken is not None and 0 <= taken < FASTEST.total_seconds()


def warm_up() -> None:
    """Loads the list."""
    _blocklist()


def _said(attributes: Attributes) -> list[str | bool | int | float]:
    return [attributes[name] for name in _SHOWN if name in attributes]


def _seconds(attributes: Attributes) -> float | None:
    for name, unit in _TAKEN.items():
        if name in attributes and (number := _number(attributes[name])) is not None:
            return number * unit
    return None


def _number(value: JsonValue) -> float | None:
    try:
        return float(text(value) or "")
    except ValueError:
        return None


@cache
def _blocklist() -> frozenset[str]:
    from disposable_email_domains import blocklist

    return frozenset(blocklist)
