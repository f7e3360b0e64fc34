"""Gravity Forms: raw entries, whose fields are numbers, and fields that the author selected and named."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import checked
from tests.unit.lead_intake.sources.reading import posted, read, record, sample
from tests.unit.lead_intake.world import SECRETS, SOURCES, driver, hooked

from lead_intake.domain.parsed import Disposition

ENTRY = "gravity_forms/all_fields.json"


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(ENTRY)

    assert result.records == (
        record(
            external_id="1807",
            occurred_at="2026-11-16T16:44:12Z",
            email="rosa.delgado@andesfruit.example",
            phone="+562025550156",  # written in the way of another country than the declared one, which decides
            first_name="Rosa",
            last_name="Delgado",
            company="Andes Fruit Export",
            domain="andesfruit.example",
            job_title="Export Manager",
            country="CL",
            campaign="brand",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("gravity-forms:7:1807",)


def test_the_labels_of_a_configured_source_name_its_fields() -> None:
    source = {"adapter": "gravity_forms", "labels": {"4": "Company", "8.1": "Consent"}, "secrets": ["token-of-forms"]}
    configured = {name: one | {"secrets": [SECRETS[name]]} for name, one in SOURCES.items()}
    worker = driver(sources=configured | {"wordpress": source})

    worker.feed(
        hooked("wordpress", b'{"id": "1", "form_id": "7", "2": "a@firm.example", "4": "Firm", "8.1": "Yes, do"}')
    )

    (received,) = worker.outputs
    assert received.company == "Firm"
    assert (received.consent.given, received.consent.text) == (True, "Yes, do")


def test_without_labels_names_and_places_are_known_by_their_parts_and_ways_to_reach_by_sight() -> None:
    (lead,) = read("gravity_forms", sample(ENTRY)).leads

    assert (lead.first_name, lead.last_name, lead.country) == ("Rosa", "Delgado", "CL")
    assert (lead.email, lead.phone) == ("rosa.delgado@andesfruit.example", "+562025550156")
    assert (lead.company, lead.attributes["field_4"]) == (None, "Andes Fruit Export")


def test_an_address_in_full_is_not_taken_for_a_name() -> None:
    place = {"6.1": "Main St 1", "6.2": "", "6.3": "Leeds", "6.4": "", "6.5": "LS1", "6.6": "United Kingdom"}

    (lead,) = read("gravity_forms", {"id": "1", "2": "a@firm.example"} | place).leads

    assert (lead.first_name, lead.last_name, lead.country) == (None, None, "GB")
    assert (lead.attributes["city"], lead.attributes["postal_code"]) == ("Leeds", "LS1")


def test_fields_that_the_author_selected_are_known_by_their_names() -> None:
    fields = {
        "Prospect Email": "x",
        "email": "a@firm.example",
        "name[first]": "Ann",
        "name[last]": "Lee",
        "entry_id": "9",
    }

    (lead,) = posted("gravity_forms", fields | {"form_id": "7", "date_created": "2026-11-16 16:44:12"}).leads

    assert (lead.email, lead.first_name, lead.last_name) == ("a@firm.example", "Ann", "Lee")
    assert (lead.event_id, lead.occurred_at) == ("7:9", datetime(2026, 11, 16, 16, 44, 12, tzinfo=UTC))


def test_the_same_entry_as_a_form_or_as_json_is_the_same_lead() -> None:
    body: dict[str, Any] = {name: value for name, value in sample(ENTRY).items() if value is not None}

    assert posted("gravity_forms", body) == read("gravity_forms", sample(ENTRY))


def test_a_box_that_was_ticked_is_consent_in_the_words_beside_it() -> None:
    (lead,) = read("gravity_forms", sample(ENTRY), labels={"8.1": "Consent"}).leads

    assert lead.consent is not None
    assert (lead.consent.given, lead.consent.text) == (True, "I agree to the privacy policy")


def test_a_choice_about_consent_that_is_no_box_is_not_taken_for_a_yes() -> None:
    (lead,) = read(
        "gravity_forms", {"2": "a@firm.example", "8": "No thanks, rather not"}, labels={"8": "Consent"}
    ).leads

    assert lead.consent is None
    assert lead.attributes["consent_answer"] == "No thanks, rather not"


def test_a_partial_entry_is_acknowledged_and_makes_no_lead() -> None:
    parsed = read("gravity_forms", sample(ENTRY) | {"status": "partial"})

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("+44 20 7946 0700", True),
        ("020 7946 0700", True),
        ("01/02/2026", False),
        ("2026-11-16", False),
        ("4000000000", False),
    ],
)
def test_only_what_looks_like_a_number_to_call_is_taken_for_one(value: str, seen: bool) -> None:
    (lead,) = read("gravity_forms", {"2": "a@firm.example", "5": value}).leads

    assert bool(lead.phone or lead.phone_raw) is seen


def test_an_entry_of_very_many_fields_takes_no_longer_than_it_must() -> None:
    fields = {f"{number}.3": "x" for number in range(20_000)} | {" " * 20_000 + "(x": "y", "2": "a@firm.example"}

    (lead,) = read("gravity_forms", fields).leads

    assert lead.email == "a@firm.example"
