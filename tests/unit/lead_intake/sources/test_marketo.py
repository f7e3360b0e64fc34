"""Marketo: a template that the customer wrote, as JSON or as a form, with tokens that may not resolve."""

from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import posted, read

from lead_intake.domain.errors import UnreadableBody, WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition

TEMPLATE = {
    "leadId": 318592,
    "Email Address": "nora.keller@alpenwerk.example",
    "First Name": "Nora",
    "Last Name": "Keller",
    "Company Name": "Alpenwerk AG",
    "Job Title": "{{lead.Job Title}}",
    "Phone Number": "+49 30 23125 017",
    "Country": "Germany",
    "programName": "Q4 webinar",
    "Industry": "Machinery",
}


def test_a_template_becomes_a_lead_by_the_meaning_of_its_names() -> None:
    parsed = read("marketo", TEMPLATE)

    (lead,) = parsed.leads
    assert (lead.email, lead.phone, lead.country) == ("nora.keller@alpenwerk.example", "+493023125017", "DE")
    assert (lead.first_name, lead.last_name, lead.company, lead.job_title) == ("Nora", "Keller", "Alpenwerk AG", None)
    assert (lead.alias, lead.campaign, lead.attributes["industry"]) == ("318592", "Q4 webinar", "Machinery")
    assert (parsed.disposition, lead.motion) == (Disposition.ACCEPT, "inbound")


def test_a_form_says_the_same_as_json() -> None:
    form = posted("marketo", {name: str(value) for name, value in TEMPLATE.items()})

    assert form == read("marketo", TEMPLATE)


def test_a_nested_template_is_read_by_the_names_inside() -> None:
    body = {"lead": {"id": 9, "email": "a@firm.example"}, "program": {"campaign": "Launch"}}

    (lead,) = read("marketo", body).leads

    assert (lead.email, lead.alias, lead.campaign) == ("a@firm.example", "9", "Launch")


def test_a_call_is_known_by_person_program_and_day() -> None:
    assert [lead.event_id for lead in read("marketo", TEMPLATE).leads] == ["318592:Q4 webinar:2026-11-16"]


def test_a_token_for_the_event_wins_over_the_day() -> None:
    assert [lead.event_id for lead in read("marketo", TEMPLATE | {"event_id": "e1"}).leads] == ["e1"]


def test_a_date_without_a_zone_is_no_instant() -> None:
    parsed = read("marketo", TEMPLATE | {"submitted_at": "2026-11-16 10:00:00"})

    assert [(lead.occurred_at, lead.flags) for lead in parsed.leads] == [(None, ("occurred_at_unclear",))]


@pytest.mark.parametrize(
    ("said", "disposition"),
    [
        ({"event": "Unsubscribed from Email"}, Disposition.SUPPRESS),
        ({"trigger": "opt-out"}, Disposition.SUPPRESS),
        ({"event_type": "lead.deleted"}, Disposition.IGNORE),
        ({"event": "Data Value Changed"}, Disposition.UPDATE_ONLY),
        ({"event": "Fills Out Form"}, Disposition.ACCEPT),
        ({"is_test": "true"}, Disposition.ACCEPT_TEST),
    ],
)
def test_what_the_template_says_of_its_event_counts(said: dict[str, Any], disposition: Disposition) -> None:
    assert read("marketo", TEMPLATE | said).disposition is disposition


def test_an_unsubscribe_names_the_person() -> None:
    (gone,) = read("marketo", TEMPLATE | {"event": "unsubscribe"}).suppressions

    assert (gone.person.email, gone.person.external_id) == ("nora.keller@alpenwerk.example", "318592")


def test_a_lead_that_is_marked_as_unsubscribed_has_no_consent() -> None:
    (lead,) = read("marketo", TEMPLATE | {"Unsubscribed": "1"}).leads

    assert lead.consent == Consent(False, None)


def test_a_template_that_names_nobody_is_refused() -> None:
    with pytest.raises(WrongShape):
        read("marketo", {"First Name": "Nora", "Email Address": "{{lead.Email Address}}"})
    with pytest.raises(UnreadableBody):
        read("marketo", b"First Name=Nora")
