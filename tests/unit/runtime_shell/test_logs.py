"""Log lines are JSON, in UTC, say who wrote them, and hold no personal data."""

import json
import logging
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, ValidationError

from lead_runtime import logs, telemetry
from lead_runtime.redaction import HIDDEN, redact


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_line_says_what_when_and_who(log: StringIO) -> None:
    logs.get("test").info("lead placed", pool="emea", lead_id="2f6d")
    (line,) = lines(log)
    assert line["event"] == "lead placed"
    assert (line["service"], line["slot"], line["level"], line["pool"]) == ("sample", "3", "info", "emea")
    assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "member",
    ["email", "work_email", "emails", "phone", "mobile", "name", "first_name", "last_name", "message", "body",
     "authorization", "Authorization", "cookie", "password", "api_key", "secret", "token", "note", "payload"],
)  # fmt: skip
def test_personal_members_are_hidden(log: StringIO, member: str) -> None:
    logs.get("test").info("seen", **{member: "Ann Miller"})
    assert lines(log)[0][member] == HIDDEN
    assert "Miller" not in log.getvalue()


@pytest.mark.parametrize(
    "member", ["lead_id", "touch_id", "topic", "group", "pool", "rule_set", "source", "username_hint_x"]
)
def test_members_that_are_not_personal_stay(log: StringIO, member: str) -> None:
    logs.get("test").info("seen", **{member: "plain"})
    assert lines(log)[0][member] == "plain"


def test_personal_members_are_hidden_all_the_way_down(log: StringIO) -> None:
    logs.get("test").info("seen", lead={"contact": [{"email": "x", "score": 3}], "why": ("of ann@example.com",)})
    assert lines(log)[0]["lead"] == {"contact": [{"email": HIDDEN, "score": 3}], "why": [f"of {HIDDEN}"]}


@pytest.mark.parametrize(
    "text",
    ["Ann.Miller+x@mail.example.co.uk", "<ann@example.com>", "mailto:ann@example.com?x", "+49 (0)30 1234-5678",
     "+4915112345678", "Bearer abc.def", "authorization: bearer abc"],
)  # fmt: skip
def test_what_looks_personal_or_secret_is_hidden_wherever_it_stands(log: StringIO, text: str) -> None:
    logs.get("test").info(f"got {text}", where=f"in {text}.")
    written = log.getvalue()
    for part in ("ann", "Ann", "1234", "12345678", "abc"):
        assert part not in written


@pytest.mark.parametrize("text", ["2026-11-22T10:00:00+00:00", "offset +5", "a@b", "12 of 500", "bearer"])
def test_what_only_resembles_it_stays(text: str) -> None:
    assert redact(text) == text


def test_bytes_are_counted_and_not_shown(log: StringIO) -> None:
    logs.get("test").info("seen", raw=b"ann@example.com")
    assert lines(log)[0]["raw"] == "[15 bytes]"


def test_an_exception_keeps_its_trace_and_loses_the_person(log: StringIO) -> None:
    class Lead(BaseModel):
        score: int

    first, last = "Ann", "Miller"
    person = f"{first} {last}"  # so that the line of code in the trace does not hold it
    try:
        Lead.model_validate({"score": person})
    except ValidationError:
        logs.get("test").exception("refused")
    (line,) = lines(log)
    assert "ValidationError" in line["exception"]
    assert person not in line["exception"]


def test_libraries_write_the_same_lines(log: StringIO) -> None:
    logging.getLogger("aiokafka.cluster").error("Unable to reach %s", "ann@example.com")
    (line,) = lines(log)
    assert line["event"] == f"Unable to reach {HIDDEN}"
    assert (line["logger"], line["service"], line["level"]) == ("aiokafka.cluster", "sample", "error")


@pytest.mark.parametrize("name", ["aiokafka", "faust.app", "mode.worker", "uvicorn.error", "uvicorn.access", "kafka"])
def test_libraries_say_only_what_someone_has_to_look_at(log: StringIO, name: str) -> None:
    logging.getLogger(name).info("Sending (key=%s value=%s)", "k", "v")
    assert log.getvalue() == ""


def test_libraries_do_not_say_it_over_and_over(log: StringIO) -> None:
    for topic in ("a", "b", "c"):
        logging.getLogger("aiokafka.cluster").error("Topic %s not found", topic)
    logging.getLogger("aiokafka.cluster").error("Something else")
    assert [line["event"] for line in lines(log)] == ["Topic a not found", "Something else"]


def test_what_is_bound_to_the_request_is_on_every_line(log: StringIO) -> None:
    trace = telemetry.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    with structlog.contextvars.bound_contextvars(request_id="r-1"), telemetry.span("work", trace):
        logs.get("test").info("inside")
    logs.get("test").info("outside")
    inside, outside = lines(log)
    assert (inside["request_id"], inside["trace_id"]) == ("r-1", "4bf92f3577b34da6a3ce929d0e0e4736")
    assert "request_id" not in outside
    assert "trace_id" not in outside


def test_what_json_cannot_hold_is_written_as_text(log: StringIO) -> None:
    logs.get("test").info("seen", at=timedelta(1), kinds={"a"}, odd=object)
    assert lines(log)[0]["kinds"] == ["a"]
