"""Webflow: what a form's visitors sent, under the form's own labels."""

from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

FORM = "webflow/form_submission.json"


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(FORM)

    assert result.records == (
        record(
            external_id="6919c684df3949bfc6752327",
            received_at="2026-11-16T12:35:16.500000Z",
            occurred_at="2026-11-16T12:35:16.117000Z",
            email="hannah.brooks@riverstone.example",
            phone="+12025550133",
            first_name="Hannah",
            last_name="Brooks",
            company="Riverstone Retail",
            domain="riverstone.example",
            country="US",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("webflow:6919c684df3949bfc6752327",)


def test_a_body_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(FORM, body=body_of(FORM).replace(b"hannah.brooks", b"hannah.crooks"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_labels_of_any_kind_and_answers_of_any_type_are_carried() -> None:
    body = sample(FORM)
    body["payload"]["data"] = {
        "Your e-mail": "a@firm.example",
        "What is your name?": "Ann Lee",
        "Consent": True,
        "Seats": 12,
        "Interests": ["POS", "Loyalty"],
        "utm_campaign": "spring",
    }

    (lead,) = read("webflow", body).leads

    assert (lead.email, lead.first_name, lead.last_name, lead.campaign) == ("a@firm.example", "Ann", "Lee", "spring")
    assert lead.consent is not None
    assert lead.consent.given is True
    assert (lead.attributes["seats"], lead.attributes["interests"]) == ("12", "POS, Loyalty")
    assert (lead.attributes["form_name"], lead.attributes["form_id"]) == ("Contact Us", "65429eadebe8a9f3a30f62d0")


def test_the_first_version_of_the_hooks_is_read_too() -> None:
    body = {"name": "Contact", "site": "s1", "data": {"email": "a@firm.example"}, "d": "2026-11-16T12:00:00.000Z"}

    (lead,) = read("webflow", body | {"_id": "w1"}).leads

    assert (lead.email, lead.external_id, lead.attributes["site_id"]) == ("a@firm.example", "w1", "s1")


def test_orders_and_published_pages_are_acknowledged() -> None:
    parsed = read("webflow", {"triggerType": "site_publish", "payload": {}})

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


@pytest.mark.parametrize(
    ("body", "field"),
    [({"triggerType": "form_submission"}, "payload"), ({"triggerType": "form_submission", "payload": {}}, "data")],
)
def test_a_submission_without_its_fields_is_refused(body: Any, field: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("webflow", body)

    assert refusal.value.field == field
