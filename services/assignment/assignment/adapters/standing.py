"""Whether a rep is there at an instant, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from assignment.adapters.translate import rep_of
from assignment.domain.presence import away_until, holiday_until, off_until
from lead_contracts.events import RepChanged
from lead_runtime.public_holidays import public_holidays


def standing(event: RepChanged, now: datetime) -> str:
    """``there``, ``away until Mon 6 Jan 08:30`` in the rep's own time, ``paused``, ``left``, …. Raises UnusableRep."""
    rep = rep_of(event)
    if rep.left or not rep.active:
        return "left" if rep.left else "paused"
    reasons = {
        "away": away_until(rep, now),
        "public holiday": holiday_until(rep, now, public_holidays),
        "off duty": off_until(rep, now, public_holidays),
    }
    said = (f"{why} until {_local(until, rep.time_zone)}" for why, until in reasons.items() if until)
    return next(said, "there")


def _local(instant: datetime, zone: str) -> str:
    at = instant.astimezone(ZoneInfo(zone))
    return f"{at:%a} {at.day} {at:%b %H:%M}"
