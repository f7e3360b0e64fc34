"""CloudEvents 1.0: binary, structured and batch mode, over HTTP and Kafka, all read alike."""

import base64
import json
from typing import Any

import pytest
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.samples import body_of, checked, request_of
from tests.unit.lead_intake.sources.reading import read, record
from tests.unit.lead_intake.world import FakeLog, driver, foreign, hooked

from lead_contracts.events import LeadActivity, LeadReceived, LeadSuppressed
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import check
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

BATCH = "application/cloudevents-batch+json"
STRUCTURED = "application/cloudevents+json"
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "e1",
    "type": "com.example.lead.submitted",
    "source": "/site",
    "data": {"email": "a@firm.example"},
}
SOURCE = "https://marketing.example.com/forms/contact"
LIAM = record(
    external_id="4711",
    occurred_at="2026-11-16T10:15:30.123000Z",
    email="liam.walsh@acme.example",
    phone="+442079460700",
    first_name="Liam",
    last_name="Walsh",
    company="Acme Tooling",
    domain="acme.example",
    job_title="Plant Manager",
    country="GB",
    campaign="contact-form",
)


def structured(event: dict[str, Any]) -> Parsed:
    return read("cloudevents", event, content_type=STRUCTURED)


def batched(*events: Any) -> Parsed:
    return read("cloudevents", list(events), content_type=BATCH)


@pytest.mark.parametrize(
    ("sample", "id"),
    [("http_binary", "1"), ("http_structured", "1"), ("kafka_binary", "1"), ("kafka_structured", "2")],
)
def test_a_sample_becomes_its_canonical_record(sample: str, id: str) -> None:
    result = checked(f"cloudevents/{sample}.json")

    assert (result.disposition, result.records, result.warnings) == ("accept", (LIAM,), ())
    assert result.idempotency_keys == (f"{SOURCE}:b2c1f6a0-8c1e-4b54-9c0b-00000000000{id}",)


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.acme+json; charset=utf-8"])
def test_data_may_be_in_base64(kind: str) -> None:
    encoded = base64.b64encode(json.dumps(EVENT["data"]).encode()).decode()
    event = {name: value for name, value in EVENT.items() if name != "data"}

    (lead,) = structured(event | {"datacontenttype": kind, "data_base64": encoded}).leads

    assert (lead.email, lead.event_id) == ("a@firm.example", "e1")


def test_what_is_no_base64_is_refused_with_its_field() -> None:
    with pytest.raises(WrongShape) as refusal:
        structured({name: value for name, value in EVENT.items() if name != "data"} | {"data_base64": "?"})

    assert refusal.value.field == "data_base64"


def test_data_that_is_a_list_of_another_media_type_is_read_as_such() -> None:
    parsed = structured(EVENT | {"datacontenttype": "text/csv", "data": "email\na@firm.example\nb@firm.example\n"})

    assert [lead.email for lead in parsed.leads] == ["a@firm.example", "b@firm.example"]


def test_headers_of_the_binary_mode_are_percent_decoded_once() -> None:
    log = FakeLog()
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "100%2525",
        "ce-type": "lead",
        "ce-source": "/Standort%20K%C3%B6ln",
        "ce-time": "2026-11-16T10:15:30%2E123Z",
        "content-type": "application/json",
    }
    ask("POST", "/hooks/cloudevents", log=log, headers=headers, content=b'{"email": "a@firm.example"}')

    worker = driver()
    worker.feed(log.kept[0])
    (received,) = worker.outputs
    assert isinstance(received, LeadReceived)
    assert received.source == "/Standort Köln"
    assert received.occurred_at is not None
    assert received.occurred_at.microsecond == 123_000
    kept = log.kept[0].request
    assert kept is not None
    parsed = read("cloudevents", b'{"email": "a@firm.example"}', headers=kept.headers, content_type="application/json")
    assert [lead.event_id for lead in parsed.leads] == ["100%25"]


BAD: list[tuple[Any, str]] = [
    ({name: value for name, value in EVENT.items() if name != "id"}, "WrongShape"),
    (EVENT | {"specversion": "0.3"}, "WrongShape"),
    (EVENT | {"source": "s" * 513}, "WrongShape"),
    (EVENT | {"time": "yesterday"}, "WrongShape"),
    (EVENT | {"data": [1]}, "WrongShape"),
    (EVENT | {"data": {"company": "Firm"}}, "NoReach"),
    (7, "WrongShape"),
]


@pytest.mark.parametrize(("bad", "error"), BAD)
def test_a_batch_goes_on_without_its_bad_one(bad: Any, error: str) -> None:
    parsed = batched(EVENT, bad, EVENT | {"id": "e3"})

    assert [lead.event_id for lead in parsed.leads] == ["e1", "e3"]
    assert [one.error for one in parsed.refused] == [error]


def test_a_batch_that_holds_nothing_is_acknowledged() -> None:
    assert batched() == read("cloudevents", b"[]", content_type=BATCH)
    assert (batched().leads, batched().refused) == ((), ())


@pytest.mark.parametrize("body", [b"{}", b"[", b"null"])
def test_what_is_no_batch_is_refused_whole(body: bytes) -> None:
    with pytest.raises(WrongShape):
        read("cloudevents", body, content_type=BATCH)


def mixed() -> list[dict[str, Any]]:
    call = {"email": "a@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}
    return [
        EVENT,
        EVENT | {"id": "e2", "type": "crm.activity.logged", "data": call},
        EVENT | {"id": "e3", "type": "com.mail.unsubscribed"},
        EVENT | {"id": ""},
    ]


@pytest.mark.parametrize("over", ["http", "kafka"])
def test_a_batch_is_the_same_over_http_and_over_kafka(over: str) -> None:
    worker, body = driver(), json.dumps(mixed()).encode()

    if over == "http":
        worker.feed(hooked("cloudevents", body, BATCH))
    else:
        worker.feed_record(foreign((("content-type", BATCH.encode()),), body))

    assert [type(event) for event in worker.outputs] == [LeadReceived, LeadActivity, LeadSuppressed]
    assert [(letter.error, letter.detail) for letter in worker.dead_letters] == [
        ("WrongShape", "id: missing (item 3; 1 refused in all)")
    ]


def test_a_batch_in_a_record_that_comes_twice_is_one() -> None:
    worker = driver()
    for _ in range(2):
        worker.feed_record(foreign((("content-type", BATCH.encode()),), json.dumps([EVENT]).encode()))

    touches = [event.touch_id for event in worker.outputs if isinstance(event, LeadReceived)]
    assert touches[0] == touches[1]


def test_the_offline_check_reads_a_batch_of_kafka() -> None:
    request = request_of("cloudevents/kafka_structured.json").model_copy(update={"headers": {"content-type": BATCH}})

    result = check(b"[" + body_of("cloudevents/kafka_structured.json") + b", {}]", request, Catalogue({}))

    assert (result.disposition, result.records) == ("accept_with_warnings", (LIAM,))
