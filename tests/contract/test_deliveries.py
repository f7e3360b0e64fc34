"""Raw deliveries: the body byte for byte, the facts beside it, no credentials; and what outsiders write themselves."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lead_contracts.codec import (
    ContractViolation,
    MalformedEvent,
    UnsupportedVersion,
    decode,
    delivery_record,
    encode,
    read_delivery,
)
from lead_contracts.envelope import Envelope
from lead_contracts.events import Delivery
from lead_contracts.events.delivery import RequestFacts

NOW = datetime(2026, 11, 16, 10, 15, 30, 123000, tzinfo=UTC)
ARRIVED = datetime(2026, 11, 16, 10, 15, 31, tzinfo=UTC)
REQUEST = RequestFacts(method="POST", path="/hooks/typeform", authenticated=True, key_name="typeform-main")
FOREIGN = (
    ("ce_specversion", b"1.0"),
    ("ce_id", b"e-1"),
    ("ce_type", b"com.example.marketing.lead.submitted.v1"),
    ("ce_source", b"https://marketing.example.com/forms/contact"),
    ("ce_time", b"2026-11-16T10:15:29Z"),
    ("ce_partitionkey", b"acme.example"),
    ("content-type", b"application/json"),
)


def delivery(
    body: bytes = b"{}", content_type: str = "application/json", request: RequestFacts | None = REQUEST
) -> Delivery:
    return Delivery(
        delivery_id="d-1",
        source="typeform",
        received_at=NOW,
        content_type=content_type,
        body=body,
        request=request,
    )


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_body_and_any_source_name_come_back_as_they_were(body: bytes, source: str) -> None:
    sent = delivery(body).model_copy(update={"source": source})
    key, value, headers = delivery_record(sent)
    assert (key, value) == (b"d-1", body)
    assert read_delivery(headers, value, ARRIVED) == sent


def test_a_body_that_is_a_structured_event_is_still_a_raw_body() -> None:
    sent = delivery(b'{"specversion":"1.0"}', "application/cloudevents+json; charset=utf-8")
    _, value, headers = delivery_record(sent, traceparent="00-a-b-01")
    assert read_delivery(headers, value, ARRIVED) == sent
    assert dict(headers)["traceparent"] == b"00-a-b-01"


def test_a_row_of_a_list_has_no_request() -> None:
    sent = delivery(request=None).model_copy(update={"channel": "list"})
    _, value, headers = delivery_record(sent)
    assert read_delivery(headers, value, ARRIVED) == sent


def test_the_codec_writes_and_reads_deliveries_as_well() -> None:
    headers, value = encode(Envelope("ignored", "/ignored", ARRIVED), delivery())
    envelope, event = decode(headers, value)
    assert event == delivery()
    assert (envelope.id, envelope.time) == ("d-1", NOW)


def test_credentials_are_dropped_whoever_passes_them() -> None:
    facts = RequestFacts(
        method="POST",
        path="/hooks/x",
        query={"form": "contact", "token": "hush", "API_KEY": "hush"},
        headers={"Authorization": "Bearer hush", "Cookie": "hush", "X-Api-Key": "hush", "X-Hook-Id": "7"},
        authenticated=True,
    )
    assert (facts.query, facts.headers) == ({"form": "contact"}, {"x-hook-id": "7"})
    _, value, headers = delivery_record(delivery(request=facts))
    assert b"hush" not in b"".join([value, *(text for _, text in headers)])


def test_a_foreign_event_in_binary_mode_is_a_delivery() -> None:
    read = read_delivery(FOREIGN, b'{"email": "liam.walsh@acme.example"}', ARRIVED)
    assert (read.delivery_id, read.source) == ("e-1", "https://marketing.example.com/forms/contact")
    assert (read.received_at, read.channel, read.content_type) == (ARRIVED, "live", "application/json")
    assert read.body == b'{"email": "liam.walsh@acme.example"}'
    assert read.event is not None
    assert read.event.type == "com.example.marketing.lead.submitted.v1"
    assert read.event.extensions == {"partitionkey": "acme.example"}
    assert read.request is None


def test_a_foreign_event_in_structured_mode_is_the_same_delivery() -> None:
    document = {name[3:]: value.decode() for name, value in FOREIGN if name.startswith("ce_")}
    document["datacontenttype"] = "application/json"
    value = json.dumps(document | {"data": {"a": 1}}).encode()
    read = read_delivery((("content-type", b"application/cloudevents+json"),), value, ARRIVED)
    assert read == read_delivery(FOREIGN, b'{"a":1}', ARRIVED)


def test_a_foreign_event_without_data_is_a_delivery_without_body() -> None:
    assert read_delivery(FOREIGN, None, ARRIVED).body == b""


def test_an_outsider_marks_a_list_with_the_channel_extension() -> None:
    assert read_delivery((*FOREIGN, ("ce_channel", b"list")), b"{}", ARRIVED).channel == "list"
    assert read_delivery((*FOREIGN, ("ce_channel", b"fax")), b"{}", ARRIVED).channel == "live"


OWN = dict(delivery_record(delivery())[2])


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"ce_id": b""}, MalformedEvent, "id: missing"),
        ({"ce_time": b""}, MalformedEvent, "time: missing"),
        ({"ce_type": b"com.leadhandover.delivery.v2"}, UnsupportedVersion, "delivery.v2"),
        ({"ce_leadsource": b""}, ContractViolation, "source: string_too_short"),
        ({"ce_request": b"{"}, MalformedEvent, "not valid JSON"),
        ({"ce_request": b"{}"}, ContractViolation, "method: missing"),
        ({"ce_request": b"\xff"}, MalformedEvent, "ce_request: not UTF-8"),
    ],
)
def test_a_bad_record_of_our_own_type_is_refused_by_name(
    change: dict[str, bytes], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        read_delivery(tuple((OWN | change).items()), b"{}", ARRIVED)


@pytest.mark.parametrize("headers", [(), (("content-type", b"application/json"),), (("x", b"y"),)])
def test_a_record_that_is_no_event_at_all_is_refused(headers: tuple[tuple[str, bytes], ...]) -> None:
    with pytest.raises(MalformedEvent, match="specversion: missing"):
        read_delivery(headers, b'{"email": "x"}', ARRIVED)
