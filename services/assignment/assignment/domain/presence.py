"""When a rep is at work: absences, public holidays and shifts, in the rep's own time zone, across daylight saving.

A wall time stands for the first instant at which the rep's clock shows it or a later one. So a shift that begins in the
hour that is left out in spring begins when the clock has jumped, and of an hour that comes twice in autumn the first
counts. Days follow from that: each lasts from its midnight to the next one's.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from assignment.domain.rep import Rep

Holidays: TypeAlias = Callable[[str, int], frozenset[date]]
"""The public holidays of a region (``DE-BY``) in a year; the same for the same release."""

_DAYS_AHEAD: Final = 400
_DAY: Final = timedelta(days=1)
_MIDNIGHT: Final = time()
_MINUTES_OF_A_DAY: Final = 24 * 60


def no_holidays(region: str, year: int) -> frozenset[date]:
    """Nobody has any."""
    return frozenset()


def day_of(rep: Rep, now: datetime) -> date:
    """The rep's own day at ``now``."""
    zone = ZoneInfo(rep.time_zone)
    shown = now.astimezone(zone).date()
    following = shown + _DAY
    # A clock that is set back across midnight shows the day before again; for us that day is over.
    return following if _instant(zone, following, 0) <= now else shown


def next_day(rep: Rep, now: datetime) -> datetime:
    """The instant (UTC) at which the rep's next day begins."""
    return _instant(ZoneInfo(rep.time_zone), day_of(rep, now) + _DAY, 0)


def away_until(rep: Rep, now: datetime) -> datetime | None:
    """The end (UTC) of the absence that ``now`` lies in, those that adjoin it included; None when present."""
    place = bisect_right(rep.absences, now, key=lambda absence: absence.starts_at)
    if place == 0 or rep.absences[place - 1].ends_at <= now:
        return None
    return rep.absences[place - 1].ends_at


def holiday_until(rep: Rep, now: datetime, holidays: Holidays) -> datetime | None:
    """The end (UTC) of the public holidays in a row that ``now`` lies in; None on any other day."""
    if rep.holidays is None:
        return None
    first = day_of(rep, now)
    day = next((day for day in _days(first) if not _is_holiday(rep, day, holidays)), first + _DAYS_AHEAD * _DAY)
    return None if day == first else _instant(ZoneInfo(rep.time_zone), day, 0)


def off_until(rep: Rep, now: datetime, holidays: Holidays = no_holidays) -> datetime | None:
    """When (UTC) the rep is at work again: the next shift on a day that is no public holiday; None while at work.

    Who has no shifts is at work on every other day. Looks ahead for 400 days; where nothing is found, the end of these.
    """
    if _at_work(rep, now, holidays):
        return None
    zone, first = ZoneInfo(rep.time_zone), day_of(rep, now)
    for day in _days(first):
        if _is_holiday(rep, day, holidays):
            continue
        for start in sorted(_instant(zone, day, minute) for minute in _beginnings(rep, day)):
            if start > now and _at_work(rep, start, holidays):
                return start
    return _instant(zone, first + _DAYS_AHEAD * _DAY, 0)


def present(rep: Rep, now: datetime, holidays: Holidays = no_holidays) -> bool:
    """Whether the rep is neither absent nor off."""
    return away_until(rep, now) is None and _at_work(rep, now, holidays)


def changes_at(rep: Rep, now: datetime) -> datetime:
    """An instant (UTC) after ``now`` until which the rep's day is the same and so is whether, and why, they are present.

    At the latest the beginning of the rep's next day. Something may change there, nothing before.
    """
    zone, day = ZoneInfo(rep.time_zone), day_of(rep, now)
    instants = [_instant(zone, day + _DAY, 0)]
    place = bisect_right(rep.absences, now, key=lambda absence: absence.starts_at)
    instants += (end for absence in rep.absences[max(0, place - 1) : place] if (end := absence.ends_at) > now)
    instants += (absence.starts_at for absence in rep.absences[place : place + 1])
    instants += (end for span in _spans(rep, zone, day) for end in span if end > now)
    return min(instants)


def _at_work(rep: Rep, now: datetime, holidays: Holidays) -> bool:
    if not rep.shifts and rep.holidays is None:
        return True
    day = day_of(rep, now)
    if _is_holiday(rep, day, holidays):
        return False
    return not rep.shifts or any(start <= now < end for start, end in _spans(rep, ZoneInfo(rep.time_zone), day))


def _is_holiday(rep: Rep, day: date, holidays: Holidays) -> bool:
    return rep.holidays is not None and day in holidays(rep.holidays, day.year)


def _beginnings(rep: Rep, day: date) -> Iterator[int]:
    """The minutes of the day at which the rep may come back: its midnight, after a holiday, and the starts of shifts."""
    yield 0
    yield from (shift.start for shift in rep.shifts if shift.weekday == day.weekday())


def _spans(rep: Rep, zone: ZoneInfo, day: date) -> Iterator[tuple[datetime, datetime]]:
    """The shifts that touch the day: its own, and those of the day before that go on past midnight."""
    before = day - _DAY
    for shift in rep.shifts:
        if shift.weekday == day.weekday():
            yield _instant(zone, day, shift.start), _instant(zone, day, shift.end)
        elif shift.weekday == before.weekday() and shift.end > _MINUTES_OF_A_DAY:
            yield _instant(zone, before, shift.start), _instant(zone, before, shift.end)


def _days(first: date) -> Iterator[date]:
    return (first + ahead * _DAY for ahead in range(_DAYS_AHEAD))


@lru_cache(maxsize=1 << 15)  # a team has its hours in common
def _instant(zone: ZoneInfo, day: date, minute: int) -> datetime:
    wall = datetime.combine(day, _MIDNIGHT, zone) + timedelta(minutes=minute)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    return first if first <= second else _jump(zone, second, first, wall.replace(tzinfo=None))


def _jump(zone: ZoneInfo, before: datetime, after: datetime, wall: datetime) -> datetime:
    """The instant at which the clock is put forward past ``wall``: the first between the two at which it shows more."""
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        shows = (before + timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        low, high = (low, middle) if shows >= wall else (middle, high)
    return before + timedelta(seconds=high)
