"""Presence against a reference that asks the clock of every minute, where clocks do strange things."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assignment.adapters.translate import apart
from assignment.domain.presence import (
    Holidays,
    away_until,
    changes_at,
    day_of,
    holiday_until,
    next_day,
    off_until,
    present,
)
from assignment.domain.rep import Absence, Rep, Role, Shift

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SPAN = 8
"""Days around the change of a clock that are looked at."""
CHANGES = {
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # half an hour
    "Asia/Kathmandu": (date(2026, 7, 1),),  # 5:45, never changes
    "Pacific/Apia": (date(2011, 12, 30),),  # a day that never was
    "America/Havana": (date(2026, 3, 8), date(2026, 11, 1)),  # at midnight: a first hour missing, and one twice
    "America/Santiago": (date(2026, 4, 5), date(2026, 9, 6)),  # at midnight: a last hour twice, and a first missing
    "America/St_Johns": (date(2010, 11, 7),),  # back across midnight a minute after it
    "Africa/Casablanca": (date(2026, 2, 15), date(2026, 3, 22)),  # Ramadan
    "Antarctica/Troll": (date(2026, 3, 29),),  # two hours
}
PLACES = [(zone, day) for zone, days in CHANGES.items() for day in days]


class Reference:
    """The clock of a place, minute by minute. What it says of a wall time: the first minute that shows as much."""

    def __init__(self, zone: str, around: date) -> None:
        first = datetime.combine(around, time(), UTC) - SPAN * DAY
        self.minutes = [first + count * MINUTE for count in range(2 * SPAN * 1440)]
        seen, furthest = [], datetime.combine(around, time()) - 2 * SPAN * DAY
        for minute in self.minutes:
            furthest = max(furthest, minute.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
            seen.append(furthest)
        self._furthest = seen

    def instant(self, day: date, minute: int) -> datetime:
        return self.minutes[bisect_left(self._furthest, datetime.combine(day, time()) + minute * MINUTE)]

    def day(self, now: datetime) -> date:
        return self._furthest[(now - self.minutes[0]) // MINUTE].date()

    def at_work(self, rep: Rep, now: datetime, off: frozenset[date]) -> bool:
        day = self.day(now)
        on = not rep.shifts or any(
            self.instant(begins, shift.start) <= now < self.instant(begins, shift.end)
            for shift in rep.shifts
            for begins in (day - 2 * DAY, day - DAY, day)
            if begins.weekday() == shift.weekday
        )
        return on and not (rep.holidays and day in off)


@cache
def reference(zone: str, around: date) -> Reference:
    return Reference(zone, around)


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    start = draw(st.sampled_from((0, 1, 30, 60, 90, 120, 150, 180, 1380, 1410)) | st.integers(0, 1439))
    length = draw(st.sampled_from((1, 30, 60, 1439)) | st.integers(1, 1440))
    return Shift(draw(st.integers(0, 6)), start, start + length if start + length > 1440 else min(start + length, 1440))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rep, date, datetime, frozenset[date]]:
    zone, around = draw(st.sampled_from(PLACES))
    near = st.integers(-3 * 1440, 3 * 1440)
    middle = datetime.combine(around, time(), UTC)
    stretches = draw(st.lists(st.tuples(near, st.integers(0, 3000)), max_size=3))
    away = [Absence(middle + start * MINUTE, middle + (start + length) * MINUTE) for start, length in stretches]
    off = frozenset(around + days * DAY for days in draw(st.sets(st.integers(-4, 4), max_size=4)))
    rep = Rep(
        "ana",
        Role.FARMER,
        time_zone=zone,
        shifts=tuple(draw(st.lists(shifts(), max_size=5))),
        absences=apart(away),
        holidays=draw(st.sampled_from((None, "here"))),
    )
    now = middle + draw(near) * MINUTE
    for _ in range(draw(st.integers(0, 6))):
        now = changes_at(rep, now)  # where mistakes of a minute are made
    return rep, around, now - draw(st.sampled_from((0, 0, 1, -1))) * MINUTE, off


def holidays_of(off: frozenset[date]) -> Holidays:
    return lambda region, year: frozenset(day for day in off if day.year == year)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_days_shifts_holidays_and_returns_are_what_the_clock_of_every_minute_says(
    case: tuple[Rep, date, datetime, frozenset[date]],
) -> None:
    rep, around, now, off = case
    clock, holidays = reference(rep.time_zone, around), holidays_of(off)
    assert day_of(rep, now) == clock.day(now)
    assert next_day(rep, now) == clock.instant(clock.day(now) + DAY, 0)
    back = off_until(rep, now, holidays)
    assert (back is None) == clock.at_work(rep, now, off)
    if back is not None and back < clock.minutes[-3 * 1440]:
        between = clock.minutes[(now - clock.minutes[0]) // MINUTE : (back - clock.minutes[0]) // MINUTE]
        assert clock.at_work(rep, back, off)
        assert not any(clock.at_work(rep, minute, off) for minute in between[:: max(1, len(between) // 500)])
        assert not clock.at_work(rep, back - MINUTE, off)


@settings(max_examples=80, deadline=None)
@given(cases())
def test_nothing_about_presence_changes_before_it_may(case: tuple[Rep, date, datetime, frozenset[date]]) -> None:
    rep, _, now, off = case
    holidays, until = holidays_of(off), changes_at(rep, now)

    def seen(at: datetime) -> tuple[object, ...]:
        return (
            day_of(rep, at),
            away_until(rep, at),
            holiday_until(rep, at, holidays),
            off_until(rep, at, holidays),
            present(rep, at, holidays),
        )

    assert now < until <= next_day(rep, now)
    minutes = (until - now) // MINUTE
    at = {now + count * MINUTE for count in range(0, minutes, max(1, minutes // 40))} | {
        until - timedelta(microseconds=1)
    }
    assert {seen(instant) for instant in at} == {seen(now)}


@settings(max_examples=60, deadline=None)
@given(cases())
def test_present_is_neither_away_nor_off(case: tuple[Rep, date, datetime, frozenset[date]]) -> None:
    rep, _, now, off = case
    holidays = holidays_of(off)
    assert present(rep, now, holidays) == (away_until(rep, now) is None and off_until(rep, now, holidays) is None)
    assert (away_until(rep, now) is not None) == any(one.starts_at <= now < one.ends_at for one in rep.absences)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(-5, 60)), max_size=12))
@example([(0, 10), (10, 5), (30, 0)])
def test_absences_are_put_together_where_they_meet_and_lose_not_a_minute(stretches: list[tuple[int, int]]) -> None:
    start = datetime(2026, 3, 28, tzinfo=UTC)
    given_ = [Absence(start + first * MINUTE, start + (first + length) * MINUTE) for first, length in stretches]
    merged = apart(given_)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(merged))
    for minute in (start + count * MINUTE for count in range(400)):
        assert any(one.starts_at <= minute < one.ends_at for one in given_) == any(
            one.starts_at <= minute < one.ends_at for one in merged
        )


@cache
def mondays(region: str, year: int) -> frozenset[date]:
    days = (date(year, 1, 1) + count * DAY for count in range(366))
    return frozenset(day for day in days if day.weekday() == 0)


@cache
def every_day(region: str, year: int) -> frozenset[date]:
    return frozenset(date(year, 1, 1) + count * DAY for count in range(366))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Berlin"])
def test_a_rep_whose_only_shift_is_always_a_holiday_is_looked_at_again_in_400_days(zone: str) -> None:
    rep = Rep("ana", Role.FARMER, time_zone=zone, shifts=(Shift(0, 540, 1020),), holidays="here")
    now = datetime(2026, 3, 2, 1, tzinfo=UTC)
    back = off_until(rep, now, mondays)
    assert back is not None
    assert timedelta(days=398) < back - now < timedelta(days=401)
    always = holiday_until(rep, now, every_day)
    assert always is not None
    assert always <= now + timedelta(days=401)
