"""What time it is where a prospect is, and whether to call, in a sentence or two. Pure."""

from assignment.adapters.words.decision import Reader
from assignment.application.calling import Calling

_NEVER = "They asked not to be called."


def when_to_call(calling: Calling, reader: Reader) -> str:
    """Says several zones to be several: the earliest and the latest local time."""
    return f"{_time_there(calling)} {_whether(calling, reader)}"


def _time_there(calling: Calling) -> str:
    if calling.earliest.replace(tzinfo=None) == calling.latest.replace(tzinfo=None):
        return f"It is {calling.earliest:%A %H:%M} there."
    latest = f"{calling.latest:%H:%M}"
    if calling.earliest.date() != calling.latest.date():
        latest = f"{calling.latest:%A} {latest}"
    span = f"between {calling.earliest:%A %H:%M} and {latest}"
    return f"It is {span} there: they may be in {len(calling.where.zones)} time zones."


def _whether(calling: Calling, reader: Reader) -> str:
    next_at = f", again from {reader.at(calling.next_at)}" if calling.next_at else ""
    match calling.allowed:
        case "never":
            return _NEVER
        case "yes":
            return f"A call is fine until {reader.at(calling.until)}." if calling.until else "A call is fine."
        case "in_part":
            return f"A call is fine only in some of them{next_at} in all."
        case _:
            return f"It is no time for a call{next_at}."
