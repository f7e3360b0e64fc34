"""``handover import``: what it sends, shows, and does when the other side goes away."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from handover import importing
from handover.cli import app
from handover.commands import import_
from handover.errors import HandoverError
from handover.importing import Importer, Progress, import_id

LIST = "Vorname;E-Mail\nJürgen;j@firma.example\n"
DONE = {
    "import_id": "q4", "rows": 1, "read": 2, "refused": 1, "warned": 0, "repeated": 0, "file": {}, "notes": ["a note"],
    "refusals": [{"row": 2, "line": 3, "error": "NoReach", "column": "E-Mail", "detail": "nobody to reach"}],
}  # fmt: skip
TRIED = {
    **DONE, "file": {"format": "csv", "encoding": "cp1252", "delimiter": ";", "sheet": None},
    "columns": [
        {"name": "E-Mail", "becomes": ["email", "domain"], "empty": False},
        {"name": "[Size]", "becomes": [], "empty": False},
        {"name": "Fax", "becomes": [], "empty": True},
    ],
    "first_rows": [{"row": 1, "line": 2, "record": {"email": "j@firma.example"}, "error": None, "warnings": ["odd"]}],
}  # fmt: skip
Answer = httpx.Response | Exception


class Intake:
    """lead-intake as the command sees it: answers of POST in turn, the last one again and again."""

    def __init__(self, *posts: Answer, state: httpx.Response | None = None, report: bytes = b"") -> None:
        self.posts, self.state, self.report = list(posts), state or httpx.Response(404), report
        self.received: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.received.append(request)
        if request.url.path.endswith("/report"):
            return httpx.Response(200, content=self.report)
        if request.method == "GET":
            return self.state
        answer = self.posts.pop(0) if len(self.posts) > 1 else self.posts[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def sent(self) -> list[httpx.Request]:
        return [one for one in self.received if one.method == "POST"]

    def client(self, *_: object) -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(self), base_url="http://intake.example")


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_PAUSE_SECONDS", 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(LIST.encode("cp1252"))
    return path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, file: Path) -> Callable[..., Result]:
    def command(intake: Intake, *options: str) -> Result:
        monkeypatch.setattr(import_, "client_for", intake.client)
        return CliRunner().invoke(app, ["import", str(file), *options])

    return command


def send(intake: Intake, file: Path, patience: float = 60) -> dict[str, Any]:
    with intake.client() as client:
        return Importer(client, file, {"source": "list"}, patience).send("q4", lambda _: None)


def ok() -> httpx.Response:
    return httpx.Response(202, json=DONE)


def refused(status: int, detail: str = "no list", **members: Any) -> httpx.Response:
    return httpx.Response(status, json={"detail": detail, **members})


def test_it_sends_the_bytes_under_the_id_of_the_content_and_names_the_refusals(
    run: Callable[..., Result], file: Path
) -> None:
    intake = Intake(ok())

    result = run(intake, "--source", "apollo", "--delimiter", ";")

    (request,) = intake.sent
    assert (result.exit_code, request.content) == (0, LIST.encode("cp1252"))
    assert dict(request.url.params) == {"source": "apollo", "delimiter": ";"}
    assert request.headers["idempotency-key"] == import_id(file, {"source": "apollo", "delimiter": ";"})
    assert "1 of 2 rows are kept" in result.output
    assert "people.csv:3 (row 2, column E-Mail): nobody to reach" in result.output
    assert "! a note" in result.output


def test_a_dry_run_shows_the_mapping_and_the_first_rows(run: Callable[..., Result]) -> None:
    intake = Intake(httpx.Response(200, json=TRIED))

    result = run(intake, "--dry-run")

    assert intake.sent[0].url.params["dry_run"] == "true"
    lines = [line.split() for line in result.output.splitlines()]
    assert ["E-Mail", "email,", "domain"] in lines
    assert ["[Size]", "ignored"] in lines
    assert ["Fax", "nothing", "there"] in lines
    assert ["email", "j@firma.example"] in lines
    assert "! odd" in result.output


@pytest.mark.parametrize(
    "first", [httpx.ConnectError("gone"), httpx.ReadError("killed"), httpx.RemoteProtocolError("cut"), refused(503)]
)
def test_what_may_pass_is_tried_again(first: Answer, file: Path) -> None:
    intake = Intake(first, first, ok())

    assert send(intake, file)["rows"] == 1
    assert len(intake.sent) == 3
    assert {request.headers["idempotency-key"] for request in intake.sent} == {"q4"}


def test_it_gives_up_when_nothing_moves_any_more(file: Path) -> None:
    intake = Intake(refused(503, "kafka is away"))

    with pytest.raises(HandoverError, match="kafka is away") as given_up:
        send(intake, file, patience=0)
    assert "no row is doubled" in given_up.value.way_out


def test_an_upload_that_breaks_after_it_got_on_for_long_is_not_given_up(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(importing.time, "monotonic", lambda: now)

    class Slow(Intake):
        def __call__(self, request: httpx.Request) -> httpx.Response:
            nonlocal now
            if request.method == "POST" and not self.sent:
                now, self.state = 3_600.0, httpx.Response(200, json={"read": 400_000})
            return super().__call__(request)

    intake = Slow(httpx.ReadError("killed"), ok())

    assert send(intake, file, patience=60)["rows"] == 1
    assert len(intake.sent) == 2


def test_a_list_that_is_none_is_refused_with_its_rows(file: Path) -> None:
    errors = [{"field": "rows.1.email (line 2)", "detail": "nobody to reach"}]

    with pytest.raises(HandoverError, match=r"people\.csv: no list") as given_up:
        send(Intake(refused(422, errors=errors)), file)
    assert given_up.value.way_out == "rows.1.email (line 2): nobody to reach"


def test_a_refusal_that_the_broken_connection_swallowed_is_asked_for(file: Path) -> None:
    state = httpx.Response(200, json={"state": "broken_off", "status": 413, "detail": "too large", "read": 0})

    with pytest.raises(HandoverError, match="too large"):
        send(Intake(httpx.WriteError("reset"), state=state), file)


def test_a_key_that_may_not_is_told_before_the_list_is_sent(file: Path) -> None:
    intake = Intake(ok(), state=refused(401))

    with pytest.raises(HandoverError, match="refuses the key"):
        send(intake, file)
    assert intake.sent == []


def test_the_report_is_written_whole(run: Callable[..., Result], tmp_path: Path) -> None:
    target = tmp_path / "report.csv"

    run(Intake(ok(), report=b"row,outcome\n1,kept\n"), "--report", str(target), "--json")

    assert target.read_bytes() == b"row,outcome\n1,kept\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv", "report.csv"]


def test_an_id_may_be_given_and_has_to_be_one(run: Callable[..., Result]) -> None:
    intake = Intake(ok())

    assert json.loads(run(intake, "--id", "q4-again", "--json").output)["rows"] == 1
    assert intake.sent[0].headers["idempotency-key"] == "q4-again"
    assert run(intake, "--id", "a/b").exit_code == 2


def test_the_id_is_that_of_the_content_and_the_way(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.csv"
    copy.write_bytes(file.read_bytes())

    assert import_id(file, {"source": "a"}) == import_id(copy, {"source": "a"})
    assert len({import_id(file, {"source": "a"}), import_id(file, {"source": "b"}), import_id(file, {})}) == 3


def test_progress_tells_rows_and_refusals(file: Path) -> None:
    told: list[Progress] = []
    state = httpx.Response(200, json={"state": "reading", "status": None, "read": 500, "refused": 3})

    with Intake(ok(), state=state).client() as client:
        Importer(client, file, {}, 60).send("q4", told.append)

    assert told[-1] == Progress(len(LIST.encode("cp1252")), 500, 3)


def test_without_a_stack_an_address_is_asked_for(tmp_path: Path, file: Path) -> None:
    result = CliRunner().invoke(app, ["import", str(file), "--dir", str(tmp_path)])

    assert isinstance(result.exception, HandoverError)
    assert "--url" in result.exception.way_out
