"""WPForms: keys that the author chose, as JSON or as a form."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import posted, read

from lead_intake.domain.errors import NoReach
from lead_intake.domain.parsed import Disposition

FIELDS = {
    "form_id": "12",
    "entry_id": "345",
    "form_name": "Demo",
    "name": "Ann Lee",
    "email": "ann.lee@firm.example",
    "phone": "+442079460700",
    "company": "Firm Ltd",
    "job-title": "Buyer",
    "page_url": "https://firm.example/demo?utm_campaign=spring",
    "seats": "12",
}


@pytest.mark.parametrize("as_form", [True, False])
def test_named_fields_are_a_lead_however_they_are_sent(as_form: bool) -> None:
    parsed = posted("wpforms", FIELDS) if as_form else read("wpforms", FIELDS)

    (lead,) = parsed.leads
    assert parsed.disposition is Disposition.ACCEPT
    assert (lead.first_name, lead.last_name, lead.email) == ("Ann", "Lee", "ann.lee@firm.example")
    assert (lead.phone, lead.company, lead.job_title) == ("+442079460700", "Firm Ltd", "Buyer")
    assert (lead.campaign, lead.domain) == ("spring", "firm.example")
    assert (lead.external_id, lead.event_id, lead.alias) == ("345", "12:345", None)
    assert (lead.attributes["form_name"], lead.attributes["seats"]) == ("Demo", "12")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": {"first": "Ann", "last": "Lee"}, "email": {"primary": "a@firm.example"}},
        {"fields": {"0": {"name": "Name", "value": "Ann Lee"}, "1": {"name": "E-mail", "value": "a@firm.example"}}},
        {"Name (First)": "Ann", "Name (Last)": "Lee", "Email (Work)": "a@firm.example"},
    ],
)
def test_fields_that_come_in_parts_or_with_their_labels_are_known(fields: dict[str, Any]) -> None:
    (lead,) = read("wpforms", fields).leads

    assert (lead.first_name, lead.last_name, lead.email) == ("Ann", "Lee", "a@firm.example")


def test_an_instant_is_believed_and_a_day_as_the_site_writes_it_stays_an_attribute() -> None:
    (told,) = read("wpforms", FIELDS | {"submitted_at": "2026-11-16T12:00:00+01:00"}).leads
    (vague,) = read("wpforms", FIELDS | {"submitted_at": "November 16, 2026"}).leads

    assert told.occurred_at == datetime(2026, 11, 16, 11, tzinfo=UTC)
    assert (vague.occurred_at, vague.attributes["occurred_at_raw"], vague.flags) == (None, "November 16, 2026", ())


@pytest.mark.parametrize("status", ["partial", "abandoned"])
def test_an_entry_that_nobody_sent_is_acknowledged(status: str) -> None:
    parsed = read("wpforms", FIELDS | {"status": status})

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


def test_a_form_without_any_way_to_answer_is_refused() -> None:
    parsed = read("wpforms", {"name": "Ann"})

    assert (parsed.disposition, parsed.leads) == (Disposition.REJECT_INVALID, ())
    assert [one.error for one in parsed.refused] == [NoReach.__name__]


def test_without_ids_the_key_beside_the_body_tells_a_repeat() -> None:
    (lead,) = read("wpforms", {"email": "a@firm.example"}, key="website:k1").leads

    assert lead.event_id == "website:k1"
