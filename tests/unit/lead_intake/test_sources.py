"""What each source can say beside its sample."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of

from lead_intake.adapters.catalogue import Catalogue, Source
from lead_intake.adapters.sources import readers
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Channel, Delivery
from lead_intake.domain.errors import IntakeError, NoReach, UnknownSource, UnreadableBody, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
LONG_SOURCE = json.dumps({"specversion": "1.0", "id": "1", "type": "t", "source": "s" * 513, "data": {}}).encode()
MAPPED = Catalogue({"site": Source("site", "typeform", prefixes=("https://forms.example/",))})


def read(adapter: str, body: Any, *, catalogue: Catalogue = MAPPED, **headers: str) -> Parsed:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    delivery = Delivery(adapter, adapter, raw, NOW, headers=names)
    return interpret(delivery, readers(catalogue.route), 1 << 20)


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(body_of(name))
    return loaded


def test_a_google_test_lead_is_kept_and_marked_even_without_a_way_to_reach_anyone() -> None:
    parsed = read("google_ads", {"lead_id": "t1", "is_test": True, "user_column_data": []})

    assert parsed.disposition is Disposition.ACCEPT_TEST
    assert [(lead.is_test, lead.flags) for lead in parsed.leads] == [(True, ("test",))]


def test_google_prefers_the_work_address_and_keeps_the_advertisers_own_questions() -> None:
    body = sample("google_ads/lead_form.json")
    body["user_column_data"].append({"column_id": "WORK_EMAIL", "string_value": "e.marchetti@work.example"})

    (lead,) = read("google_ads", body).leads

    assert lead.email == "e.marchetti@work.example"
    assert lead.attributes["budget"] == "10k-25k EUR"
    assert lead.attributes["form_id"] == 52083961646


def test_a_partial_typeform_answer_is_acknowledged_and_makes_no_lead() -> None:
    parsed = read("typeform", sample("typeform/form_response.json") | {"event_type": "form_response_partial"})

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


def test_a_typeform_question_without_a_ref_is_known_by_its_title_or_its_type() -> None:
    body = sample("typeform/form_response.json")
    for answer in body["form_response"]["answers"]:
        del answer["field"]["ref"]

    (lead,) = read("typeform", body).leads

    assert (lead.first_name, lead.email, lead.company) == (
        "Oliver",
        "oliver.grant@kestrel-labs.example",
        "Kestrel Labs",
    )
    assert lead.attributes["company_size"] == "51-200"


def test_typeform_consent_is_carried() -> None:
    (lead,) = read("typeform", sample("typeform/form_response.json")).leads

    assert lead.attributes.get("may_we_contact_you", None) is None
    assert lead.consent is not None
    assert lead.consent.given is True


def test_a_hubspot_contact_names_a_person_and_keeps_what_rules_ask_for() -> None:
    (lead,) = read("hubspot", sample("hubspot/workflow_contact.json")).leads

    assert lead.alias == "401"
    assert lead.attributes["industry"] == "LOGISTICS_AND_SUPPLY_CHAIN"
    assert lead.attributes["company_size"] == "250"
    assert lead.message == "We need a warehouse integration before March."


def test_the_newest_of_several_hubspot_submissions_is_the_touch() -> None:
    body = sample("hubspot/workflow_contact.json")
    older = {"conversion-id": "older", "timestamp": 1690000000000, "page-url": "https://x.example/?utm_campaign=old"}
    body["form-submissions"].append(older)

    (lead,) = read("hubspot", body).leads

    assert (lead.campaign, lead.occurred_at) == ("wms-nordics-q4", datetime(2026, 11, 16, 9, 2, 3, 412000, UTC))


def test_hubspot_erasures_suppress_whatever_else_is_in_the_batch() -> None:
    created = {"subscriptionType": "contact.creation", "objectId": 1, "occurredAt": 1794819723412}
    erased = {"subscriptionType": "contact.privacyDeletion", "objectId": 2, "occurredAt": 1794819723412}

    assert [item.reason_code for item in read("hubspot", [created, erased]).suppressions] == ["erasure"]
    assert read("hubspot", [erased]).disposition is Disposition.SUPPRESS


def test_a_changed_hubspot_property_makes_no_second_lead() -> None:
    changed = {"subscriptionType": "contact.propertyChange", "objectId": 1, "propertyName": "lifecyclestage"}

    assert read("hubspot", [changed]).disposition is Disposition.UPDATE_ONLY


def test_the_columns_of_an_apollo_export_may_come_in_any_order() -> None:
    parsed = read(
        "apollo", b"Email,Apollo Contact Id,First Name\r\nx@firm.example,c1,Ann\r\n,,\r\n", content_type="text/csv"
    )

    assert [(lead.email, lead.external_id, lead.first_name, lead.motion) for lead in parsed.leads] == [
        ("x@firm.example", "c1", "Ann", "outbound")
    ]


def test_a_row_that_an_import_cut_out_reads_like_the_row_in_its_file() -> None:
    row = {"Email": "x@firm.example", "Apollo Contact Id": "c1", "Mobile Phone": "'+44 20 7946 0811"}

    (lead,) = read("apollo", row, content_type="application/json").leads

    assert (lead.email, lead.phone, lead.alias) == ("x@firm.example", "+442079460811", "c1")


def test_a_lead_without_reach_does_not_hold_back_its_neighbours() -> None:
    parsed = read("canonical", [{"email": "a@firm.example"}, {"company": "Firm"}, {"email": "b@firm.example"}])

    assert [lead.email for lead in parsed.leads] == ["a@firm.example", "b@firm.example"]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, NoReach.__name__)]
    assert parsed.disposition is Disposition.ACCEPT_WITH_WARNINGS


def test_a_phone_without_its_country_is_kept_as_it_came() -> None:
    parsed = read("canonical", {"phone": "020 7946 0811", "first_name": "Ann"})

    (lead,) = parsed.leads
    assert (lead.phone, lead.phone_raw, lead.flags) == (None, "020 7946 0811", ("phone_unclear",))
    assert parsed.disposition is Disposition.ACCEPT_WITH_WARNINGS


def test_a_declared_country_completes_the_phone() -> None:
    (lead,) = read("canonical", {"phone": "020 7946 0811", "country": "United Kingdom"}).leads

    assert (lead.phone, lead.country) == ("+442079460811", "GB")


def test_a_lead_is_not_lost_over_a_clock_in_the_future() -> None:
    late = (NOW + timedelta(minutes=6)).isoformat()

    parsed = read("canonical", {"email": "a@firm.example", "occurred_at": late})

    assert [(lead.occurred_at, lead.flags) for lead in parsed.leads] == [(None, ("clock_skew",))]
    assert parsed.disposition is Disposition.ACCEPT_WITH_WARNINGS


def test_a_clock_that_is_a_little_ahead_is_believed() -> None:
    soon = NOW + timedelta(minutes=4)

    (lead,) = read("canonical", {"email": "a@firm.example", "occurred_at": soon.isoformat()}).leads

    assert (lead.occurred_at, lead.flags) == (soon, ())


def test_an_activity_in_the_future_is_refused() -> None:
    call = {"email": "a@firm.example", "kind": "call", "occurred_at": (NOW + timedelta(minutes=6)).isoformat()}

    parsed = read("activities", call)

    assert (parsed.disposition, parsed.activities) == (Disposition.REJECT_INVALID, ())
    assert [one.error for one in parsed.refused] == ["FutureClock"]


def test_fields_of_an_unknown_system_are_recognised_by_their_names() -> None:
    body = {"E-Mail Address": "a@firm.example", "firstName": "Ann", "Company Name": "Firm", "Budget": "10k", "shoe": 42}

    (lead,) = read("canonical", body).leads

    assert (lead.email, lead.first_name, lead.company) == ("a@firm.example", "Ann", "Firm")
    assert dict(lead.attributes) == {"budget": "10k", "shoe": 42}


def test_placeholders_and_unresolved_tokens_are_absent() -> None:
    body = {"email": "a@firm.example", "first_name": "{{lead.First Name}}", "company": "null", "job_title": " "}

    (lead,) = read("canonical", body).leads

    assert (lead.first_name, lead.company, lead.job_title) == (None, None, None)


def test_a_cloudevent_of_a_mapped_source_is_read_by_its_adapter() -> None:
    event = {
        "specversion": "1.0",
        "id": "e1",
        "type": "any",
        "source": "https://forms.example/contact",
        "data": sample("typeform/form_response.json"),
    }

    (lead,) = read("cloudevents", event, content_type="application/cloudevents+json").leads

    assert (lead.source, lead.first_name) == ("site", "Oliver")


def test_a_batch_of_cloudevents_goes_on_without_its_bad_one() -> None:
    good = {"specversion": "1.0", "id": "e1", "type": "lead", "source": "/crm", "data": {"email": "a@firm.example"}}
    bad = good | {"id": "e2", "type": "crm.activity.logged"}
    call = {"email": "a@firm.example", "kind": "call", "occurred_at": "2026-11-16T11:00:00Z"}
    activity = good | {"id": "e3", "type": "crm.activity.logged", "data": call}

    parsed = read("cloudevents", [good, bad, activity], content_type="application/cloudevents-batch+json")

    assert [lead.event_id for lead in parsed.leads] == ["e1"]
    assert [item.event_id for item in parsed.activities] == ["e3"]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, "WrongShape")]


def test_an_unsubscribed_event_suppresses() -> None:
    event = {"specversion": "1.0", "id": "e1", "type": "com.mail.unsubscribed", "source": "/mail"}

    parsed = read(
        "cloudevents", event | {"data": {"email": "a@firm.example"}}, content_type="application/cloudevents+json"
    )

    assert parsed.disposition is Disposition.SUPPRESS
    assert [item.person.email for item in parsed.suppressions] == ["a@firm.example"]


@pytest.mark.parametrize(
    ("adapter", "body", "error", "field"),
    [
        ("hubspot", b"\xff\xfe", UnreadableBody, None),
        ("hubspot", b"{}", WrongShape, "properties"),
        ("typeform", b"{}", WrongShape, "form_response"),
        ("google_ads", b"{}", WrongShape, "user_column_data"),
        ("apollo", b"", WrongShape, None),
        ("apollo", b"a,b\n1,2", WrongShape, "Email"),
        ("apollo", b"Email\n\x00\x01", UnreadableBody, None),
        ("canonical", b"[1]", WrongShape, None),
        ("activities", b'{"lead_id": "l", "occurred_at": "2026-11-16T11:00:00Z"}', WrongShape, "kind"),
        ("suppressions", b"{}", WrongShape, "lead_id"),
        ("cloudevents", b"{}", WrongShape, "specversion"),
        ("cloudevents", LONG_SOURCE, WrongShape, "source"),
        ("nobody", b"{}", UnknownSource, None),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(
    adapter: str, body: bytes, error: type[IntakeError], field: str | None
) -> None:
    with pytest.raises(error) as refusal:
        read(adapter, body, content_type="application/cloudevents+json" if body == LONG_SOURCE else "")

    assert refusal.value.field == field


def test_a_body_over_the_limit_is_refused_before_it_is_parsed() -> None:
    delivery = Delivery("canonical", "canonical", b"[" * 11, NOW, Channel.LIVE)

    with pytest.raises(IntakeError, match="more than 10"):
        interpret(delivery, readers(MAPPED.route), 10)
