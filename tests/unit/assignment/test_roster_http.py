"""Reps, their absences and teams over HTTP: what managers do, and that two of them do not overwrite each other."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.assignment.story import NOW, rep
from tests.unit.assignment.test_http import Desk

from lead_contracts.events import RepChanged, TeamChanged
from lead_contracts.topics import SALES_REPS

ANA = "/v1/reps/ana"
CALENDAR = b"""BEGIN:VCALENDAR\r
PRODID:x\r
BEGIN:VEVENT\r
SUMMARY:Dentist\r
DTSTART:20260303T100000Z\r
DTEND:20260303T110000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:20260304T100000Z\r
TRANSP:TRANSPARENT\r
END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def desk() -> Desk:
    return Desk()


def sent(desk: Desk) -> Any:
    return desk.log.sent[-1][0]


def ask(desk: Desk, method: str, path: str, body: Any = None, who: str = "boss", **more: Any) -> Any:
    headers = {"Authorization": f"Bearer {who}-has-a-long-key", **more.pop("headers", {})}
    return desk.client.request(method, path, json=body, headers=headers, **more)


def test_a_rep_is_paused_and_resumed_and_nothing_else_of_them_changes(desk: Desk) -> None:
    before = ask(desk, "GET", ANA).json()
    assert ask(desk, "POST", f"{ANA}/pause").json() == {**before, "active": False}
    assert sent(desk).active is False
    assert ask(desk, "POST", f"{ANA}/pause").status_code == 202
    assert ask(desk, "POST", f"{ANA}/resume").json() == before
    assert len(desk.log.sent) == 2, "who is paused already is not paused again"


def test_who_has_left_stays_in_the_record_and_is_not_simply_resumed(desk: Desk) -> None:
    assert ask(desk, "DELETE", ANA).status_code == 202
    assert (sent(desk).left, sent(desk).active, sent(desk).name) == (True, False, "Ana")
    assert ask(desk, "POST", f"{ANA}/resume").status_code == 409
    assert len(desk.log.sent) == 1


@pytest.mark.parametrize("path", [f"{ANA}x/pause", f"{ANA}x/resume", f"{ANA}x/absences"])
def test_nobody_is_changed_who_is_not_known(desk: Desk, path: str) -> None:
    body = {"from": "2026-03-03", "to": "2026-03-03"} if "absences" in path else None
    assert ask(desk, "POST", path, body).status_code == 404
    assert desk.log.sent == []


def test_of_two_managers_the_second_does_not_overwrite_what_they_have_not_seen(desk: Desk) -> None:
    read = ask(desk, "GET", ANA)
    mine = {"headers": {"If-Match": read.headers["ETag"]}}
    body = {"name": "Ana", "role": "farmer", "max_open": 3}
    first = ask(desk, "PUT", ANA, body, **mine)
    second = ask(desk, "PUT", ANA, {**body, "max_open": 4}, **mine)
    assert (first.status_code, second.status_code) == (202, 412)
    assert sent(desk).max_open == 3
    assert second.headers["ETag"] == first.headers["ETag"] == ask(desk, "GET", ANA).headers["ETag"]
    assert ask(desk, "POST", f"{ANA}/pause", **mine).status_code == 412
    assert ask(desk, "PUT", ANA, body, headers={"If-Match": f'"x", {first.headers["ETag"]}'}).status_code == 202


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        (ANA, {"If-None-Match": "*"}, 412),
        (ANA, {"If-Match": "*"}, 202),
        (f"{ANA}x", {"If-None-Match": "*"}, 202),
        (f"{ANA}x", {"If-Match": "*"}, 412),
    ],
)
def test_a_record_is_only_created_or_only_replaced_on_demand(
    desk: Desk, path: str, header: dict[str, str], status: int
) -> None:
    assert ask(desk, "PUT", path, {"name": "Ana", "role": "farmer"}, headers=header).status_code == status


def test_while_somebody_else_changes_a_rep_it_is_said_at_once(desk: Desk) -> None:
    desk.board.changing.add("ana")
    answer = ask(desk, "POST", f"{ANA}/pause")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert ask(desk, "POST", "/v1/reps/ben/pause").status_code == 202


def test_while_the_board_is_away_a_whole_record_is_kept_and_nothing_that_needs_the_old_one(desk: Desk) -> None:
    desk.board.away = True
    body = {"name": "Ana", "role": "farmer"}
    assert ask(desk, "PUT", ANA, body).status_code == 202
    assert ask(desk, "PUT", ANA, body, headers={"If-Match": '"x"'}).status_code == 503
    assert ask(desk, "POST", f"{ANA}/pause").status_code == 503
    assert len(desk.log.sent) == 1


def test_an_absence_comes_and_goes_by_its_name(desk: Desk) -> None:
    desk.tell(SALES_REPS, rep("ana", time_zone="Europe/Berlin"))
    days = ask(desk, "POST", f"{ANA}/absences", {"from": "2026-03-28", "to": "2026-03-29", "reason_code": "vacation"})
    assert days.json() == {
        "absence_id": "20260327T230000Z-20260329T220000Z",
        "starts_at": "2026-03-27T23:00:00Z",
        "ends_at": "2026-03-29T22:00:00Z",
        "reason_code": "vacation",
    }
    hour = {"starts_at": NOW.isoformat(), "ends_at": (NOW + timedelta(hours=1)).isoformat()}
    early = ask(desk, "POST", f"{ANA}/absences", hour).json()
    again = ask(desk, "POST", f"{ANA}/absences", {**hour, "reason_code": "doctor"}).json()
    assert again == {**early, "reason_code": "doctor"}
    early = again
    shown = ask(desk, "GET", f"{ANA}/absences").json()["items"]
    assert shown == [early, days.json()]
    assert isinstance(sent(desk), RepChanged)
    assert len(sent(desk).absences) == 2
    left = ask(desk, "DELETE", f"{ANA}/absences/{early['absence_id']}").json()["items"]
    assert left == [days.json()]
    assert ask(desk, "DELETE", f"{ANA}/absences/{early['absence_id']}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"from": "2026-03-28"},
        {"from": "2026-03-28", "to": "2026-03-27"},
        {"from": "0001-01-01", "to": "9999-12-31"},
        {"from": "2026-03-28", "to": "2026-03-28", "starts_at": "2026-03-28T00:00:00Z"},
        {"starts_at": "2026-03-28T01:00:00Z", "ends_at": "2026-03-28T01:00:00Z"},
        {"starts_at": "2026-03-28T01:00:00", "ends_at": "2026-03-28T02:00:00"},
        {"from": "2026-03-28", "to": "2026-03-28", "surprise": 1},
    ],
)
def test_an_absence_that_cannot_be_is_refused(desk: Desk, body: Any) -> None:
    assert ask(desk, "POST", f"{ANA}/absences", body).status_code == 422
    assert desk.log.sent == []


def test_a_calendar_takes_the_place_of_the_one_before_and_leaves_other_absences(desk: Desk) -> None:
    ask(desk, "POST", f"{ANA}/absences", {"from": "2026-04-01", "to": "2026-04-01"})
    as_calendar = {"headers": {"Content-Type": "text/calendar; charset=utf-8"}, "content": CALENDAR}
    for _ in range(2):
        answer = ask(desk, "POST", f"{ANA}/calendar", **as_calendar)
        assert (answer.status_code, answer.json()) == (
            202,
            {"rep_id": "ana", "absences": 1, "ignored": {"free": 1}, "complete_until": None},
        )
    assert [one.reason_code for one in sent(desk).absences] == ["calendar", None]
    assert "Dentist" not in sent(desk).model_dump_json()
    ask(desk, "POST", f"{ANA}/calendar", headers=as_calendar["headers"], content=CALENDAR.replace(b"0303T", b"0305T"))
    assert [one.starts_at.day for one in sent(desk).absences] == [5, 1]


@pytest.mark.parametrize(("content_type", "content", "status"), [("application/json", b"{}", 415), ("text/calendar", b"hello", 422)])  # fmt: skip
def test_what_is_no_calendar_is_refused(desk: Desk, content_type: str, content: bytes, status: int) -> None:
    answer = ask(desk, "POST", f"{ANA}/calendar", headers={"Content-Type": content_type}, content=content)
    assert answer.status_code == status
    assert "hello" not in answer.text
    assert desk.log.sent == []


def test_a_team_is_put_and_shown_and_kept_apart_from_the_reps(desk: Desk) -> None:
    body = {
        "name": "North",
        "managers": ["ana"],
        "time_zone": "Europe/Oslo",
        "hours": {"mon": ["22:00-06:00"]},
        "holidays": "NO",
    }
    answer = ask(desk, "PUT", "/v1/teams/north", body)
    assert answer.status_code == 202
    assert isinstance(sent(desk), TeamChanged)
    assert sent(desk).key() == "team:north"
    asyncio.run(desk.board.fold(SALES_REPS, []))
    shown = ask(desk, "GET", "/v1/teams/north")
    assert (shown.json(), shown.headers["ETag"]) == (answer.json(), answer.headers["ETag"])
    assert ask(desk, "GET", "/v1/teams").json()["items"] == [answer.json()]
    assert "north" not in ask(desk, "GET", "/v1/reps").text
    stale = ask(desk, "PUT", "/v1/teams/north", body, headers={"If-Match": '"x"'})
    assert stale.status_code == 412
    assert ask(desk, "GET", "/v1/teams/south").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"hours": {"mon": ["9-17"]}}, "hours.mon.0"),
        ({"holidays": "Bavaria"}, "holidays"),
        ({"managers": ["a b"]}, "managers.0"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_team_that_cannot_be_is_a_problem_that_names_the_field(desk: Desk, change: Any, field: str) -> None:
    answer = ask(desk, "PUT", "/v1/teams/north", {"name": "North", **change})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{ANA}/pause"),
        ("POST", f"{ANA}/resume"),
        ("DELETE", ANA),
        ("GET", f"{ANA}/absences"),
        ("POST", f"{ANA}/calendar"),
        ("GET", "/v1/teams"),
        ("PUT", "/v1/teams/north"),
    ],
)
def test_reps_and_teams_are_changed_by_managers_alone(desk: Desk, method: str, path: str) -> None:
    assert ask(desk, method, path, {"name": "North"}, who="ana").status_code == 403
