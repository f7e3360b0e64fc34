"""What time it is where a prospect is, and whether to call them: several zones are said to be several."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.adapters import calling_file
from assignment.adapters.calling_file import CallingFile
from assignment.adapters.whereabouts import where
from assignment.adapters.words import Reader
from assignment.adapters.words.calling import when_to_call
from assignment.application.calling import Where, calling
from lead_runtime.config import ConfigError

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OFFICE = CallingFile(default={"mon-fri": ("09:00-12:00", "13:00-18:00")}).week(None)
BERLIN, BOTH = Where(("Europe/Berlin",), "country"), Where(("America/Los_Angeles", "America/New_York"), "country")
REGIONS = {"US-TX": ("America/Chicago", "America/Denver")}
READER = Reader("ana", "Europe/Berlin")


def at(hour: int, minute: int = 0, *, day: int = 2) -> datetime:
    """In UTC; March 2, 2026 is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_within_the_hours_it_says_until_when() -> None:
    told = calling(BERLIN, OFFICE, at(9))
    assert (told.allowed, told.until, told.next_at, told.earliest.hour) == ("yes", at(11), None, 10)
    assert (
        when_to_call(told, READER) == "It is Monday 10:00 there. A call is fine until 2026-03-02 12:00 Europe/Berlin."
    )


@pytest.mark.parametrize(
    ("now", "next_at"),
    [(at(7), at(8)), (at(11), at(12)), (at(11, 30), at(12)), (at(17), at(8, day=3)), (at(18, day=6), at(8, day=9))],
)
def test_outside_the_hours_it_says_from_when(now: datetime, next_at: datetime) -> None:
    told = calling(BERLIN, OFFICE, now)
    assert (told.allowed, told.until, told.next_at) == ("no", None, next_at)


def test_of_several_zones_both_ends_are_said_and_a_call_is_fine_where_it_is_in_all() -> None:
    early, both, late = (calling(BOTH, OFFICE, at(hour)) for hour in (15, 18, 23))
    assert (early.earliest.hour, early.latest.hour, early.allowed) == (7, 10, "in_part")
    assert early.next_at == at(18)  # 9 to 12 in the west and 13 to 18 in the east
    assert (both.allowed, both.until) == ("yes", at(20))
    assert late.allowed == "in_part"
    assert when_to_call(early, READER) == (
        "It is between Monday 07:00 and 10:00 there: they may be in 2 time zones. "
        "A call is fine only in some of them, again from 2026-03-02 19:00 Europe/Berlin in all."
    )


def test_zones_on_two_days_are_said_with_both_days() -> None:
    told = calling(Where(("Pacific/Honolulu", "Asia/Tokyo"), "phone"), OFFICE, at(12))
    assert when_to_call(told, Reader()).startswith("It is between Monday 02:00 and 21:00 there")
    told = calling(Where(("Pacific/Honolulu", "Asia/Tokyo"), "phone"), OFFICE, at(9))
    assert when_to_call(told, Reader()).startswith("It is between Sunday 23:00 and Monday 18:00 there")


def test_who_asked_not_to_be_called_is_never_to_be_called() -> None:
    told = calling(BERLIN, OFFICE, at(9), do_not_call=True)
    assert (told.allowed, told.until, told.next_at) == ("never", None, None)
    assert when_to_call(told, READER).endswith("They asked not to be called.")


def test_hours_without_a_day_promise_nothing() -> None:
    told = calling(BERLIN, {}, at(9))
    assert (told.allowed, told.until, told.next_at) == ("no", None, None)
    assert when_to_call(told, READER).endswith("It is no time for a call.")


def test_a_window_to_midnight_goes_on_in_that_of_the_next_day() -> None:
    week = CallingFile(default={"mon-sun": ("00:00-24:00",)}).week(None)
    told = calling(BERLIN, week, at(22, 59))
    assert told.allowed == "yes"
    assert told.until is not None
    assert told.until > at(0, day=6)


@pytest.mark.parametrize(("day", "starts"), [(27, 8), (30, 7)])  # summer time begins on the 29th
def test_daylight_saving_moves_the_hours_in_utc(day: int, starts: int) -> None:
    assert calling(BERLIN, OFFICE, at(5, day=day)).next_at == at(starts, day=day)


@given(
    st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
    ),
    st.sampled_from(["Asia/Tokyo", "America/Sao_Paulo", "Europe/London"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_what_is_said_holds_by_the_clocks_on_the_wall(zone: str, other: str, now: datetime) -> None:
    now = now.replace(tzinfo=UTC, second=0, microsecond=0)
    told = calling(Where((zone, other), "phone"), OFFICE, now)
    assert told.allowed == {2: "yes", 1: "in_part", 0: "no"}[sum(_on_the_wall(each, now) for each in (zone, other))]
    for instant in (told.next_at, told.until and told.until - timedelta(minutes=1)):
        assert instant is None or (_on_the_wall(zone, instant) and _on_the_wall(other, instant))
    if told.next_at:
        before = told.next_at - timedelta(minutes=1)
        assert not (_on_the_wall(zone, before) and _on_the_wall(other, before))


def _on_the_wall(zone: str, now: datetime) -> bool:
    local = now.astimezone(ZoneInfo(zone))
    hours = (time(9), time(12)), (time(13), time(18))
    return local.weekday() < 5 and any(start <= local.time() < end for start, end in hours)


@pytest.mark.parametrize(
    ("country", "region", "phone", "zones", "known_by"),
    [
        ("US", "US-TX", "+12125550100", ("America/Chicago", "America/Denver"), "region"),
        ("US", "US-ZZ", "+12125550100", ("America/New_York",), "phone"),
        ("US", None, "+12125550100", ("America/New_York",), "phone"),
        (None, None, "+4930123456", ("Europe/Berlin",), "phone"),
        ("DE", None, "+12125550100", ("Europe/Berlin", "Europe/Busingen"), "country"),  # theirs from abroad
        ("GB", None, None, ("Europe/London",), "country"),
        ("DE", None, "no number", ("Europe/Berlin", "Europe/Busingen"), "country"),
    ],
)
def test_whichever_says_most_says_where_they_are(
    country: str | None, region: str | None, phone: str | None, zones: tuple[str, ...], known_by: str
) -> None:
    found = where(country, region, phone, REGIONS)
    assert found is not None
    assert (found.zones, found.known_by) == (zones, known_by)


@pytest.mark.parametrize("country", [None, "ZZ", "XX", "de"])
def test_where_nothing_is_known_nothing_is_said(country: str | None) -> None:
    assert where(country, None, "+888123", {}) is None


def test_a_country_of_many_zones_is_not_guessed() -> None:
    found = where("US", None, None, REGIONS)
    assert found is not None
    assert {"America/New_York", "Pacific/Honolulu"} <= set(found.zones)


def test_the_shipped_hours_hold_together() -> None:
    file = calling_file.load(Path(__file__).parents[3] / "deploy" / "config")
    assert file.week("FR")[0] == ((time(10), time(13)), (time(14), time(20)))
    assert file.week("PL") == file.week(None)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("default: {}\ncountries:\n  DE: {monday: ['09:00-18:00']}", 3, "countries.DE.monday.[key]"),
        ("default: {fri-mon: ['09:00-18:00']}", 1, "default.fri-mon.[key]"),
        ("default:\n  mon: ['09:00-18:00', '18-9']", 2, "default.mon.1"),
        ("default: {}\nregions: {US-CA: [Mars/Base]}", 2, "regions.US-CA.0"),
        ("default: {}\ncountry: {}", 2, "country"),
    ],
)
def test_a_mistake_in_the_file_is_named_with_its_line_and_key(tmp_path: Path, text: str, line: int, key: str) -> None:
    (tmp_path / calling_file.NAME).write_text(text)
    with pytest.raises(ConfigError) as caught:
        calling_file.load(tmp_path)
    found: Any = caught.value.mistakes[0]
    assert (found.line, found.key) == (line, key)
