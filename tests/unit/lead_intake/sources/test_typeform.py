"""Typeform: answers under the references, titles and types of their questions, and hidden fields."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

RESPONSE = "typeform/form_response.json"


def response(*answers: dict[str, Any], **hidden: str) -> dict[str, Any]:
    """The sample with these answers and hidden fields beside an address."""
    body = sample(RESPONSE)
    address = {"type": "email", "email": "a@firm.example", "field": {"id": "tf03", "type": "email"}}
    body["form_response"] |= {"answers": [address, *answers], "hidden": hidden}
    return body


def answer(kind: str, value: Any, title: str) -> dict[str, Any]:
    return {"type": kind, kind: value, "field": {"id": "x", "type": kind, "ref": title}}


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(RESPONSE)

    assert result.records == (
        record(
            external_id="a3a12ec67a1365927098a606107fac15",
            occurred_at="2026-11-16T10:03:41Z",
            email="oliver.grant@kestrel-labs.example",
            phone="+442079460188",
            first_name="Oliver",
            last_name="Grant",
            company="Kestrel Labs",
            domain="kestrel-labs.example",
            country="GB",
            campaign="q4-security",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("typeform:a3a12ec67a1365927098a606107fac15",)


def test_a_body_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(RESPONSE, body=body_of(RESPONSE).replace(b"oliver.grant", b"oliver.grand"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_partial_response_is_acknowledged_and_the_whole_one_is_the_lead() -> None:
    partial = read("typeform", sample(RESPONSE) | {"event_type": "form_response_partial"})
    whole = read("typeform", sample(RESPONSE))

    assert (partial.disposition, partial.leads) == (Disposition.IGNORE, ())
    assert [lead.event_id for lead in whole.leads] == ["a3a12ec67a1365927098a606107fac15"]


def test_hidden_fields_say_what_nobody_was_asked_and_an_answer_outweighs_them() -> None:
    body = response(
        answer("text", "Firm Ltd", "company"), company="Other", utm_campaign="spring", utm_source="ads", plan="pro"
    )

    (lead,) = read("typeform", body).leads

    assert (lead.company, lead.campaign) == ("Firm Ltd", "spring")
    assert (lead.attributes["utm_source"], lead.attributes["plan"]) == ("ads", "pro")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (answer("choice", {"id": "c", "label": "Blue"}, "colour"), "Blue"),
        (answer("choice", {"id": "c", "other": "Teal"}, "colour"), "Teal"),
        (answer("choices", {"ids": ["c", "d"], "labels": ["Blue", "Red"]}, "colour"), "Blue, Red"),
        (answer("number", 4, "colour"), "4"),
        (answer("boolean", False, "colour"), False),
        (answer("payment", {"amount": "1", "name": "Ann"}, "colour"), None),
    ],
)
def test_an_answer_of_any_type_is_kept_as_people_would_say_it(given: dict[str, Any], kept: Any) -> None:
    (lead,) = read("typeform", response(given)).leads

    assert lead.attributes.get("colour") == kept


def test_a_no_is_a_no() -> None:
    (lead,) = read("typeform", response(answer("boolean", False, "consent"))).leads

    assert lead.consent is not None
    assert lead.consent.given is False


def test_a_number_is_known_by_its_type_where_nothing_else_tells() -> None:
    question = {"type": "phone_number", "phone_number": "+442079460700", "field": {"id": "q9", "type": "phone_number"}}

    (lead,) = read("typeform", response(question)).leads

    assert (lead.phone, lead.occurred_at) == ("+442079460700", datetime(2026, 11, 16, 10, 3, 41, tzinfo=UTC))


def test_a_body_without_a_response_is_refused() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("typeform", {"event_type": "form_response"})

    assert refusal.value.field == "form_response"
