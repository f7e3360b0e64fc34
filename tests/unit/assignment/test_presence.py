"""When a rep is at work, in their own time, across daylight saving."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assignment.adapters.translate import apart
from assignment.domain.presence import away_until, changes_at, day_of, holiday_until, next_day, off_until
from assignment.domain.rep import Absence, Rep, Role, Shift

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def rep(**given) -> Rep:  # type: ignore[no-untyped-def]
    return Rep("ana", Role.FARMER, **given)


def test_a_day_begins_at_the_reps_own_midnight() -> None:
    tokyo = rep(time_zone="Asia/Tokyo")
    late = MONDAY + 16 * HOUR
    assert day_of(tokyo, late) == date(2026, 3, 3)
    assert next_day(tokyo, late) == datetime(2026, 3, 3, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),  # the day of 23 hours
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)),  # the day of 25 hours
    ],
)
def test_a_day_on_which_the_clocks_change_ends_at_midnight_too(now: datetime, midnight: datetime) -> None:
    assert next_day(rep(time_zone="Europe/Berlin"), now) == midnight


def test_an_absence_lasts_from_its_start_until_before_its_end() -> None:
    away = rep(absences=(Absence(MONDAY, MONDAY + HOUR),))
    assert away_until(away, MONDAY - timedelta(seconds=1)) is None
    assert away_until(away, MONDAY) == MONDAY + HOUR
    assert away_until(away, MONDAY + HOUR) is None


def test_absences_that_adjoin_are_one() -> None:
    away = rep(absences=apart([Absence(MONDAY + HOUR, MONDAY + 3 * HOUR), Absence(MONDAY, MONDAY + 2 * HOUR)]))
    assert away_until(away, MONDAY) == MONDAY + 3 * HOUR


def test_who_has_no_shifts_is_always_at_work() -> None:
    assert off_until(rep(), MONDAY) is None


SPLIT = rep(time_zone="Europe/Berlin", shifts=(Shift(0, 9 * 60, 12 * 60), Shift(0, 13 * 60, 17 * 60)))


@pytest.mark.parametrize(
    ("at", "back"),
    [
        (MONDAY + 7 * HOUR, MONDAY + 8 * HOUR),
        (MONDAY + 8 * HOUR, None),
        (MONDAY + 11 * HOUR, MONDAY + 12 * HOUR),
        (MONDAY + 12 * HOUR, None),
        (MONDAY + 16 * HOUR, MONDAY + timedelta(days=7, hours=8)),
    ],
)
def test_between_and_after_split_shifts_the_next_one_is_known(at: datetime, back: datetime | None) -> None:
    assert off_until(SPLIT, at) == back


def test_a_shift_starts_at_nine_on_the_wall_whatever_the_season() -> None:
    sunday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert off_until(SPLIT, sunday) == datetime(2026, 3, 30, 7, tzinfo=UTC)


def test_a_night_shift_is_written_as_two_spans() -> None:
    night = rep(shifts=(Shift(0, 22 * 60, 24 * 60), Shift(1, 0, 6 * 60)))
    assert off_until(night, MONDAY + 23 * HOUR + timedelta(minutes=59)) is None
    assert off_until(night, MONDAY + 24 * HOUR) is None
    assert off_until(night, MONDAY + 30 * HOUR) == MONDAY + timedelta(days=7, hours=22)


FRIDAY_NIGHT = rep(shifts=(Shift(4, 22 * 60, 30 * 60),))
FRIDAY = MONDAY + timedelta(days=4)


def epiphany(region: str, year: int) -> frozenset[date]:
    return frozenset({date(year, 1, 6)})


def test_a_night_shift_goes_on_past_midnight() -> None:
    assert off_until(FRIDAY_NIGHT, FRIDAY + 21 * HOUR) == FRIDAY + 22 * HOUR
    assert off_until(FRIDAY_NIGHT, FRIDAY + 29 * HOUR) is None
    assert off_until(FRIDAY_NIGHT, FRIDAY + 30 * HOUR) == FRIDAY + timedelta(days=7, hours=22)
    assert changes_at(FRIDAY_NIGHT, FRIDAY + 25 * HOUR) == FRIDAY + 30 * HOUR


def test_a_shift_in_the_hour_that_is_left_out_begins_when_the_clock_has_jumped() -> None:
    early = rep(time_zone="Europe/Berlin", shifts=(Shift(6, 150, 360),))
    assert off_until(early, datetime(2026, 3, 29, 0, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    early = rep(time_zone="Europe/Berlin", shifts=(Shift(6, 150, 360),))
    assert off_until(early, datetime(2026, 10, 25, 0, tzinfo=UTC)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert off_until(early, datetime(2026, 10, 25, 1, tzinfo=UTC)) is None  # shows 02:00 again


def test_a_day_that_has_begun_does_not_end_because_the_clock_is_set_back() -> None:
    newfoundland = rep(time_zone="America/St_Johns")
    assert day_of(newfoundland, datetime(2010, 11, 7, 2, 45, tzinfo=UTC)) == date(2010, 11, 7)  # shows 23:15 of the 6th


def test_after_the_last_day_before_a_day_that_never_was_comes_the_one_behind_it() -> None:
    samoa = rep(time_zone="Pacific/Apia")
    midnight = datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert next_day(samoa, midnight - HOUR) == midnight
    assert day_of(samoa, midnight) == date(2011, 12, 31)


def test_on_a_public_holiday_nobody_of_the_region_is_at_work() -> None:
    tuesdays = rep(time_zone="Europe/Berlin", holidays="DE-BY", shifts=(Shift(1, 540, 1020),))
    at = datetime(2026, 1, 6, 11, tzinfo=UTC)
    assert off_until(tuesdays, at, epiphany) == datetime(2026, 1, 13, 8, tzinfo=UTC)
    assert holiday_until(tuesdays, at, epiphany) == datetime(2026, 1, 6, 23, tzinfo=UTC)
    assert off_until(replace(tuesdays, holidays=None), at, epiphany) is None
    assert holiday_until(tuesdays, at + timedelta(days=1), epiphany) is None


def test_who_has_no_shifts_has_holidays_all_the_same() -> None:
    assert off_until(rep(holidays="DE-BY"), datetime(2026, 1, 6, 11, tzinfo=UTC), epiphany) == datetime(
        2026, 1, 7, tzinfo=UTC
    )


def test_a_night_shift_that_begins_on_a_holiday_is_on_from_the_end_of_the_holiday() -> None:
    tuesday_night = rep(holidays="DE-BY", shifts=(Shift(1, 1320, 1800),))
    assert off_until(tuesday_night, datetime(2026, 1, 6, 23, tzinfo=UTC), epiphany) == datetime(2026, 1, 7, tzinfo=UTC)
    assert off_until(tuesday_night, datetime(2026, 1, 7, 5, tzinfo=UTC), epiphany) is None
