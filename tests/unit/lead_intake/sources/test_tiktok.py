"""TikTok: leads by the batch, with answers or with their ids alone."""

from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

LEAD = "tiktok/webhook_lead.json"


def batch(*entries: dict[str, Any]) -> dict[str, Any]:
    """The sample with these entries in place of its own, each on top of that one."""
    (entry,) = sample(LEAD)["entry"]
    return sample(LEAD) | {"entry": [entry | changes for changes in entries]}


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(LEAD)

    assert result.records == (
        record(
            external_id="7301234567890123457",
            occurred_at="2026-11-16T09:13:20Z",
            email="zoe.jansen@polderfit.example",
            phone="+12025550175",
            first_name="Zoë",
            last_name="Jansen",
            company="Polderfit BV",
            domain="polderfit.example",
            campaign="1789012345678901",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("tiktok:7301234567890123457",)


@pytest.mark.parametrize(("said", "instead"), [("Team", "Teal"), ("Zoë", "Zoé")])
def test_a_body_of_which_one_byte_changed_is_rejected(said: str, instead: str) -> None:
    result = checked(LEAD, body=body_of(LEAD).replace(said.encode(), instead.encode()))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_each_entry_of_a_batch_is_a_lead_and_one_without_reach_waits_beside_the_others() -> None:
    unreachable = [{"field": "name", "value": "Ann Lee"}]

    parsed = read("tiktok", batch({"id": 1}, {"id": 2, "changes": unreachable}, {"id": 3}))

    assert [lead.event_id for lead in parsed.leads] == ["1", "3"]
    assert ([lead.event_id for lead in parsed.beside], parsed.refused) == (["2"], ())


def test_an_entry_without_answers_waits_for_enrichment() -> None:
    parsed = read("tiktok", batch({"changes": []}))

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT
    assert [lead.external_id for lead in parsed.leads] == ["7301234567890123457"]


def test_beside_a_lead_an_entry_without_answers_is_told() -> None:
    parsed = read("tiktok", batch({"id": 1}, {"id": 2, "changes": []}))

    assert [lead.external_id for lead in parsed.leads] == ["1"]
    assert parsed.warnings == ("ids only: the lead has to be fetched",)
    assert parsed.disposition is Disposition.ACCEPT_WITH_WARNINGS


def test_the_forms_own_questions_and_the_ad_are_carried() -> None:
    (lead,) = read("tiktok", sample(LEAD)).leads

    assert lead.attributes["which_plan"] == "Team"
    assert (lead.attributes["lead_source"], lead.attributes["ad_id"]) == ("INSTANT_FORM", 1789012345678903)


@pytest.mark.parametrize("body", [{"object": 2, "entry": [{"id": 1}]}, {"object": 1, "entry": []}])
def test_what_is_not_about_leads_is_acknowledged(body: Any) -> None:
    parsed = read("tiktok", body)

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


def test_what_is_no_notice_is_refused() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("tiktok", {"entry": []})

    assert refusal.value.field == "object"
