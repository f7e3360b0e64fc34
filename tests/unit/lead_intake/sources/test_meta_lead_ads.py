"""Meta Lead Ads: notices by the batch, and leads as the Graph API gives them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

LEAD = "meta_lead_ads/graph_lead.json"
NOTICE = "meta_lead_ads/webhook_leadgen.json"


def lead(*fields: tuple[str, str], **changes: Any) -> dict[str, Any]:
    """The sample with other answers."""
    return sample(LEAD) | {"field_data": [{"name": name, "values": [value]} for name, value in fields]} | changes


def notices(*values: Any, field: str = "leadgen") -> dict[str, Any]:
    return {"object": "page", "entry": [{"id": "1", "changes": [{"field": field, "value": value}]} for value in values]}


def test_the_sample_of_a_lead_becomes_its_canonical_record() -> None:
    result = checked(LEAD, "meta-lead-ads")

    assert result.records == (
        record(
            external_id="1203847561029384",
            occurred_at="2026-11-16T09:10:38Z",
            email="jonas.weber@weber-spedition.example",
            phone="+493023125042",
            first_name="Jonas",
            last_name="Weber",
            company="Weber Spedition GmbH",
            domain="weber-spedition.example",
            job_title="Geschäftsführer",
            country="DE",
            campaign="Fleet telematics EU",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("meta-lead-ads:1203847561029384",)


def test_the_sample_of_a_notice_waits_for_enrichment() -> None:
    result = checked(NOTICE)

    assert result.disposition == "needs_enrichment"
    assert result.records == (record(external_id="1203847561029384", occurred_at="2026-11-16T09:10:38Z"),)
    assert result.idempotency_keys == ("meta-lead-ads:1203847561029384",)


def test_a_notice_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(NOTICE, body=body_of(NOTICE).replace(b"1203847561029384", b"1203847561029385"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_every_lead_of_a_batch_of_notices_is_named_whether_its_id_is_text_or_a_number() -> None:
    parsed = read(
        "meta_lead_ads",
        notices({"leadgen_id": "17", "created_time": 1794820238}, {"leadgen_id": 18, "created_time": 1794820239}),
    )

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT
    assert [named.external_id for named in parsed.leads] == ["17", "18"]
    assert parsed.leads[0].occurred_at == datetime(2026, 11, 16, 9, 10, 38, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        notices({"item": "post"}, field="feed"),
        notices({"leadgen_id": "17"}, field="leadgen_update"),
        notices({"leadgen_id": "444444444444", "created_time": 1794820238}),
        {"object": "page", "entry": []},
    ],
)
def test_notices_about_something_else_and_the_dashboards_sample_are_acknowledged(body: Any) -> None:
    parsed = read("meta_lead_ads", body)

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


@pytest.mark.parametrize(
    "fields",
    [
        (("full_name", "<test lead: dummy data for full_name>"), ("email", "a@firm.example")),
        (("email", "test@fb.com"), ("full_name", "Ann Lee")),
        (("which_plan?", "<test lead: dummy data for which_plan?>"), ("email", "a@firm.example")),
    ],
)
def test_a_lead_of_metas_testing_tool_is_kept_as_a_test(fields: tuple[tuple[str, str], ...]) -> None:
    parsed = read("meta_lead_ads", lead(*fields))

    assert parsed.disposition is Disposition.ACCEPT_TEST
    assert [(one.is_test, "dummy" in str(one.attributes)) for one in parsed.leads] == [(True, False)]


def test_the_address_and_the_number_at_work_come_before_the_private_ones() -> None:
    fields = ("email", "a@home.example"), ("work_email", "a@firm.example"), ("phone_number", "+442079460700")

    (found,) = read("meta_lead_ads", lead(*fields, ("work_phone_number", "+442079460701"))).leads

    assert (found.email, found.phone) == ("a@firm.example", "+442079460701")
    assert (found.attributes["other_email"], found.attributes["other_phone"]) == ("a@home.example", "+442079460700")


def test_a_lead_carries_its_ad_its_own_questions_and_its_consent() -> None:
    (found,) = read("meta_lead_ads", sample(LEAD)).leads

    assert found.attributes["how_many_vehicles"] == "51-200"
    assert (found.attributes["form_id"], found.attributes["is_organic"]) == ("998877665544332", False)
    assert found.consent is not None
    assert found.consent.given is True


@pytest.mark.parametrize("unticked", ["", "0", False, None])
def test_one_box_that_was_not_ticked_is_no_consent(unticked: Any) -> None:
    boxes = [{"checkbox_key": "terms", "is_checked": "1"}, {"checkbox_key": "marketing", "is_checked": unticked}]

    (found,) = read("meta_lead_ads", sample(LEAD) | {"custom_disclaimer_responses": boxes}).leads

    assert found.consent is not None
    assert found.consent.given is False


def test_a_page_of_leads_is_read_as_several_and_goes_on_without_its_bad_one() -> None:
    page = [lead(("email", "a@firm.example")), {"id": "no lead"}, lead(("email", "b@firm.example"))]

    parsed = read("meta_lead_ads", {"data": page})

    assert [one.email for one in parsed.leads] == ["a@firm.example", "b@firm.example"]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, WrongShape.__name__)]


def test_the_notice_of_a_lead_and_the_lead_are_one_touch_of_one_person() -> None:
    (found,), (named,) = read("meta_lead_ads", sample(LEAD)).leads, read("meta_lead_ads", sample(NOTICE)).leads

    assert found.event_id == found.alias == "1203847561029384"
    assert named.event_id == named.alias is not None


def test_what_is_neither_a_notice_nor_a_lead_is_refused() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("meta_lead_ads", {"id": "1"})

    assert refusal.value.field == "field_data"
