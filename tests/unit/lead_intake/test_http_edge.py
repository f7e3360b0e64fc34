"""The edge of lead-intake as it is wired: what is packed, how much, how often, and who asks."""

import asyncio
import gzip
import json
import logging
import zlib
from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
import structlog
from tests.unit.lead_intake.calls import LEAD, ask
from tests.unit.lead_intake.world import KEY, REP_KEY, FakeLog, app

from lead_runtime import logs, telemetry

TWO = b"\n".join(json.dumps(LEAD | {"first_name": name}).encode() for name in ("Ann", "Bob"))
TOKEN = {"X-Auth-Token": "token-of-the-forms"}


@pytest.mark.parametrize("path", ["/v1/leads", "/hooks/forms"])
@pytest.mark.parametrize(
    ("encoding", "packed"), [("gzip", gzip.compress(TWO, mtime=0)), ("deflate", zlib.compress(TWO))]
)
def test_a_packed_body_is_kept_unpacked(path: str, encoding: str, packed: bytes) -> None:
    log = FakeLog()
    headers = {"Content-Encoding": encoding, "Content-Type": "application/x-ndjson"} | TOKEN

    answer = ask("POST", path, log=log, content=packed, headers=headers)

    assert answer.status_code == 202
    assert b"\n".join(kept.body for kept in log.kept) == TWO
    assert not any("content-encoding" in kept.request.headers for kept in log.kept if kept.request)


@pytest.mark.parametrize("path", ["/v1/leads", "/v1/activities", "/v1/suppressions", "/v1/imports", "/hooks/forms"])
@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("br", b"x", 415),
        ("gzip, gzip", b"x", 415),
        ("gzip", b"no gzip", 400),
        ("gzip", gzip.compress(b"[" + b" " * (4 << 20), mtime=0), 413),
        ("deflate", zlib.compress(b"[" + b" " * (4 << 20)), 413),
    ],
)
def test_what_cannot_be_unpacked_is_a_problem_and_not_kept(path: str, encoding: str, body: bytes, status: int) -> None:
    log = FakeLog()
    headers = {"Content-Encoding": encoding, "Content-Type": "text/csv"} | TOKEN

    answer = ask("POST", path, log=log, content=body, headers=headers)

    assert (answer.status_code, answer.headers["content-type"], log.kept) == (status, "application/problem+json", [])


def test_the_callers_request_id_comes_back_also_with_a_problem() -> None:
    for path in ("/v1/leads", "/v1/nowhere", "/hooks/forms"):
        answer = ask("POST", path, json={}, headers={"X-Request-ID": "form-42"})
        assert answer.headers["x-request-id"] == "form-42"
        if answer.status_code >= 400:
            assert answer.json()["request_id"] == "form-42"


def test_a_key_that_asks_too_often_is_told_when_to_come_again_and_its_neighbours_go_on() -> None:
    async def go() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app(FakeLog(), rate_limit=0.01, rate_burst=2))
        async with httpx.AsyncClient(transport=transport, base_url="https://leads.example.com") as client:
            keys = (KEY, KEY, KEY, REP_KEY)
            return [
                await client.post(
                    "/v1/suppressions", json={"email": "a@x.example"}, headers={"Authorization": f"Bearer {key}"}
                )
                for key in keys
            ]

    answers = asyncio.run(go())

    assert [answer.status_code for answer in answers] == [202, 202, 429, 202]
    assert [answer.headers["ratelimit"] for answer in answers][:2] == ['"default";r=1;t=100', '"default";r=0;t=200']
    assert answers[2].headers["ratelimit-policy"] == '"default";q=2;w=200'
    assert 90 <= int(answers[2].headers["retry-after"]) <= 100
    assert answers[2].headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("DELETE", "/v1/leads", 405),
        ("PUT", "/hooks/forms", 405),
        ("POST", "/v1/leads", 400),
        ("POST", "/v1/imports?source=Bad Name", 422),
        ("GET", "/v1/deliveries/nobody", 404),
    ],
)
def test_every_error_is_a_problem(method: str, path: str, status: int) -> None:
    body: dict[str, Any] = {"content": b"{"} if method == "POST" else {}

    answer = ask(method, path, **body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """All that the process says of its requests: its log at the finest level, and its spans."""
    stream, root = StringIO(), logging.getLogger()
    handlers, level, span = root.handlers, root.level, telemetry.span

    def watched(name: str, *said: Any) -> Any:
        stream.write(f"{name} {said}\n")
        return span(name, *said)

    monkeypatch.setattr(telemetry, "span", watched)
    logs.configure("lead-intake", level="debug", stream=stream)
    yield stream
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
@pytest.mark.parametrize("path", ["/hooks/forms", "/hooks/nobody", "/nowhere"])
def test_a_token_in_the_address_is_in_no_log_no_trace_and_no_answer(told: StringIO, method: str, path: str) -> None:
    for log in (FakeLog(), FakeLog(away=True)):
        answer = ask(method, f"{path}?token=token-of-the-forms", log=log, key=None)
        assert "token-of-the-forms" not in answer.text + repr(answer.headers)

    assert "HTTP " in told.getvalue()
    assert "token-of-the-forms" not in told.getvalue()
