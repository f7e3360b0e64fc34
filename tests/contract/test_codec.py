"""Events on Kafka: what is written, and what is read back from good and bad records."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from lead_contracts.codec import (
    ContractError,
    ContractViolation,
    Envelope,
    MalformedEvent,
    UnknownEventType,
    UnsupportedVersion,
    decode,
    encode,
)
from lead_contracts.events import LeadContact, LeadLinked, LeadSuppressed

NOW = datetime(2026, 11, 16, 10, 15, 30, 123456, tzinfo=UTC)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
EVENT = LeadSuppressed(lead_id="l-1", source="hubspot", reason_code="erasure", occurred_at=NOW)
HEADERS, VALUE = encode(Envelope("id-1", "/lead-intake", NOW, traceparent=TRACE), EVENT)
STRUCTURED = {
    "specversion": "1.0",
    "id": "id-1",
    "source": "/lead-intake",
    "type": LeadSuppressed.type(),
    "time": "2026-11-16T10:15:30.123Z",
    "data": json.loads(VALUE),
}
Record = tuple[tuple[tuple[str, bytes | None], ...], bytes | None]


def with_header(name: str, *values: bytes | None) -> tuple[tuple[str, bytes | None], ...]:
    """The good headers with ``name`` replaced: by nothing, by one, by several."""
    return (*(pair for pair in HEADERS if pair[0] != name), *((name, value) for value in values))


def structured(**changes: object) -> Record:
    document = {name: value for name, value in (STRUCTURED | changes).items() if value is not ...}
    return (("content-type", b"application/cloudevents+json; charset=UTF-8"),), json.dumps(document).encode()


def test_an_event_is_written_in_binary_mode() -> None:
    assert dict(HEADERS) == {
        "content-type": b"application/json",
        "ce_specversion": b"1.0",
        "ce_id": b"id-1",
        "ce_type": b"com.leadhandover.lead.suppressed.v1",
        "ce_source": b"/lead-intake",
        "ce_time": b"2026-11-16T10:15:30.123Z",
        "ce_subject": b"l-1",
        "ce_dataschema": b"urn:lead-handover:schema:lead.suppressed:1",
        "traceparent": TRACE.encode(),
    }
    assert json.loads(VALUE) == {
        "lead_id": "l-1",
        "source": "hubspot",
        "reason_code": "erasure",
        "occurred_at": "2026-11-16T10:15:30.123456Z",
    }


def test_members_that_are_no_python_names_keep_theirs_on_the_wire() -> None:
    linked = LeadLinked(from_="l-0", to="l-1", source="hubspot", reason_code="same_delivery", occurred_at=NOW)
    headers, value = encode(Envelope("id-1", "/lead-intake", NOW), linked)
    assert json.loads(value)["from"] == "l-0"
    assert dict(headers)["ce_subject"] == b"l-0"
    assert decode(headers, value)[1] == linked


def test_an_instant_is_written_in_utc_and_cut_to_the_millisecond() -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-11)))
    headers, _ = encode(Envelope("id-1", "/x", elsewhere), EVENT)
    assert dict(headers)["ce_time"] == b"2026-11-16T10:15:30.123Z"


@pytest.mark.parametrize(
    "record",
    [
        pytest.param((HEADERS, VALUE), id="as written"),
        pytest.param((HEADERS[::-1], VALUE), id="in any order"),
        pytest.param(
            ((*HEADERS, ("replay-for", b"qualification"), ("replay-for", b"\xff")), VALUE), id="other headers"
        ),
        pytest.param((with_header("content-type"), VALUE), id="no content type"),
        pytest.param((with_header("content-type", b"application/json; charset=utf-8"), VALUE), id="charset"),
        pytest.param((with_header("ce_time", b"2026-11-16t11:15:30.123+01:00"), VALUE), id="another zone"),
        pytest.param((HEADERS, VALUE.replace(b"{", b'{"new": [1, {"a": null}], ', 1)), id="unknown member"),
        pytest.param((HEADERS, json.dumps(json.loads(VALUE), indent=4).encode()), id="indented"),
        pytest.param(structured(), id="structured"),
        pytest.param(
            structured(datacontenttype="application/json", traceparent=TRACE, partitionkey="x"), id="extensions"
        ),
        pytest.param(
            structured(
                data=...,
                data_base64="eyJsZWFkX2lkIjoibC0xIiwic291cmNlIjoiaHVic3BvdCIsInJlYXNvbl9jb2RlIjoiZXJhc3VyZSIsIm9jY3VycmVkX2F0IjoiMjAyNi0xMS0xNlQxMDoxNTozMC4xMjM0NTZaIn0=",
            ),
            id="base64",
        ),
    ],
)
def test_a_good_record_is_read(record: Record) -> None:
    envelope, event = decode(*record)
    assert event == EVENT
    assert envelope[:3] == ("id-1", "/lead-intake", NOW.replace(microsecond=123000))


def test_the_trace_context_is_read_under_either_name() -> None:
    assert decode(HEADERS, VALUE)[0].traceparent == TRACE
    assert decode(((*with_header("traceparent"), ("ce_traceparent", b"00-x"))), VALUE)[0].traceparent == "00-x"
    assert decode(*structured(traceparent=TRACE))[0].traceparent == TRACE


@pytest.mark.parametrize(
    ("record", "error", "says"),
    [
        ((), MalformedEvent, "specversion: missing"),
        ((with_header("ce_specversion"), VALUE), MalformedEvent, "specversion: missing or not 1.0"),
        ((with_header("ce_specversion", b"0.3"), VALUE), MalformedEvent, "specversion: missing or not 1.0"),
        ((with_header("ce_type"), VALUE), MalformedEvent, "type: missing"),
        ((with_header("ce_type", b""), VALUE), MalformedEvent, "type: missing"),
        ((with_header("ce_type", b"\xff\xfe"), VALUE), MalformedEvent, "ce_type: not UTF-8"),
        ((with_header("ce_type", HEADERS[2][1], b"x"), VALUE), MalformedEvent, "ce_type: given twice"),
        (
            (with_header("ce_type", b"com.example.order.placed"), VALUE),
            UnknownEventType,
            "com.example.order.placed: no such contract",
        ),
        (
            (with_header("ce_type", "com.exämple".encode()), VALUE),
            UnknownEventType,
            r"com.ex\\xe4mple: no such contract",
        ),
        (
            (with_header("ce_type", b"com.leadhandover.lead.suppressed.v9"), VALUE),
            UnsupportedVersion,
            "lead.suppressed.v9: this release",
        ),
        ((with_header("ce_id"), VALUE), MalformedEvent, "id: missing"),
        ((with_header("ce_id", b""), VALUE), MalformedEvent, "id: missing"),
        ((with_header("ce_id", None), VALUE), MalformedEvent, "id: missing"),
        ((with_header("ce_id", b"\xff"), VALUE), MalformedEvent, "headers: not UTF-8"),
        ((with_header("ce_id", b"id-1", b"id-2"), VALUE), MalformedEvent, "ce_id: given twice"),
        ((with_header("ce_source"), VALUE), MalformedEvent, "source: missing"),
        ((with_header("ce_time"), VALUE), MalformedEvent, "time: missing"),
        ((with_header("ce_time", b"yesterday at about ten"), VALUE), MalformedEvent, "time: not an RFC 3339 instant"),
        ((with_header("ce_time", b"2026-11-16T10:15:30"), VALUE), MalformedEvent, "time: not an RFC 3339 instant"),
        ((with_header("ce_time", b"2026-11-16T10:15:30.1234"), VALUE), MalformedEvent, "time: has no zone"),
        ((with_header("ce_time", b"2026-11-31T10:15:30Z"), VALUE), MalformedEvent, "time: not an RFC 3339 instant"),
        (
            (with_header("ce_time", b"0001-01-01T00:00:00+10:00"), VALUE),
            MalformedEvent,
            "time: not an RFC 3339 instant",
        ),
        ((HEADERS, None), MalformedEvent, "data: not valid JSON"),
        ((HEADERS, b""), MalformedEvent, "data: not valid JSON"),
        ((HEADERS, b"\xff\xfe\x00"), MalformedEvent, "data: not valid JSON"),
        ((HEADERS, VALUE[:-1]), MalformedEvent, "data: not valid JSON"),
        ((HEADERS, b"[" * 100_000), MalformedEvent, "data: not valid JSON"),
        ((HEADERS, b"[]"), ContractViolation, "data: model_type"),
        ((HEADERS, b'"x"'), ContractViolation, "data: model_type"),
        ((HEADERS, b"{}"), ContractViolation, "lead_id: missing"),
        ((HEADERS, VALUE.replace(b'"l-1"', b"17")), ContractViolation, "lead_id: string_type"),
        ((HEADERS, VALUE.replace(b'"l-1"', b'""')), ContractViolation, "lead_id: string_too_short"),
        ((HEADERS, VALUE.replace(b".123456Z", b"")), ContractViolation, "occurred_at: timezone_aware"),
        (
            (HEADERS, VALUE.replace(b"2026-11-16T10:15:30.123456Z", b"0001-01-01T00:00:00+10:00")),
            ContractViolation,
            "occurred_at: value_error",
        ),
        (structured(id=...), MalformedEvent, "id: missing"),
        (structured(id=None), MalformedEvent, "id: missing"),
        (structured(id=["x"]), MalformedEvent, "id: neither text, number nor boolean"),
        (structured(specversion="1.1"), MalformedEvent, "specversion: not 1.0"),
        (structured(time=...), MalformedEvent, "time: missing"),
        (structured(data=...), MalformedEvent, "data: not valid JSON"),
        (structured(data=None), ContractViolation, "data: model_type"),
        (structured(data=..., data_base64="*"), MalformedEvent, "data_base64: not base64"),
        (((("content-type", b"application/cloudevents+json"),), b"{"), MalformedEvent, "event: not valid JSON"),
        (((("content-type", b"application/cloudevents+json"),), b"[]"), MalformedEvent, "event: not a JSON object"),
        (
            ((("content-type", b"application/cloudevents+avro"),), b"x"),
            MalformedEvent,
            "of the event formats only JSON",
        ),
    ],
)
def test_a_bad_record_is_refused_by_name(record: Record, error: type[ContractError], says: str) -> None:
    headers, value = record or ((), b"")
    with pytest.raises(error, match=says.replace(".", r"\.")):
        decode(headers, value)


def test_a_violation_names_every_field_that_is_wrong() -> None:
    with pytest.raises(ContractViolation) as raised:
        decode(HEADERS, b'{"lead_id": 1, "source": "x", "occurred_at": "2026-11-16T10:15:30Z"}')
    assert raised.value.field == "lead_id"
    assert raised.value.fields == ("lead_id", "reason_code")
    assert raised.value.event_type == LeadSuppressed.type()


def test_an_event_without_its_key_cannot_be_written() -> None:
    class Loose(LeadContact):
        KEY = "email"

    with pytest.raises(ValueError, match="has no email"):
        Loose(lead_id="l-1", updated_at=NOW).key()
