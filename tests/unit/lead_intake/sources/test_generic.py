"""The generic path: bodies of systems that nobody here has seen become leads by what their fields mean."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.sources.strangers import MEMBERS, STRANGERS, Stranger
from tests.unit.lead_intake.test_sources import NOW

from lead_intake.adapters.sources import generic
from lead_intake.application.interpret import interpret
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import IntakeError
from lead_intake.domain.lead import Lead
from lead_intake.domain.parsed import Parsed


def read(body: Any, content_type: str = "application/json", **headers: str) -> Parsed:
    raw = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    delivery = Delivery("stranger", "generic", raw, NOW, headers={"content-type": content_type, **names})
    return interpret(delivery, {"generic": generic.parse}, 1 << 20)


def said(lead: Lead) -> dict[str, Any]:
    return {name: value for name in MEMBERS if (value := getattr(lead, name)) is not None}


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda one: one.name)
def test_a_body_that_nobody_has_seen_becomes_what_a_careful_person_would_make_of_it(stranger: Stranger) -> None:
    parsed = read(stranger.body, stranger.content_type)

    assert [said(lead) for lead in parsed.leads] == stranger.wanted
    assert parsed.disposition.value == stranger.disposition
    if stranger.attributes is not None:
        kept = dict(parsed.leads[0].attributes)
        assert {name: kept.get(name) for name in stranger.attributes} == stranger.attributes
