"""What comes out of the worker for what lies on marketing.events."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, request_of
from tests.unit.lead_intake.world import NOW, delivery, driver, foreign, hooked

from lead_contracts.events import LeadActivity, LeadLinked, LeadReceived, LeadSuppressed
from lead_contracts.ids import external_lead_id
from lead_intake.adapters.paths import ACTIVITIES, LEADS, SUPPRESSIONS
from lead_runtime.testing import Driver

SECRET = b"secret-of-sixteen"
CALL = {"email": "ann@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}


def out(*deliveries: Any) -> list[Any]:
    worker = driver()
    for one in deliveries:
        worker.feed(one)
    assert worker.dead_letters == []
    return worker.outputs


def lead(**said: Any) -> bytes:
    return json.dumps({"email": "ann@firm.example"} | said).encode()


def kafka(sample: str) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, value.encode()) for name, value in request_of(sample).headers.items())


def dead(worker: Driver) -> Sequence[tuple[str, str]]:
    return [(letter.error, letter.detail) for letter in worker.dead_letters]


def test_a_delivery_becomes_a_lead_that_names_its_place_on_the_topic() -> None:
    worker = driver()

    worker.feed(hooked("typeform", body_of("typeform/form_response.json")))

    (event,) = worker.outputs
    assert isinstance(event, LeadReceived)
    assert (event.source, event.channel, event.motion) == ("typeform", "live", "inbound")
    assert (event.email, event.received_at) == ("oliver.grant@kestrel-labs.example", NOW)
    assert (event.delivery.topic, event.delivery.offset) == ("marketing.events", 0)
    assert event.attributes["company_size"] == "51-200"


def test_a_contact_named_by_address_and_crm_id_is_linked() -> None:
    received, linked = out(hooked("hubspot", body_of("hubspot/workflow_contact.json")))

    assert isinstance(linked, LeadLinked)
    assert (linked.from_, linked.to) == (external_lead_id(SECRET, "hubspot", "401"), received.lead_id)


def test_the_id_of_a_submission_links_nobody() -> None:
    assert [type(event) for event in out(hooked("typeform", body_of("typeform/form_response.json")))] == [LeadReceived]


def test_a_delivery_that_came_twice_is_one_touch_of_one_lead() -> None:
    first, second = out(*(hooked("google-ads", body_of("google_ads/lead_form.json")) for _ in range(2)))

    assert (first.touch_id, first.lead_id) == (second.touch_id, second.lead_id)


def test_the_same_person_from_two_systems_is_one_lead_with_two_touches() -> None:
    typeform = json.loads(body_of("typeform/form_response.json"))
    typeform["form_response"]["answers"][2]["email"] = "Elena.Marchetti@solaris-energia.example"

    first, second = out(
        hooked("google-ads", body_of("google_ads/lead_form.json")), hooked("typeform", json.dumps(typeform).encode())
    )

    assert first.lead_id == second.lead_id
    assert first.touch_id != second.touch_id


def test_an_idempotency_key_tells_touches_apart_whose_bodies_are_equal() -> None:
    keyed = [delivery("website", LEADS, lead(), headers={"idempotency-key": key}) for key in ("a:0", "b:0", "a:0")]

    first, second, again = out(*keyed)

    assert first.touch_id == again.touch_id != second.touch_id
    assert first.lead_id == second.lead_id


def test_every_row_of_a_list_is_a_lead_of_its_own() -> None:
    events = out(hooked("apollo", body_of("apollo/contacts_export.csv"), "text/csv"))

    received = [event for event in events if isinstance(event, LeadReceived)]
    assert [(event.motion, event.external_id) for event in received] == [
        ("outbound", "6919aa0000000000000000a1"),
        ("outbound", "6919aa0000000000000000a2"),
    ]
    assert len({event.touch_id for event in received}) == 2


def test_a_test_lead_goes_on_and_says_so() -> None:
    body = json.loads(body_of("google_ads/lead_form.json")) | {"is_test": True}

    (event,) = out(hooked("google-ads", json.dumps(body).encode()))

    assert (event.is_test, event.flags) == (True, ("test",))


def test_an_activity_by_address_goes_to_the_lead_of_that_address() -> None:
    received, activity = out(delivery("website", LEADS, lead()), delivery("crm", ACTIVITIES, json.dumps(CALL).encode()))

    assert isinstance(activity, LeadActivity)
    assert (activity.lead_id, activity.kind, activity.recorded_at) == (received.lead_id, "call", NOW)


def test_an_activity_by_crm_id_goes_where_the_link_leads() -> None:
    call = {"external_id": "401", "source": "hubspot", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}

    _, linked, activity = out(
        hooked("hubspot", body_of("hubspot/workflow_contact.json")),
        delivery("crm", ACTIVITIES, json.dumps(call).encode()),
    )

    assert activity.lead_id == linked.from_


def test_an_activity_that_came_twice_has_one_id() -> None:
    first, second = out(*(delivery("crm", ACTIVITIES, json.dumps(CALL).encode()) for _ in range(2)))

    assert first.activity_id == second.activity_id


def test_a_suppression_names_the_lead_and_the_reason() -> None:
    said = {"email": "ann@firm.example", "reason_code": "erasure"}

    received, suppressed = out(
        delivery("website", LEADS, lead()), delivery("crm", SUPPRESSIONS, json.dumps(said).encode())
    )

    assert isinstance(suppressed, LeadSuppressed)
    assert (suppressed.lead_id, suppressed.reason_code) == (received.lead_id, "erasure")


@pytest.mark.parametrize("sample", ["cloudevents/kafka_binary.json", "cloudevents/kafka_structured.json"])
def test_a_cloudevent_that_a_marketing_system_wrote_itself_is_a_lead(sample: str) -> None:
    worker = driver()

    worker.feed_record(foreign(kafka(sample), body_of(sample)))

    received, linked = worker.outputs
    assert (received.source, received.email) == (
        "https://marketing.example.com/forms/contact",
        "liam.walsh@acme.example",
    )
    assert (received.delivery.partition, received.delivery.offset) == (3, 7)
    assert isinstance(linked, LeadLinked)


def test_the_source_of_a_cloudevent_is_looked_up() -> None:
    worker = driver()
    headers = {"specversion": "1.0", "id": "e1", "source": "https://forms.example/7", "type": "submitted"}

    worker.feed_record(foreign(tuple((f"ce_{name}", text.encode()) for name, text in headers.items()), lead()))

    (event,) = worker.outputs
    assert (event.source, event.motion) == ("forms", "outbound")


def test_the_same_cloudevent_over_http_and_kafka_is_one_touch() -> None:
    worker = driver()
    headers = {name.lower(): value for name, value in request_of("cloudevents/http_binary.json").headers.items()}
    kind = headers.pop("content-type")

    worker.feed(delivery("cloudevents", "/hooks/cloudevents", body_of("cloudevents/http_binary.json"), kind, headers))
    worker.feed_record(foreign(kafka("cloudevents/kafka_binary.json"), body_of("cloudevents/kafka_binary.json")))

    touches = {event.touch_id for event in worker.outputs if isinstance(event, LeadReceived)}
    assert len(touches) == 1


def test_a_future_timestamp_of_the_writer_is_not_believed() -> None:
    worker = driver()
    tomorrow = int((NOW + timedelta(days=1)).timestamp() * 1000)

    worker.feed_record(
        foreign(kafka("cloudevents/kafka_binary.json"), body_of("cloudevents/kafka_binary.json"), tomorrow)
    )

    assert worker.outputs[0].received_at == NOW


OURS = (("ce_specversion", b"1.0"), ("ce_id", b"x"), ("ce_source", b"/x"), ("ce_time", b"2026-11-16T11:00:00Z"))


@pytest.mark.parametrize(
    ("headers", "value", "error"),
    [
        ((), b"\xff\xfe\x00", "MalformedEvent"),
        ((*OURS, ("ce_type", b"com.leadhandover.delivery.v9")), b"{}", "UnsupportedVersion"),
        ((*OURS, ("ce_type", b"lead")), b"\xff\xfe", "UnreadableBody"),
        ((*OURS, ("ce_type", b"lead")), b"[1]", "WrongShape"),
        ((*OURS, ("ce_type", b"lead")), b'{"company": "Firm"}', "NoReach"),
        ((*OURS, ("ce_type", b"lead")), b" " * (1 << 20) + b"{}", "OversizedBody"),
        ((*OURS, ("ce_type", b"crm.activity")), json.dumps(CALL | {"occurred_at": "2027-01-01T00:00:00Z"}).encode(), "FutureClock"),
        ((*OURS, ("ce_type", b"crm.activity")), json.dumps(CALL | {"email": "info@firm.example"}).encode(), "WrongShape"),
    ],
)  # fmt: skip
def test_what_cannot_go_on_is_a_dead_letter_with_its_reason_and_its_neighbours_go_on(
    headers: tuple[tuple[str, bytes], ...], value: bytes, error: str
) -> None:
    worker = driver()

    worker.feed_record(foreign(headers, value))
    worker.feed(hooked("google-ads", body_of("google_ads/lead_form.json")))

    assert [name for name, _ in dead(worker)] == [error]
    assert [type(event) for event in worker.outputs] == [LeadReceived]


def test_bad_input_of_outsiders_never_halts_the_worker() -> None:
    worker = driver()

    for _ in range(300):
        worker.feed(hooked("hubspot", b"{}"))

    assert len(worker.dead_letters) == 300


def test_of_a_list_the_good_rows_go_on_and_one_dead_letter_names_the_rest() -> None:
    worker = driver()

    worker.feed(hooked("apollo", b"Email,First Name\nann@firm.example,Ann\n,Bob\n,Cid\n", "text/csv"))

    assert [event.first_name for event in worker.outputs] == ["Ann"]
    assert dead(worker) == [("NoReach", "neither an e-mail address nor a phone number (item 1; 2 refused in all)")]


def test_a_dead_letter_says_nothing_of_the_person() -> None:
    worker = driver()

    worker.feed(delivery("crm", ACTIVITIES, json.dumps(CALL | {"kind": "ann@firm.example"}).encode()))

    ((_, detail),) = dead(worker)
    assert "kind" in detail
    assert "ann@" not in detail
