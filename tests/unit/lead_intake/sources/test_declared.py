"""What a strange system declares of somebody, and what only looks like it."""

from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import read

ADDRESS = {"email": "ann@gmail.com"}


@pytest.mark.parametrize(
    "guessed",
    [
        {"geoip": {"country": "DE"}},
        {"geo": {"country_code": "DE"}},
        {"context": {"ip": {"country": "DE"}}},
        {"Country (by IP)": "DE"},
    ],
)
def test_a_country_that_was_guessed_from_a_network_address_was_declared_by_nobody(guessed: dict[str, Any]) -> None:
    (guess,) = read("generic", ADDRESS | guessed).leads
    (both,) = read("generic", ADDRESS | guessed | {"country": "Austria"}).leads

    assert (guess.country, both.country) == (None, "AT")


@pytest.mark.parametrize("called", ["name", "title"])
@pytest.mark.parametrize("holder", ["organisation", "organization"])
def test_the_title_of_an_organisation_is_its_name_and_nobodys_job(holder: str, called: str) -> None:
    (lead,) = read("generic", {"contact": ADDRESS, holder: {called: "Lee Ltd", "url": "https://www.lee.example"}}).leads

    assert (lead.company, lead.domain, lead.job_title) == ("Lee Ltd", "lee.example", None)


@pytest.mark.parametrize("holder", ["attributes", "fields", "properties"])
def test_an_id_beside_the_attributes_is_that_of_whom_they_describe(holder: str) -> None:
    (lead,) = read("generic", {"data": {"type": "profile", "id": "01H", holder: ADDRESS}}).leads

    assert (lead.external_id, lead.email) == ("01H", "ann@gmail.com")


@pytest.mark.parametrize(
    ("change", "disposition"),
    [
        ({"event": "consent.updated", "consent": False}, "suppress"),
        ({"event": "preferences_changed", "marketing_consent": "no"}, "suppress"),
        ({"event": "contact.updated", "opt_out": True}, "suppress"),
        ({"event": "contact.updated", "opt_out": False}, "update_only"),
        ({"event": "consent.updated", "consent": True}, "update_only"),
        ({"event": "contact.updated", "consent": False}, "update_only"),
    ],
)
def test_a_change_of_a_consent_to_no_suppresses(change: dict[str, Any], disposition: str) -> None:
    parsed = read("generic", ADDRESS | change)

    assert parsed.disposition == disposition
    assert [one.reason_code for one in parsed.suppressions] == ["consent_withdrawn"] * (disposition == "suppress")
