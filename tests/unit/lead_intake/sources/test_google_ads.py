"""Google Ads: lead forms, whose key lies in the body."""

from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.domain.parsed import Disposition

FORM = "google_ads/lead_form.json"


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(FORM)

    assert result.records == (
        record(
            external_id="Cj0KCQiA-9f0c1b7e2d-live",
            occurred_at="2026-11-16T07:45:30Z",
            email="elena.marchetti@solaris-energia.example",
            phone="+442079460555",
            first_name="Elena",
            last_name="Marchetti",
            company="Solaris Energia",
            domain="solaris-energia.example",
            job_title="Facilities Manager",
            country="IT",
            campaign="21476883001",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("google-ads:Cj0KCQiA-9f0c1b7e2d-live",)


def test_a_body_with_another_key_is_rejected() -> None:
    result = checked(FORM, body=body_of(FORM).replace(b"google-key-7fQ2", b"google-key-7fQ3"))

    assert (result.disposition, result.records) == ("reject_auth", ())


@pytest.mark.parametrize("said", [True, "true", 1])
def test_a_test_lead_is_kept_as_one(said: Any) -> None:
    parsed = read("google_ads", sample(FORM) | {"is_test": said})

    assert (parsed.disposition, parsed.leads[0].is_test) == (Disposition.ACCEPT_TEST, True)


def test_the_key_is_kept_nowhere() -> None:
    (lead,) = read("google_ads", sample(FORM)).leads

    assert "sample-google-key-7fQ2" not in lead.attributes.values()


def test_without_the_instant_of_older_versions_the_lead_counts_from_its_arrival() -> None:
    body = {name: value for name, value in sample(FORM).items() if name != "lead_submit_time"}

    (lead,) = read("google_ads", body).leads

    assert lead.occurred_at is None
    assert lead.received_at is not None


def test_a_long_id_keeps_every_digit() -> None:
    (lead,) = read("google_ads", sample(FORM) | {"form_id": 2**62 + 1}).leads

    assert lead.attributes["form_id"] == 4611686018427387905
