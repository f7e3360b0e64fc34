"""LinkedIn: notices of what was done with a lead, and lead form responses with their form."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample
from tests.unit.lead_intake.world import driver, hooked

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Disposition

RESPONSE = "linkedin/lead_form_response.json"
NOTICE = "linkedin/webhook_lead_action.json"
URN = "urn:li:leadGenFormResponse:7f3c1f0e-55aa-4d1f-8b7a-000000000001-4"


def test_the_sample_of_a_response_becomes_its_canonical_record() -> None:
    result = checked(RESPONSE, "linkedin")

    assert result.records == (
        record(
            external_id="7f3c1f0e-55aa-4d1f-8b7a-000000000001-4",
            occurred_at="2026-11-16T09:11:40.123000Z",
            email="s.koehler@alpenbau.example",
            first_name="Sabine",
            last_name="Köhler",
            company="Alpenbau AG",
            domain="alpenbau.example",
            job_title="CFO",
            country="AT",
            campaign="CFO eBook DACH",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (f"linkedin:{URN}",)


def test_the_sample_of_a_notice_waits_for_enrichment_under_the_key_of_its_response() -> None:
    result = checked(NOTICE)

    assert result.disposition == "needs_enrichment"
    assert result.records == (record(external_id=URN, occurred_at="2026-11-16T09:11:41Z"),)
    assert result.idempotency_keys == checked(RESPONSE, "linkedin").idempotency_keys


def test_a_notice_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(NOTICE, body=body_of(NOTICE).replace(b"CREATED", b"DELETED"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_deleted_lead_suppresses_its_person() -> None:
    parsed = read("linkedin", sample(NOTICE) | {"leadAction": "DELETED"})

    assert (parsed.disposition, parsed.leads) == (Disposition.SUPPRESS, ())
    (said,) = parsed.suppressions
    assert (said.person, said.reason_code) == (Person(external_id=URN), "erasure")
    assert said.occurred_at == datetime(2026, 11, 16, 9, 11, 41, tzinfo=UTC)


def test_a_deletion_finds_the_lead_that_came_from_its_response() -> None:
    worker = driver()
    worker.feed(hooked("linkedin", body_of(RESPONSE)))
    worker.feed(hooked("linkedin", body_of(NOTICE).replace(b"CREATED", b"DELETED")))

    received, linked, suppressed = worker.outputs
    assert linked.to == received.lead_id
    assert suppressed.lead_id == linked.from_


def test_another_action_is_acknowledged() -> None:
    parsed = read("linkedin", sample(NOTICE) | {"leadAction": "VIEWED"})

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


def test_seconds_are_read_as_well_as_milliseconds() -> None:
    (named,) = read("linkedin", sample(NOTICE) | {"occurredAt": 1794820301}).leads

    assert named.occurred_at == datetime(2026, 11, 16, 9, 11, 41, tzinfo=UTC)


def test_a_test_lead_is_kept_as_one() -> None:
    parsed = read("linkedin", sample(RESPONSE) | {"testLead": True})

    assert (parsed.disposition, parsed.leads[0].is_test) == (Disposition.ACCEPT_TEST, True)


@pytest.mark.parametrize(
    ("boxes", "given"),
    [
        ([{"consentId": 1, "accepted": True}], True),
        ([{"consentId": 1, "accepted": True}, {"consentId": 2, "accepted": False}], False),
        ([], None),
    ],
)
def test_consent_is_given_where_every_box_was_ticked(boxes: list[dict[str, Any]], given: bool | None) -> None:
    body = sample(RESPONSE)
    body["formResponse"]["consentResponses"] = boxes

    (lead,) = read("linkedin", body).leads

    assert (lead.consent.given if lead.consent else None) is given


def test_without_its_form_a_response_is_known_by_its_address() -> None:
    body = sample(RESPONSE)
    del body["form"], body["leadMetadataInfo"]

    (lead,) = read("linkedin", body).leads

    assert (lead.email, lead.first_name, lead.campaign) == ("s.koehler@alpenbau.example", None, "367378525")
    assert lead.attributes["unnamed_4"] == "Alpenbau AG"


def test_hidden_fields_of_the_form_and_its_own_questions_are_carried() -> None:
    body = sample(RESPONSE)
    body["form"]["hiddenFields"] = [{"name": "utm_campaign", "value": "dach-q4"}]
    body["form"]["content"]["questions"].append({"questionId": 7, "name": "Budget"})
    choice = {"questionId": 7, "answerDetails": {"multipleChoiceAnswer": {"options": [3]}}}
    body["formResponse"]["answers"].append(choice)

    (lead,) = read("linkedin", body).leads

    assert (lead.campaign, lead.attributes["budget"], lead.attributes["form_id"]) == ("dach-q4", "3", 3162)


def test_a_page_of_responses_is_read_as_several_and_goes_on_without_its_bad_one() -> None:
    parsed = read("linkedin", {"elements": [sample(RESPONSE), {"id": "no lead"}, sample(RESPONSE) | {"id": "other"}]})

    assert [lead.event_id for lead in parsed.leads] == [URN, "urn:li:leadGenFormResponse:other"]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, WrongShape.__name__)]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"id": "1"}, "formResponse"), ({"type": "LEAD_ACTION", "leadAction": "CREATED"}, "leadGenFormResponse")],
)
def test_what_is_neither_a_notice_nor_a_response_is_refused(body: Any, field: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("linkedin", body)

    assert refusal.value.field == field
