"""Who is named by an id alone goes on, and is found again; who is known already makes no second lead."""

import json
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.world import NOW, delivery, driver, foreign, hooked

from lead_contracts.events import LeadEnriched, LeadLinked, LeadReceived
from lead_contracts.ids import Person, derived_id, external_lead_id, lead_id
from lead_intake.adapters.paths import LEADS

SECRET = b"secret-of-sixteen"
LEAD = derived_id("somebody", "lead", "tests")
TYPE = "com.leadhandover.lead.enriched.v1"


def out(*deliveries: Any) -> list[Any]:
    worker = driver()
    for one in deliveries:
        worker.feed(one)
    assert worker.dead_letters == []
    return worker.outputs


def told(body: dict[str, Any], **attributes: str) -> list[Any]:
    """What comes of a CloudEvent that somebody wrote to marketing.events."""
    headers = {"specversion": "1.0", "id": "e1", "source": "https://n8n.example/flow", "type": TYPE, **attributes}
    worker = driver()
    names = tuple((f"ce_{name}", value.encode()) for name, value in headers.items())
    worker.feed_record(foreign((*names, ("content-type", b"application/json")), json.dumps(body).encode()))
    return worker.outputs or worker.dead_letters


def by_email(email: str) -> str:
    return lead_id(SECRET, Person("any", email=email), "").lead_id


@pytest.mark.parametrize(
    ("source", "sample"),
    [
        ("hubspot", "hubspot/webhook_v3_contact_creation.json"),
        ("meta-lead-ads", "meta_lead_ads/webhook_leadgen.json"),
        ("linkedin", "linkedin/webhook_lead_action.json"),
        ("pipedrive", "pipedrive/create_lead_v2.json"),
    ],
)
def test_whom_an_id_names_goes_on_and_says_that_it_is_an_id_alone(source: str, sample: str) -> None:
    found = [event for event in out(hooked(source, body_of(sample))) if not isinstance(event, LeadEnriched)]

    assert {type(event) for event in found} == {LeadReceived}
    assert all("ids_only" in event.flags and event.external_id for event in found)
    assert {event.identified_by for event in found} == {"external_id"}


@pytest.mark.parametrize(
    ("source", "notice", "fetched"),
    [
        ("meta-lead-ads", "meta_lead_ads/webhook_leadgen.json", "meta_lead_ads/graph_lead.json"),
        ("linkedin", "linkedin/webhook_lead_action.json", "linkedin/lead_form_response.json"),
    ],
)
def test_what_is_fetched_is_the_same_touch_and_says_whose_the_id_was(source: str, notice: str, fetched: str) -> None:
    named = [one for one in out(hooked(source, body_of(notice))) if isinstance(one, LeadReceived)]
    whole, *links = out(hooked(source, body_of(fetched)))

    assert whole.touch_id in {one.touch_id for one in named}
    (pointer,) = [one for one in named if one.touch_id == whole.touch_id]
    assert pointer.lead_id != whole.lead_id
    assert [(link.from_, link.to) for link in links] == [(pointer.lead_id, whole.lead_id)]


def test_a_contact_that_was_created_and_then_sent_whole_is_one_person() -> None:
    notice = {"subscriptionType": "contact.creation", "objectId": 401, "eventId": 1, "occurredAt": 1763290000000}
    pointer, whole, link = out(
        hooked("hubspot", json.dumps([notice]).encode()),
        hooked("hubspot", json.dumps({"vid": 401, "properties": {"email": {"value": "ann@firm.example"}}}).encode()),
    )

    assert (link.from_, link.to) == (pointer.lead_id, whole.lead_id)
    assert (pointer.flags, whole.flags) == (("ids_only",), ())


def test_of_a_batch_the_ids_and_the_changes_go_on_beside_the_leads() -> None:
    batch = [
        {"event": "contact.created", "id": 7, "email": "ann@firm.example"},
        {"event": "contact.created", "contact_id": 8},
        {"event": "contact.updated", "contact_id": 9, "job_title": "CEO"},
    ]
    found = out(hooked("some-crm", json.dumps(batch).encode()))

    received = [one for one in found if isinstance(one, LeadReceived)]
    assert [(one.email, one.flags) for one in received] == [("ann@firm.example", ()), (None, ("ids_only",))]
    (more,) = [one for one in found if isinstance(one, LeadEnriched)]
    assert (more.lead_id, more.job_title) == (external_lead_id(SECRET, "some-crm", "9"), "CEO")


def changed(**data: Any) -> Any:
    body = {
        "meta": {"entity": "person", "action": "change", "id": "m1", "timestamp": "2026-11-16T11:00:00Z"},
        "data": {"id": 7, "name": "Ann Berg", **data},
        "previous": {"name": "x"},
    }
    return hooked("pipedrive", json.dumps(body).encode())


def test_a_change_is_said_of_the_lead_that_the_id_stands_for_and_opens_nothing() -> None:
    link, more = out(changed(emails=[{"value": "Ann@New.example"}], job_title="CEO"))

    assert isinstance(more, LeadEnriched)
    assert more.lead_id == external_lead_id(SECRET, "pipedrive", "7")
    assert (more.email, more.first_name, more.job_title) == ("Ann@new.example", "Ann", "CEO")
    assert more.occurred_at.isoformat() == "2026-11-16T11:00:00+00:00"
    assert isinstance(link, LeadLinked)
    assert (link.from_, link.to, link.reason_code) == (more.lead_id, by_email("ann@new.example"), "same_update")


def test_a_change_without_an_address_links_nobody() -> None:
    (more,) = out(changed(job_title="CEO"))

    assert (more.lead_id, more.job_title) == (external_lead_id(SECRET, "pipedrive", "7"), "CEO")


def now_known(**properties: Any) -> list[dict[str, Any]]:
    """HubSpot's notices of the changed properties of one contact."""
    notice = {"subscriptionType": "contact.propertyChange", "objectId": 401, "occurredAt": 1763290000000}
    return [notice | {"propertyName": name, "propertyValue": value} for name, value in properties.items()]


@pytest.mark.parametrize("change", [{"hubspotscore": "7"}, {"email": ""}, {"email": None}, {"properties": "x"}])
def test_a_change_that_says_nothing_is_nothing(change: dict[str, Any]) -> None:
    assert out(hooked("hubspot", json.dumps(now_known(**change)).encode())) == []


def test_the_properties_that_hubspot_tells_one_by_one_make_a_person_of_an_id() -> None:
    notices = now_known(email="Ann@firm.example", firstname="Ann", phone="+46 8 465 004 12", numemployees="250")
    created = notices[0] | {"subscriptionType": "contact.creation"}
    found = out(hooked("hubspot", json.dumps([created, *notices]).encode()))

    (pointer,) = [one for one in found if isinstance(one, LeadReceived)]
    assert {one.lead_id for one in found if isinstance(one, LeadEnriched)} == {pointer.lead_id}
    known = [(one.email, one.first_name, one.phone, one.attributes) for one in found if isinstance(one, LeadEnriched)]
    assert known == [
        ("Ann@firm.example", None, None, {}),
        (None, "Ann", None, {}),
        (None, None, "+46846500412", {}),
        (None, None, None, {"company_size": "250"}),
    ]
    (link,) = [one for one in found if isinstance(one, LeadLinked)]
    assert (link.from_, link.to, link.reason_code) == (pointer.lead_id, by_email("ann@firm.example"), "same_update")


@pytest.mark.parametrize(
    ("who", "lead"),
    [
        ({"lead_id": LEAD}, LEAD),
        ({"lead_id": LEAD, "email": "ann@firm.example"}, LEAD),
        ({"external_id": "7", "source": "pipedrive"}, external_lead_id(SECRET, "pipedrive", "7")),
        ({"email": "Ann@firm.example"}, by_email("ann@firm.example")),
    ],
)
def test_anybody_may_say_more_of_a_lead_with_a_cloudevent(who: dict[str, str], lead: str) -> None:
    body = who | {"attributes": {"sector": "Logistics", "employees": 250}, "job_title": "CEO", "phone": "+46846500412"}
    *_, more = told(body)

    assert isinstance(more, LeadEnriched)
    assert (more.lead_id, more.job_title, more.phone) == (lead, "CEO", "+46846500412")
    assert more.attributes == {"industry": "Logistics", "company_size": 250}
    assert more.occurred_at == NOW


def test_it_is_read_in_our_own_shape_also_where_its_source_is_known_by_another() -> None:
    (more,) = told({"lead_id": LEAD, "job_title": "CEO"}, source="https://forms.example/7")

    assert (more.NAME, more.lead_id, more.source) == ("lead.enriched", LEAD, "forms")


def test_over_http_it_goes_to_the_hook_for_cloudevents() -> None:
    event = {"specversion": "1.0", "id": "e1", "source": "n8n", "type": TYPE, "data": {"lead_id": LEAD, "company": "F"}}
    (more,) = out(hooked("cloudevents", json.dumps(event).encode(), "application/cloudevents+json"))

    assert (more.lead_id, more.company, more.source) == (LEAD, "F", "n8n")


@pytest.mark.parametrize(
    "body",
    [
        {"job_title": "CEO"},
        {"lead_id": "Ann Berg", "job_title": "CEO"},
        {"email": "info@firm.example", "job_title": "CEO"},
        {"lead_id": LEAD, "attributes": "none"},
        {"lead_id": LEAD, "occurred_at": "yesterday"},
        ["CEO"],
    ],
)
def test_what_names_nobody_is_a_dead_letter_that_says_why(body: Any) -> None:
    (letter,) = told(body)

    assert letter.error == "WrongShape"
    assert "Ann" not in letter.detail


def test_a_lead_in_our_own_shape_is_a_lead_whatever_it_is_called() -> None:
    body = json.dumps({"email": "ann@firm.example", "attributes": {"type": "enriched"}}).encode()

    assert isinstance(out(delivery("website", LEADS, body))[0], LeadReceived)
