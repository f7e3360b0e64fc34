"""Mautic: contacts and form submissions, one by one and from the queue, and who asked to be left alone."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition

NEW, FORM = "mautic/lead_post_save_new.json", "mautic/form_on_submit.json"
TOLD = "2026-11-16T08:21:06+00:00"
AMELIA = record(
    external_id="1291",
    email="amelia.okafor@brightwell.example",
    phone="+12025550119",
    first_name="Amelia",
    last_name="Okafor",
    company="Brightwell Foods",
    domain="brightwell.example",
    job_title="IT Director",
    country="US",
)
UNSUBSCRIBED, BOUNCED, BY_HAND = [{"reason": 1}], [{"reason": 2}], [{"reason": 3}]


def contact(dnc: list[Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = sample(NEW)["mautic.lead_post_save_new"][0]["contact"]
    return found | {"doNotContact": dnc or []}


def event(kind: str, dnc: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {f"mautic.{kind}": [{"contact": contact(dnc), "timestamp": TOLD, **more}]}


def test_a_new_contact_becomes_its_canonical_record() -> None:
    result = checked(NEW)

    assert result.records == (AMELIA | {"occurred_at": "2026-11-16T08:21:06Z"},)
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (f"mautic:lead_post_save_new:1291:{TOLD}",)


def test_a_submitted_form_becomes_its_canonical_record() -> None:
    result = checked(FORM)

    assert result.records == (AMELIA | {"occurred_at": "2026-11-16T08:21:05Z", "campaign": "autumn-webinar"},)
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (f"mautic:form_on_submit:774:{TOLD}",)


@pytest.mark.parametrize("name", [NEW, FORM])
def test_a_body_of_which_one_byte_changed_is_rejected(name: str) -> None:
    result = checked(name, body=body_of(name).replace(b"Amelia", b"Amelie", 1))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_form_says_more_than_the_contact_and_wins_where_both_say_something() -> None:
    body = sample(FORM)
    body["mautic.form_on_submit"][0]["submission"]["results"] |= {"first_name": "Amy", "company": "", "plants": "3"}

    (lead,) = read("mautic", body).leads

    assert (lead.first_name, lead.company, lead.alias) == ("Amy", "Brightwell Foods", "1291")
    assert lead.message == "Please call me about onboarding 3 plants."
    assert dict(lead.attributes) == {
        "preferred_contact": "phone",
        "plants": "3",
        "form_id": 3,
        "form_name": "Contact sales",
    }


def test_a_batch_of_several_types_keeps_every_event() -> None:
    batch = (
        sample(NEW)
        | sample(FORM)
        | event("lead_post_save_update", UNSUBSCRIBED)
        | {"mautic.page_on_hit": [{"hit": {}}], "mautic.lead_points_change": ["nonsense"]}
    )

    parsed = read("mautic", batch)

    assert [(lead.event_id or "").partition(":")[0] for lead in parsed.leads] == [
        "lead_post_save_new",
        "form_on_submit",
    ]
    assert [one.reason_code for one in parsed.suppressions] == ["consent_withdrawn"]
    assert [(one.index, one.error) for one in parsed.refused] == [(4, "WrongShape")]


def test_a_queued_delivery_may_hold_many_of_one_type() -> None:
    twice = {"mautic.lead_post_save_new": sample(NEW)["mautic.lead_post_save_new"] * 2}

    assert len(read("mautic", twice).leads) == 2


@pytest.mark.parametrize(
    ("body", "disposition"),
    [
        (event("lead_post_save_update"), Disposition.UPDATE_ONLY),
        (event("lead_points_change"), Disposition.UPDATE_ONLY),
        (event("lead_post_save_update", BOUNCED), Disposition.UPDATE_ONLY),
        (event("lead_post_save_update", UNSUBSCRIBED), Disposition.SUPPRESS),
        (event("lead_post_save_update", BY_HAND), Disposition.SUPPRESS),
        (event("lead_post_save_update", [[]]), Disposition.SUPPRESS),
        (event("lead_channel_subscription_changed", new_status="unsubscribed"), Disposition.SUPPRESS),
        (event("lead_channel_subscription_changed", new_status="manual"), Disposition.SUPPRESS),
        (event("lead_channel_subscription_changed", new_status="bounced"), Disposition.UPDATE_ONLY),
        (event("lead_channel_subscription_changed", UNSUBSCRIBED, new_status="contactable"), Disposition.UPDATE_ONLY),
        (event("lead_post_delete"), Disposition.IGNORE),
        (event("page_on_hit"), Disposition.IGNORE),
        (event("email_on_open"), Disposition.IGNORE),
        (event("company_post_save"), Disposition.IGNORE),
    ],
)
def test_each_type_has_its_disposition(body: dict[str, Any], disposition: Disposition) -> None:
    assert read("mautic", body).disposition is disposition


def test_who_asked_to_be_left_alone_is_suppressed_by_address_and_id() -> None:
    (gone,) = read("mautic", event("lead_channel_subscription_changed", new_status="unsubscribed")).suppressions

    assert (gone.person.email, gone.person.external_id) == ("amelia.okafor@brightwell.example", "1291")
    assert gone.occurred_at == datetime(2026, 11, 16, 8, 21, 6, tzinfo=UTC)


@pytest.mark.parametrize(("dnc", "consent"), [(UNSUBSCRIBED, Consent(False, None)), (BOUNCED, None), ([], None)])
def test_a_new_contact_that_unsubscribed_before_is_a_lead_without_consent(
    dnc: list[Any], consent: Consent | None
) -> None:
    (lead,) = read("mautic", event("lead_post_save_new", dnc)).leads

    assert lead.consent == consent


def test_what_is_empty_comes_as_a_list() -> None:
    submission = {"id": 7, "lead": [], "results": [], "dateSubmitted": TOLD}
    new = {"contact": {"id": None, "fields": [], "doNotContact": None}, "timestamp": TOLD}

    submitted, created = (
        read("mautic", {f"mautic.{kind}": payload})
        for kind, payload in (("form_on_submit", {"submission": submission}), ("lead_post_save_new", new))
    )

    for parsed in (submitted, created):
        assert [(one.error, one.index) for one in parsed.refused] == [("NoReach", 0)]


def test_a_contact_without_an_id_is_told_apart_by_its_body() -> None:
    body = event("lead_post_save_new")
    body["mautic.lead_post_save_new"][0]["contact"]["id"] = None

    assert [(lead.event_id, lead.alias) for lead in read("mautic", body).leads] == [(None, None)]


def test_a_mail_of_a_campaign_is_a_machines() -> None:
    (activity,) = read("mautic", event("email_on_send", email={"id": 12})).activities

    assert (activity.kind, activity.direction, activity.automated) == ("email", "out", True)
    assert activity.event_id == f"email_on_send:12:1291:{TOLD}"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "mautic"),
        ({"mautic.form_on_submit": [{}]}, "submission"),
        ({"mautic.lead_post_save_new": [{"contact": 5}]}, "contact"),
        ({"mautic.lead_post_save_new": "x"}, "lead_post_save_new"),
        ([], None),
    ],
)
def test_what_is_no_webhook_of_mautic_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("mautic", body)

    assert refusal.value.field == field
