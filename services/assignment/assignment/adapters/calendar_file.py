"""The times at which a calendar (iCalendar, RFC 5545) says that somebody is busy: instants only, nothing of what for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from time import monotonic
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.error import BrokenCalendarProperty

from assignment.adapters.recurrence import MOST_STARTS, Moment, NotUnderstood, moment, starts
from assignment.adapters.translate import apart
from assignment.domain.rep import Absence as Stretch
from lead_contracts.events.rep_changed import Absence

REASON: Final = "calendar"
"""The reason code of what is imported; the next import takes its place."""
MOST_BYTES: Final = 2_000_000
MOST_EVENTS: Final = 5_000
MOST_ABSENCES: Final = 1_000
HORIZON: Final = timedelta(days=400)
_MOST_SECONDS: Final = 5.0

_NOT_BUSY: Final = {
    "STATUS": {"CANCELLED": "cancelled", "TENTATIVE": "tentative"},
    "TRANSP": {"TRANSPARENT": "free"},
    "X-MICROSOFT-CDO-BUSYSTATUS": {"FREE": "free", "TENTATIVE": "tentative", "WORKINGELSEWHERE": "elsewhere"},
}
_BROKEN: Final = (NotUnderstood, BrokenCalendarProperty, ValueError, TypeError, KeyError, AttributeError, OverflowError)


class UnreadableCalendar(ValueError):
    """The text as a whole cannot be used; the message says why, without anything out of it."""


@dataclass(frozen=True, slots=True)
class Busy:
    """What was found. ``ignored``: how many events, by why; ``complete_until``: there was more from this instant on."""

    absences: tuple[Absence, ...]
    ignored: Mapping[str, int]
    complete_until: datetime | None = None


def busy_times(text: bytes, time_zone: str, now: datetime) -> Busy:
    """The times from ``now`` to 400 days ahead at which nothing can be given to whose calendar it is.

    Busy and out of office count; free, tentative, cancelled and working elsewhere do not. Whole days and times without
    a zone are those of ``time_zone``. The first thousand stretches are kept. Raises UnreadableCalendar.
    """
    zone, ignored, found = ZoneInfo(time_zone), Counter[str](), list[Stretch]()
    events = _events(text)
    moved = _moved(events, zone)
    deadline = monotonic() + _MOST_SECONDS
    for event in events:
        if why := _not_busy(event):
            ignored[why] += 1
            continue
        try:
            found += [*_stretches(event, zone, now, moved)]  # all of it or nothing
        except _BROKEN:
            ignored["not_understood"] += 1
        if len(found) > MOST_STARTS or monotonic() > deadline:
            raise UnreadableCalendar("it holds more than can be looked through")
    return _kept(apart(found), ignored)


def _events(text: bytes) -> list[Event]:
    if len(text) > MOST_BYTES:
        raise UnreadableCalendar(f"it is larger than {MOST_BYTES:,} bytes")
    try:
        calendars = [part for part in Calendar.from_ical(text, multiple=True) if isinstance(part, Calendar)]
    except _BROKEN:
        raise UnreadableCalendar("it is not an iCalendar file") from None
    if not calendars:
        raise UnreadableCalendar("it is not an iCalendar file")
    events = [event for calendar in calendars for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    if len(events) > MOST_EVENTS:
        raise UnreadableCalendar(f"it holds more than {MOST_EVENTS:,} events")
    return events


def _moved(events: Iterable[Event], zone: tzinfo) -> frozenset[tuple[str, datetime]]:
    """The instances of a series that an event of their own takes the place of."""
    return frozenset(_instances(events, zone))


def _instances(events: Iterable[Event], zone: tzinfo) -> Iterator[tuple[str, datetime]]:
    for event in events:
        try:
            if instance := moment(event, "RECURRENCE-ID"):
                yield _uid(event), _instant(instance, zone)
        except _BROKEN:
            continue  # the event itself is counted as not understood


def _not_busy(event: Event) -> str | None:
    said = (words.get(str(event.get(name, "")).strip().upper()) for name, words in _NOT_BUSY.items())
    return next((why for why in said if why), None)


def _stretches(event: Event, zone: tzinfo, now: datetime, moved: frozenset[tuple[str, datetime]]) -> Iterator[Stretch]:
    horizon = now + HORIZON
    alone = "RECURRENCE-ID" in event
    first, length = _first_and_length(event, zone)
    for start in [first] if alone else starts(event, first, (horizon + timedelta(days=1)).date()):
        begins = _instant(start, zone)
        ends = _instant(start + length, zone) if not isinstance(start, datetime) else begins + length
        if begins < horizon and ends > now and (alone or (_uid(event), begins) not in moved):
            yield Stretch(begins, ends)


def _first_and_length(event: Event, zone: tzinfo) -> tuple[Moment, timedelta]:
    """When it begins first, and how long it lasts each time: exactly so, or in whole days."""
    first, last = moment(event, "DTSTART"), moment(event, "DTEND")
    if first is None:
        raise NotUnderstood("it does not begin")
    whole_days = not isinstance(first, datetime)
    length: object = getattr(event.get("DURATION"), "dt", timedelta(days=1 if whole_days else 0))
    if last is not None:
        length = _instant(last, UTC if whole_days else zone) - _instant(first, UTC if whole_days else zone)
    if not isinstance(length, timedelta):
        raise NotUnderstood("a duration was expected")
    return first, timedelta(days=length.days) if whole_days else length


def _instant(when: Moment, zone: tzinfo) -> datetime:
    at = when if isinstance(when, datetime) else datetime.combine(when, time())
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)


def _uid(event: Event) -> str:
    return str(event.get("UID") or id(event))


def _kept(stretches: tuple[Stretch, ...], ignored: Counter[str]) -> Busy:
    kept, more = stretches[:MOST_ABSENCES], stretches[MOST_ABSENCES : MOST_ABSENCES + 1]
    return Busy(
        tuple(Absence(starts_at=one.starts_at, ends_at=one.ends_at, reason_code=REASON) for one in kept),
        dict(sorted(ignored.items())),
        more[0].starts_at if more else None,
    )
