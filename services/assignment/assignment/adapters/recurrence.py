"""The starts of an event of a calendar that comes again and again (RFC 5545, 3.8.5), on the wall where it takes place."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Final, TypeAlias, cast

from dateutil.rrule import rrulestr
from icalendar import Event

Moment: TypeAlias = date | datetime
"""A whole day, or an instant on a wall; without a zone: on the rep's."""

MOST_STARTS: Final = 20_000
"""Of one series, from its first on; a daily one of fifty years has fewer."""
_OF_DAYS_AND_WEEKS: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "WKST"})
_OF_MONTHS_AND_YEARS: Final = _OF_DAYS_AND_WEEKS | {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
_PARTS: Final = {
    "DAILY": _OF_DAYS_AND_WEEKS,
    "WEEKLY": _OF_DAYS_AND_WEEKS,
    "MONTHLY": _OF_MONTHS_AND_YEARS,
    "YEARLY": _OF_MONTHS_AND_YEARS,
}
"""Other rules can search for ever for a day that never comes."""


class NotUnderstood(ValueError):
    """A rule of recurrence, or a time, that is not followed here."""


def moment(event: Event, name: str) -> Moment | None:
    """The one time that the event gives under that name. Raises NotUnderstood, and what icalendar raises."""
    found: object = event.get(name)
    return None if found is None else _moment(getattr(found, "dt", None), found)


def starts(event: Event, first: Moment, horizon: date) -> Iterator[Moment]:
    """Every start on a day up to ``horizon``, exceptions left out; some may come twice. Raises NotUnderstood."""
    left_out = {*_listed(event, "EXDATE")}
    yield from (start for start in _starts(event, first, horizon) if not {start, _day(start)} & left_out)


def _starts(event: Event, first: Moment, horizon: date) -> Iterator[Moment]:
    yield first
    rules: Any = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        yield from _ruled(rule, first, horizon)
    yield from (start for start in _listed(event, "RDATE") if _day(start) <= horizon)


def _listed(event: Event, name: str) -> Iterator[Moment]:
    """The times of a property that may hold several, and come several times."""
    found: Any = event.get(name, [])
    for each in found if isinstance(found, list) else [found]:
        yield from (_moment(one.dt, each) for one in each.dts)


def _moment(said: object, found: object) -> Moment:
    if not isinstance(said, date):
        raise NotUnderstood("a day or a time was expected")
    if isinstance(said, datetime) and said.tzinfo is None and "TZID" in getattr(found, "params", ()):
        raise NotUnderstood("a time zone that nobody knows")
    return said


def _ruled(rule: dict[str, list[object]], first: Moment, horizon: date) -> Iterator[Moment]:
    zone = first.tzinfo if isinstance(first, datetime) else None
    wall = first.replace(tzinfo=None) if isinstance(first, datetime) else datetime.combine(first, time())
    last = min((_wall(until, first) for until in _until(rule)), default=datetime.combine(horizon, time.max))
    for count, start in enumerate(rrulestr(_checked(rule), dtstart=wall)):
        if start > last or start.date() > horizon:
            return
        if count >= MOST_STARTS:
            raise NotUnderstood("it comes too often")
        yield start.replace(tzinfo=zone) if isinstance(first, datetime) else start.date()


def _checked(rule: dict[str, list[object]]) -> str:
    """The rule without its end, for which dateutil wants the zone of the start. Raises NotUnderstood."""
    (frequency,) = rule.get("FREQ", [None])
    parts = {name: values for name, values in rule.items() if name != "UNTIL"}
    if parts.keys() - _PARTS.get(str(frequency), frozenset()):
        raise NotUnderstood("a rule of this kind is not followed")
    if any(not isinstance(number, int) or number < 1 for number in parts.get("INTERVAL", ())):
        raise NotUnderstood("an interval is at least 1")
    said = {name: ",".join(str(value) for value in values) for name, values in parts.items()}
    return ";".join(f"{name}={values}" for name, values in said.items())


def _until(rule: dict[str, list[object]]) -> list[Moment]:
    return cast("list[Moment]", rule.get("UNTIL", []))


def _wall(until: Moment, first: Moment) -> datetime:
    """The end of a rule on the wall of its start."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if until.tzinfo is None:
        return until
    zone = first.tzinfo if isinstance(first, datetime) else UTC
    return until.astimezone(zone or UTC).replace(tzinfo=None)


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
