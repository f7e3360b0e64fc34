"""``/v1/imports``: each row of a list is a delivery, kept once however often the list is sent."""

import asyncio
import csv
import gzip
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
import pytest
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.lists.files import workbook
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.world import KEY, NOW, FakeLog, app, driver

from lead_contracts.events import Delivery, LeadReceived
from lead_intake.application.imports import Imports, ImportState, RowNote
from lead_intake.application.status import ReadModelAway
from lead_runtime.errors import KafkaAway

CSV = {"content-type": "text/csv"}
Q4 = {"Idempotency-Key": "q4"}
ROWS = 1_200


@dataclass
class Remembered(Imports):
    """Redis as the imports see it."""

    states: dict[tuple[str, str], ImportState] = field(default_factory=dict)
    windows: dict[tuple[str, str, int], Sequence[RowNote]] = field(default_factory=dict)
    away: bool = False

    async def find(self, who: str, import_id: str) -> ImportState | None:
        self._look()
        return self.states.get((who, import_id))

    async def save(self, who: str, state: ImportState, notes: Mapping[int, Sequence[RowNote]]) -> None:
        self._look()
        self.states[who, state.import_id] = state
        self.windows |= {(who, state.import_id, window): found for window, found in notes.items()}

    async def notes(self, who: str, import_id: str, window: int) -> Sequence[RowNote]:
        self._look()
        return self.windows.get((who, import_id, window), ())

    def _look(self) -> None:
        if self.away:
            raise ReadModelAway("redis is away")


@dataclass
class BreakingLog(FakeLog):
    """Kafka, gone after some deliveries."""

    breaks_after: int = 1 << 30

    async def send(self, event: Delivery) -> object:
        if len(self.kept) >= self.breaks_after:
            raise KafkaAway("kafka is away")
        return await super().send(event)


def listed(rows: int = ROWS, bad: Sequence[int] = ()) -> bytes:
    lines = (b",Nobody %d\n" % n if n in bad else b"p%d@firm.example,P%d\n" % (n, n) for n in range(1, rows + 1))
    return b"email,name\n" + b"".join(lines)


def ids(log: FakeLog) -> list[str]:
    return [one.delivery_id for one in log.kept]


def touches(log: FakeLog) -> list[LeadReceived]:
    """What the worker makes of what was kept."""
    worker = driver()
    for one in log.kept:
        worker.feed(one)
    return [event for event in worker.outputs if isinstance(event, LeadReceived)]


def test_each_row_of_a_list_is_a_delivery() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports?source=apollo", log=log, content=body_of("apollo/contacts_export.csv"))

    assert (answer.status_code, answer.json()["rows"]) == (202, 2)
    assert [(kept.source, kept.channel) for kept in log.kept] == [("apollo", "list")] * 2
    assert [kept.request.headers["import-row"] for kept in log.kept if kept.request] == ["1", "2"]
    assert json.loads(log.kept[1].body)["Company Name"] == "Hale & Sons"


def test_a_long_list_is_streamed_and_kept_whole() -> None:
    log = FakeLog()
    body = b"Email;Notes\n" + b"".join(b'p%d@firm.example;"two\nlines; ""quoted"""\n' % row for row in range(3000))

    async def go() -> httpx.Response:
        async def chunks() -> AsyncIterator[bytes]:
            for start in range(0, len(body), 997):
                yield body[start : start + 997]

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app(log)), base_url="https://x.example") as client:
            return await client.post("/v1/imports", headers={"Authorization": f"Bearer {KEY}"}, content=chunks())

    answer = asyncio.run(go())

    assert answer.json()["rows"] == len(log.kept) == 3000
    assert json.loads(log.kept[2999].body) == {"Email": "p2999@firm.example", "Notes": 'two\nlines; "quoted"'}


@pytest.mark.parametrize(
    "sent",
    [
        {"content": listed(2), "headers": {"content-type": "text/csv; charset=utf-8"}},
        {"content": listed(2), "headers": {"content-type": "application/vnd.ms-excel"}},
        {"content": gzip.compress(listed(2)), "headers": {"content-type": "application/gzip"}},
        {"content": gzip.compress(listed(2)), "headers": CSV | {"content-encoding": "gzip"}},
        {"content": workbook(["email", "name"], ["p1@firm.example", "P1"], ["p2@firm.example", "P2"])},
        {"files": {"file": ("people.csv", listed(2), "text/csv")}, "data": {"comment": "x" * 5000}},
        {"files": {"anything": ("people.csv.gz", gzip.compress(listed(2)), "application/gzip")}},
    ],
)
def test_a_list_comes_as_csv_or_workbook_plain_packed_or_in_a_form(sent: dict[str, Any]) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, **sent)

    assert answer.status_code == 202, answer.text
    assert [json.loads(one.body) for one in log.kept] == [
        {"email": f"p{n}@firm.example", "name": f"P{n}"} for n in (1, 2)
    ]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"content": b"", "headers": CSV}, 422),
        ({"content": b"\n\n"}, 422),
        ({"content": b"name,company\nAnn,Firm\n"}, 422),
        ({"content": b"{}", "headers": {"content-type": "application/json"}}, 415),
        ({"content": b"email\n", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"content": b"email\n", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400),
        ({"content": b"--x\r\n\r\nno file", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400),
        ({"files": {"a": ("a.csv", listed(2)), "b": ("b.csv", listed(2))}}, 422),
        ({"data": {"a": "b"}, "files": {"c": (None, b"x")}}, 422),
        ({"content": b"PK\x03\x04 broken"}, 422),
        ({"content": listed(2), "params": {"delimiter": "ab"}}, 422),
        ({"content": listed(2), "params": {"encoding": "klingon"}}, 422),
        ({"content": listed(2), "params": {"sheet": "Summary"}}, 422),
        ({"content": listed(200), "configured": {"import_limit": 1024}}, 413),
        ({"content": gzip.compress(listed(200)), "configured": {"import_limit": 2048}}, 413),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_kept(sent: dict[str, Any], status: int) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, **sent)

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert log.kept == []


@pytest.mark.parametrize(("body", "status"), [(b"name\nAnn\n", 422), (b"PK\x03\x04 broken", 422), (listed(200), 413)])
def test_a_dry_run_refuses_what_is_no_list(body: bytes, status: int) -> None:
    answer = ask("POST", "/v1/imports?dry_run=true", content=body, configured={"import_limit": 1024})

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("body", [b"email\n", b"email,name\n,Ann\n"])
def test_a_list_without_a_row_to_keep_is_refused(body: bytes) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, content=body)
    tried = ask("POST", "/v1/imports?dry_run=true", content=body)

    assert (answer.status_code, log.kept) == (422, [])
    assert (tried.status_code, tried.json()["rows"]) == (200, 0)


def test_a_row_that_cannot_be_kept_is_named_and_the_others_are_kept() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, content=listed(5, bad=[3])).json()

    assert (answer["rows"], answer["read"], answer["refused"], len(log.kept)) == (4, 5, 1, 4)
    assert answer["refusals"] == [
        {
            "row": 3,
            "line": 4,
            "error": "NoReach",
            "column": None,
            "detail": "neither an e-mail address nor a phone number",
        }
    ]


def test_the_same_list_under_the_same_key_gives_the_same_deliveries_and_touches() -> None:
    logs = [FakeLog(), FakeLog()]
    for log in logs:
        ask("POST", "/v1/imports", log=log, content=b"email\na@firm.example\na@firm.example\n", headers=Q4)

    assert ids(logs[0]) == ids(logs[1])
    first, again = (touches(log) for log in logs)
    assert [one.touch_id for one in first] == [one.touch_id for one in again]
    assert len({one.touch_id for one in first}) == 2  # two rows are two touches, though they say the same


def test_a_list_that_breaks_off_goes_on_where_it_did() -> None:
    lists, before, after = Remembered(), BreakingLog(breaks_after=700), FakeLog()
    body = listed(bad=[10, 900])

    broken = ask("POST", "/v1/imports", log=before, lists=lists, content=body, headers=Q4)
    told = ask("GET", "/v1/imports/q4", lists=lists).json()
    again = ask("POST", "/v1/imports", log=after, lists=lists, content=body, headers=Q4)
    done = ask("GET", "/v1/imports/q4", lists=lists).json()

    assert (broken.status_code, told["state"], told["read"], told["rows"]) == (503, "broken_off", 500, 499)
    assert (again.status_code, again.json()["rows"], again.json()["repeated"]) == (202, ROWS - 2, 499)
    assert len(after.kept) == ROWS - 2 - 499
    assert len(set(ids(before) + ids(after))) == ROWS - 2
    assert (done["state"], done["read"], done["rows"], done["refused"]) == ("done", ROWS, ROWS - 2, 2)


def test_a_list_that_is_done_is_not_sent_again() -> None:
    lists, log = Remembered(), FakeLog()
    ask("POST", "/v1/imports", lists=lists, content=listed(20), headers=Q4)

    again = ask("POST", "/v1/imports", log=log, lists=lists, content=listed(20), headers=Q4)
    longer = ask("POST", "/v1/imports", log=log, lists=lists, content=listed(22), headers=Q4)

    assert (again.status_code, again.json()["repeated"]) == (202, 20)
    assert (longer.json()["rows"], longer.json()["repeated"], len(log.kept)) == (22, 20, 2)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (listed(20).replace(b"P7", b"P8"), "/v1/imports"),
        (listed(19), "/v1/imports"),
        (listed(20), "/v1/imports?source=apollo"),
    ],
)
def test_another_list_under_the_same_key_is_refused(body: bytes, path: str) -> None:
    lists, log = Remembered(), FakeLog()
    ask("POST", "/v1/imports", lists=lists, content=listed(20), headers=Q4)

    answer = ask("POST", path, log=log, lists=lists, content=body, headers=Q4)

    assert (answer.status_code, log.kept) == (409, [])
    assert ask("GET", "/v1/imports/q4", lists=lists).json()["state"] == "done"


def test_without_redis_a_list_is_kept_and_nothing_is_claimed() -> None:
    lists, log = Remembered(away=True), FakeLog()

    answer = ask("POST", "/v1/imports", log=log, lists=lists, content=listed(), headers=Q4)

    assert (answer.status_code, len(log.kept)) == (202, ROWS)
    assert ask("GET", "/v1/imports/q4", lists=lists).status_code == 503
    lists.away = False
    assert ask("GET", "/v1/imports/q4", lists=lists).status_code == 404
    assert ask("GET", "/v1/imports/q4/report", lists=lists).status_code == 404


def test_the_report_has_a_line_for_each_row() -> None:
    lists, log = Remembered(), FakeLog()
    body = b"email,phone\n" + b"a@firm.example,\n" * 600 + b",4.47912E+11\nb@firm.example,4.47912E+11\n"
    ask("POST", "/v1/imports", log=log, lists=lists, content=body, headers=Q4)

    lines = [json.loads(line) for line in ask("GET", "/v1/imports/q4/report", lists=lists).text.splitlines()]
    table = list(csv.DictReader(io.StringIO(ask("GET", "/v1/imports/q4/report?format=csv", lists=lists).text)))

    assert [line["row"] for line in lines] == list(range(1, 603))
    assert [line["delivery_id"] for line in lines if line["outcome"] == "kept"] == ids(log)
    assert (lines[600]["outcome"], lines[600]["error"], lines[600]["column"]) == ("refused", "NoReach", "phone")
    assert lines[600]["delivery_id"] is None
    assert lines[601]["warnings"] == ["phone: a spreadsheet has rounded the number: format the column as text"]
    assert [row["delivery_id"] or None for row in table] == [line["delivery_id"] for line in lines]


def test_a_report_calculates_nothing_in_a_spreadsheet() -> None:
    lists = Remembered()
    body = b"email,=HYPERLINK(1)\n" + "j@firm.example,Jürgen\n".encode() * 3 + b"b@firm.example,\xff\n"
    ask("POST", "/v1/imports", lists=lists, content=body, headers=Q4)

    table = list(csv.DictReader(io.StringIO(ask("GET", "/v1/imports/q4/report?format=csv", lists=lists).text)))

    assert table[3]["column"] == "'=HYPERLINK(1)"


def test_an_import_that_is_not_heard_of_any_more_is_said_to_have_broken_off() -> None:
    lists = Remembered()
    ask("POST", "/v1/imports", lists=lists, content=listed(3), headers=Q4)
    state = lists.states["website", "q4"]
    for silent, said in ((timedelta(seconds=5), "reading"), (timedelta(minutes=5), "broken_off")):
        at = (NOW - silent).isoformat()
        lists.states["website", "q4"] = ImportState("q4", state.seed, "list", "reading", at, at, read=3)
        assert ask("GET", "/v1/imports/q4", lists=lists).json()["state"] == said


def test_an_import_is_nobody_elses_business() -> None:
    lists = Remembered()
    ask("POST", "/v1/imports", lists=lists, content=listed(3), headers=Q4)
    lists.states["another", "theirs"] = lists.states["website", "q4"]

    assert ask("GET", "/v1/imports/theirs", lists=lists).status_code == 404


def test_a_dry_run_shows_the_mapping_and_the_first_rows_and_keeps_nothing() -> None:
    log, lists = FakeLog(), Remembered()
    body = "Vorname;Nachname;E-Mail;Nothing;Size\nJürgen;Weiß;j@firma.example;;12\n;;;;\nTotal;;;;12\nx;;;;\n".encode(
        "cp1252"
    )

    shown = ask("POST", "/v1/imports?dry_run=true", log=log, lists=lists, content=body, headers=Q4).json()

    columns = {one["name"]: one for one in shown["columns"]}
    assert "email" in columns["E-Mail"]["becomes"]
    assert columns["Size"]["becomes"] == ["attributes.size"]
    assert (columns["Nothing"]["becomes"], columns["Nothing"]["empty"]) == ([], True)
    assert shown["file"] == {"format": "csv", "encoding": "cp1252", "delimiter": ";", "sheet": None}
    assert [(one["line"], one["record"]["email"]) for one in shown["first_rows"]] == [(2, "j@firma.example")]
    assert (shown["rows"], shown["refused"], [one["line"] for one in shown["refusals"]]) == (1, 2, [4, 5])
    assert (log.kept, lists.states) == ([], {})


def test_a_dry_run_speaks_for_the_rules_of_the_source() -> None:
    sample = body_of("apollo/contacts_export.csv")

    shown = ask("POST", "/v1/imports?dry_run=true&source=apollo", content=sample).json()

    columns = {one["name"]: one["becomes"] for one in shown["columns"]}
    assert columns["Title"] == ["job_title"]
    assert columns["Facebook Url"] == []
    assert [one["record"]["motion"] for one in shown["first_rows"]] == ["outbound", "outbound"]


def test_a_list_that_breaks_off_in_the_middle_keeps_what_came_before_and_says_so() -> None:
    log, lists = FakeLog(), Remembered()
    body = gzip.compress(b"".join(b"p%d@firm.example\n" % n if n else b"email\n" for n in range(6_000)))[:-200]

    answer = ask("POST", "/v1/imports", log=log, lists=lists, content=body, headers=Q4)

    assert answer.status_code == 422
    assert log.kept
    assert f"{len(log.kept)} rows before it are kept" in answer.json()["detail"]
    assert ask("GET", "/v1/imports/q4", lists=lists).json()["state"] == "broken_off"
