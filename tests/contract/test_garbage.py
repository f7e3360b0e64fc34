"""Whatever lies on a topic, reading it ends in an event or in one of the named errors."""

import json
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.contract.documents import CATALOGUE, JSON

from lead_contracts.cloudevents import from_http
from lead_contracts.codec import ContractError, Envelope, decode, encode, read_delivery
from lead_contracts.events import LeadReceived
from lead_contracts.registry import REGISTRY

NOW = datetime(2026, 11, 16, 10, 15, 30, tzinfo=UTC)
GOOD = LeadReceived.model_validate_json((CATALOGUE.root / "examples/lead.received/1/full.json").read_bytes())
HEADERS, VALUE = encode(Envelope("id-1", "/x", NOW), GOOD)
NAMES = [
    "content-type",
    "traceparent",
    "ce_id",
    "ce_type",
    "ce_source",
    "ce_time",
    "ce_specversion",
    "ce_subject",
    "ce_request",
]
TYPES = st.sampled_from([name.encode() for name in REGISTRY])
VALUES = (
    st.none()
    | st.binary(max_size=40)
    | TYPES
    | st.sampled_from([b"1.0", b"application/cloudevents+json", b"{}", b"2026-11-16T10:15:30Z"])
)
SOME_HEADERS = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), VALUES), max_size=9)
JSON_BYTES = JSON.map(lambda document: json.dumps(document).encode())
BODIES = st.none() | st.binary(max_size=80) | JSON_BYTES
MANY = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def outcome(read: object, *arguments: object) -> str:
    try:
        read(*arguments)  # type: ignore[operator]
    except ContractError as error:
        return type(error).__name__
    return "read"


@MANY
@given(SOME_HEADERS, BODIES)
def test_any_record(headers: list[tuple[str, bytes | None]], value: bytes | None) -> None:
    outcome(decode, headers, value)
    outcome(read_delivery, headers, value, NOW)


@MANY
@given(TYPES, BODIES)
def test_any_data_under_any_known_type(kind: bytes, value: bytes | None) -> None:
    headers = tuple((name, kind if name == "ce_type" else text) for name, text in HEADERS)
    outcome(decode, headers, value)
    outcome(read_delivery, headers, value, NOW)


@MANY
@given(st.sampled_from(sorted(json.loads(VALUE))), JSON)
def test_any_value_of_any_member(member: str, value: object) -> None:
    outcome(decode, HEADERS, json.dumps(json.loads(VALUE) | {member: value}).encode())


@MANY
@given(st.integers(0, len(VALUE) - 1), st.binary(min_size=1, max_size=4))
def test_bytes_broken_anywhere(place: int, noise: bytes) -> None:
    outcome(decode, HEADERS, VALUE[:place] + noise + VALUE[place + len(noise) :])


@MANY
@given(
    st.dictionaries(
        st.sampled_from(["specversion", "id", "source", "type", "time", "data", "data_base64", "datacontenttype"]), JSON
    )
)
def test_any_structured_event(document: dict[str, object]) -> None:
    headers = (("content-type", b"application/cloudevents+json"),)
    outcome(decode, headers, json.dumps({"specversion": "1.0"} | document).encode())


@MANY
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ce-id", "CE-Type", "ce-source", "ce-specversion", "Content-Type"]), st.text(max_size=20)
        ),
        max_size=6,
    ),
    BODIES,
)
def test_any_request(headers: list[tuple[str, str]], body: bytes | None) -> None:
    outcome(from_http, headers, body or b"")


def test_garbage_is_told_from_events() -> None:
    assert outcome(decode, HEADERS, VALUE) == "read"
    assert outcome(decode, HEADERS, b"\x00\x01") == "MalformedEvent"
    assert outcome(decode, HEADERS, b"{}") == "ContractViolation"
