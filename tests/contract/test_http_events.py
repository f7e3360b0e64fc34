"""CloudEvents over HTTP, in the three modes; the samples are those that ship with the demo."""

import json
from collections.abc import Mapping

import pytest

from lead_contracts.cloudevents import from_http, from_kafka, is_http_event
from lead_contracts.errors import MalformedEvent

EVENT = {"specversion": "1.0", "id": "e-1", "source": "/forms", "type": "com.example.lead"}
BINARY = {"ce-specversion": "1.0", "ce-id": "e-1", "ce-source": "/forms", "ce-type": "com.example.lead"}
STRUCTURED = {"Content-Type": "application/cloudevents+json; charset=UTF-8"}
BATCH = {"content-type": "application/cloudevents-batch+json"}


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def test_binary_mode_keeps_the_body_byte_for_byte() -> None:
    body = b'{ "email" : "liam.walsh@acme.example" }'
    headers = {
        "CE-SpecVersion": "1.0",
        "ce-id": "e-1",
        "ce-source": "/forms",
        "ce-type": "com.example.lead",
        "ce-time": "2026-11-16T10:15:30.123Z",
        "ce-partitionkey": "acme.example",
        "Content-Type": "application/json; charset=utf-8",
        "Authorization": "Bearer sample",
    }
    (event,) = from_http(headers.items(), body)
    assert event.data == body
    assert event.datacontenttype == "application/json; charset=utf-8"
    assert event.extensions == {"partitionkey": "acme.example"}
    assert event.time is not None
    assert event.time.isoformat() == "2026-11-16T10:15:30.123000+00:00"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lead%2F4711", "lead/4711"),
        ("Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"),
        ("100%25", "100%"),
        ("%2525", "%25"),
        ('"quoted \\"twice\\" \\\\"', 'quoted "twice" \\'),
        ("plain", "plain"),
        ("50% off", "50% off"),
    ],
)
def test_header_values_are_percent_decoded_once(written: str, meant: str) -> None:
    (event,) = from_http((BINARY | {"ce-subject": written}).items(), b"")
    assert event.subject == meant


def test_structured_mode_gives_the_same_event_on_http_and_kafka() -> None:
    body = encoded(EVENT | {"subject": "s", "data": {"a": 1}, "partitionkey": "p"})
    (over_http,) = from_http(STRUCTURED.items(), body)
    over_kafka = from_kafka((("content-type", STRUCTURED["Content-Type"].encode()),), body)
    assert over_http == over_kafka
    assert json.loads(over_http.data) == {"a": 1}


@pytest.mark.parametrize(
    ("members", "data"),
    [
        ({"data": {"a": "é"}}, '{"a":"é"}'.encode()),
        ({"data": "text"}, b'"text"'),
        ({"data": None}, b"null"),
        ({"data": "a=1&b=2", "datacontenttype": "application/x-www-form-urlencoded"}, b"a=1&b=2"),
        ({"data": [1.5, True], "datacontenttype": "application/vnd.x+json"}, b"[1.5,true]"),
        ({"data_base64": "AP8="}, b"\x00\xff"),
        ({}, b""),
    ],
)
def test_the_data_of_a_structured_event_are_bytes(members: Mapping[str, object], data: bytes) -> None:
    (event,) = from_http(STRUCTURED.items(), encoded(EVENT | members))
    assert event.data == data


def test_attributes_that_are_no_text_are_written_as_cloudevents_does() -> None:
    (event,) = from_http(STRUCTURED.items(), encoded(EVENT | {"urgent": True, "rank": 7, "gone": None}))
    assert event.extensions == {"urgent": "true", "rank": "7"}


def test_a_batch_gives_its_events_in_order() -> None:
    batch = [EVENT | {"id": f"e-{number}", "data": number} for number in range(3)]
    assert [event.id for event in from_http(BATCH.items(), encoded(batch))] == ["e-0", "e-1", "e-2"]
    assert from_http(BATCH.items(), b"[]") == ()


@pytest.mark.parametrize(
    ("headers", "body", "says"),
    [
        (BINARY | {"ce-id": ""}, b"", "id: missing"),
        ({name: value for name, value in BINARY.items() if name != "ce-type"}, b"", "type: missing"),
        (BINARY | {"ce-specversion": "0.3"}, b"", "specversion: not 1.0"),
        (BINARY | {"ce-subject": "%FF"}, b"", "ce-subject: not UTF-8"),
        (BINARY | {"ce-time": "now"}, b"", "time: not an RFC 3339 instant"),
        (BINARY | {"CE-ID": "e-2"}, b"", "ce-id: given twice"),
        (STRUCTURED, b"{", "event: not valid JSON"),
        (STRUCTURED, b'{"id": NaN}', "event: not valid JSON"),
        (STRUCTURED, encoded(EVENT | {"MyName@x": {}}), "extension: neither text, number nor boolean"),
        (BATCH, encoded(EVENT), "batch: not a JSON array"),
        (BATCH, b"[1]", "event: not a JSON object"),
        ({"content-type": "application/cloudevents+xml"}, b"<x/>", "content-type: of the event formats only JSON"),
        ({"content-type": "application/cloudevents-batch+avro"}, b"[]", "batch: not a JSON array"),
    ],
)
def test_a_bad_request_is_refused_by_name(headers: Mapping[str, str], body: bytes, says: str) -> None:
    with pytest.raises(MalformedEvent, match=says):
        from_http(headers.items(), body)


@pytest.mark.parametrize(
    ("headers", "claims"),
    [(BINARY, True), (STRUCTURED, True), (BATCH, True), ({"content-type": "application/json"}, False), ({}, False)],
)
def test_a_request_says_whether_it_is_an_event(headers: Mapping[str, str], claims: bool) -> None:
    assert is_http_event(headers.items()) is claims
