"""What a calendar says of when somebody is busy, and nothing else of it."""

from datetime import UTC, datetime, timedelta

import pytest

from assignment.adapters.calendar_file import MOST_ABSENCES, MOST_BYTES, MOST_EVENTS, UnreadableCalendar, busy_times

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
BERLIN = "Europe/Berlin"
CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:Ours
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, before: str = "") -> bytes:
    inside = "".join(f"BEGIN:VEVENT\nSUMMARY:Dentist\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test\n{before}{inside}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def times(*events: str, zone: str = BERLIN, before: str = "") -> list[tuple[str, str]]:
    """The busy times in UTC, by the minute."""
    found = busy_times(calendar(*events, before=before), zone, NOW)
    return [(f"{one.starts_at:%m-%d %H:%M}", f"{one.ends_at:%m-%d %H:%M}") for one in found.absences]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20260303T100000Z\nDTEND:20260303T110000Z", ("03-03 10:00", "03-03 11:00")),
        ("DTSTART:20260303T100000Z\nDURATION:PT90M", ("03-03 10:00", "03-03 11:30")),
        ("DTSTART:20260303T100000\nDTEND:20260303T110000", ("03-03 09:00", "03-03 10:00")),  # the rep's own zone
        ("DTSTART;TZID=America/New_York:20260303T100000\nDURATION:PT1H", ("03-03 15:00", "03-03 16:00")),
        ("DTSTART;TZID=W. Europe Standard Time:20260303T100000\nDURATION:PT1H", ("03-03 09:00", "03-03 10:00")),
        ("DTSTART;TZID=Ours:20260403T100000\nDURATION:PT1H", ("04-03 08:00", "04-03 09:00")),
        ("DTSTART;VALUE=DATE:20260328\nDTEND;VALUE=DATE:20260330", ("03-27 23:00", "03-29 22:00")),  # 47 hours
        ("DTSTART;VALUE=DATE:20260303", ("03-02 23:00", "03-03 23:00")),
        ("DTSTART;VALUE=DATE:20260303\nDURATION:P2D", ("03-02 23:00", "03-04 23:00")),
        ("DTSTART:20260228T100000Z\nDTEND:20260305T110000Z", ("02-28 10:00", "03-05 11:00")),  # has begun
        ("DTSTART:20260303T100000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", ("03-03 10:00", "03-03 11:00")),
    ],
)
def test_a_busy_event_is_an_absence(event: str, expected: tuple[str, str]) -> None:
    assert times(event, before=CUSTOM_ZONE) == [expected]


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("STATUS:CANCELLED", "cancelled"),
        ("STATUS:TENTATIVE", "tentative"),
        ("TRANSP:TRANSPARENT", "free"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", "free"),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", "elsewhere"),
        ("RRULE:FREQ=SECONDLY", "not_understood"),
        ("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "not_understood"),  # would be looked for until the year 9999
        ("RRULE:FREQ=DAILY;INTERVAL=0", "not_understood"),
        ("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3", "not_understood"),
        ("RRULE:FREQ=NEVER", "not_understood"),
        ("RDATE;VALUE=PERIOD:20260303T100000Z/PT1H", "not_understood"),
    ],
)
def test_what_is_not_busy_or_not_understood_is_counted_and_left_out(event: str, why: str) -> None:
    found = busy_times(calendar(f"DTSTART:20260303T100000Z\nDURATION:PT1H\n{event}"), BERLIN, NOW)
    assert (found.absences, found.ignored) == ((), {why: 1})


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:garbage\nDURATION:PT1H",
        "DTSTART;TZID=Nowhere/Here:20260303T100000\nDURATION:PT1H",
        "DTEND:20260303T100000Z",
    ],
)
def test_an_event_at_no_known_time_does_not_spoil_the_others(event: str) -> None:
    good = "DTSTART:20260303T100000Z\nDURATION:PT1H"
    found = busy_times(calendar(event, good), BERLIN, NOW)
    assert (len(found.absences), found.ignored) == (1, {"not_understood": 1})


def test_a_series_stays_at_its_time_on_the_wall_and_leaves_out_its_exceptions() -> None:
    weekly = """DTSTART;TZID=Europe/Berlin:20260316T090000
DTEND;TZID=Europe/Berlin:20260316T100000
RRULE:FREQ=WEEKLY;UNTIL=20260420T070000Z;BYDAY=MO
EXDATE;TZID=Europe/Berlin:20260323T090000
EXDATE:20260413T070000Z
RDATE;TZID=Europe/Berlin:20260501T090000"""
    assert [start for start, _ in times(weekly)] == [
        "03-16 08:00",
        "03-30 07:00",
        "04-06 07:00",
        "04-20 07:00",
        "05-01 07:00",
    ]


def test_an_exception_that_names_only_the_day_counts() -> None:
    daily = "DTSTART:20260303T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260304"
    assert [start for start, _ in times(daily)] == ["03-03 10:00", "03-05 10:00"]


def test_whole_days_that_come_again_are_whole_days() -> None:
    monthly = "DTSTART;VALUE=DATE:20260331\nRRULE:FREQ=MONTHLY;BYDAY=-1TU;UNTIL=20260430"
    assert times(monthly) == [("03-30 22:00", "03-31 22:00"), ("04-27 22:00", "04-28 22:00")]


def test_one_of_a_series_that_was_moved_or_called_off_is_not_busy_at_its_old_time() -> None:
    series = "UID:a\nDTSTART:20260303T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=3"
    moved = "UID:a\nRECURRENCE-ID:20260304T100000Z\nDTSTART:20260304T150000Z\nDURATION:PT1H"
    off = "UID:a\nRECURRENCE-ID:20260305T100000Z\nDTSTART:20260305T100000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    assert [start for start, _ in times(series, moved, off)] == ["03-03 10:00", "03-04 15:00"]


def test_of_an_endless_series_what_lies_ahead_is_taken_up_to_400_days() -> None:
    endless = "DTSTART:20200101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"
    found = busy_times(calendar(endless), BERLIN, NOW)
    assert len(found.absences) == 400
    assert found.absences[0].starts_at == datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert found.absences[-1].starts_at < NOW + timedelta(days=400)
    assert found.complete_until is None


def test_times_that_meet_are_one_and_what_is_over_is_gone() -> None:
    assert times(
        "DTSTART:20260303T100000Z\nDURATION:PT1H",
        "DTSTART:20260303T110000Z\nDURATION:PT1H",
        "DTSTART:20260303T113000Z\nDURATION:PT5M",
        "DTSTART:20260302T080000Z\nDURATION:PT1H",
    ) == [("03-03 10:00", "03-03 12:00")]


def test_of_too_many_the_first_thousand_are_kept_and_it_says_so() -> None:
    hourly = [f"DTSTART:20260303T{hour:02}0000Z\nDURATION:PT1M\nRRULE:FREQ=DAILY" for hour in range(3)]
    found = busy_times(calendar(*hourly), BERLIN, NOW)
    assert len(found.absences) == MOST_ABSENCES
    assert found.complete_until is not None
    assert found.absences[-1].ends_at < found.complete_until


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"x" * (MOST_BYTES + 1),
        calendar(*["DTSTART:20260303T100000Z"] * (MOST_EVENTS + 1)),
        calendar(*["DTSTART:19800303T100000Z\nDURATION:P20000D\nRRULE:FREQ=DAILY"] * 3),
    ],
    ids=["empty", "text", "bytes", "card", "large", "many events", "many times"],
)
def test_what_cannot_be_used_as_a_whole_is_refused_without_quoting_it(text: bytes) -> None:
    with pytest.raises(UnreadableCalendar) as refused:
        busy_times(text, BERLIN, NOW)
    assert "hello" not in str(refused.value)


def test_nothing_of_what_an_event_is_about_is_kept() -> None:
    event = (
        "DTSTART:20260303T100000Z\nDURATION:PT1H\nLOCATION:Clinic\nATTENDEE:mailto:kim@example.com\nUID:kim@example.com"
    )
    found = repr(busy_times(calendar(event), BERLIN, NOW))
    assert not any(word in found for word in ("Dentist", "Clinic", "kim"))
