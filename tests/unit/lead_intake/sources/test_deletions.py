"""One rule for every source: what is deleted there is tidied away, unless it says that the person asked for it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from tests.unit.lead_intake.sources import (
    test_close,
    test_drift,
    test_hubspot,
    test_intercom,
    test_mautic,
    test_pipedrive,
    test_salesforce,
)
from tests.unit.lead_intake.sources.reading import read

from lead_intake.domain.parsed import Disposition


class Told(NamedTuple):
    source: str
    body: Any
    headers: Mapping[str, str] | None = None


TIDIED_AWAY = (
    Told("hubspot", [test_hubspot.notice("contact.deletion")]),
    Told("hubspot", [test_hubspot.notice("object.deletion", objectTypeId="0-1")]),
    Told("salesforce", test_salesforce.change("DELETE")),
    Told("salesforce", test_salesforce.change("GAP_DELETE", entity="Contact")),
    Told("pipedrive", test_pipedrive.event("person", "delete", None, test_pipedrive.PERSON)),
    Told("close", test_close.event("contact", "deleted", None)),
    Told("close", test_close.event("lead", "deleted", None)),
    Told("mautic", test_mautic.event("lead_post_delete")),
    Told("intercom", test_intercom.told("contact.deleted")),
    Told("intercom", test_intercom.told("contact.archived")),
    Told("drift", test_drift.event("contact_deleted", {"id": 7})),
    Told("marketo", {"event": "lead.deleted", "email": "ann@firm.example"}),
    Told("outreach", {"data": {"type": "prospect", "id": 7}, "meta": {"eventName": "prospect.destroyed"}}),
    Told("salesloft", {"id": 7, "email_address": "ann@firm.example"}, {"x-salesloft-event": "person_deleted"}),
    Told("generic", {"event": "contact.deleted", "contact": {"id": "7", "email": "ann@firm.example"}}),
    Told("zapier", {"event": "contact.deleted", "email": "ann@firm.example"}),
)
ASKED_FOR = (
    Told("hubspot", [test_hubspot.notice("contact.privacyDeletion")]),
    Told("hubspot", [test_hubspot.notice("object.privacyDeletion", objectTypeId="0-1")]),
    Told(
        "linkedin",
        {"type": "LEAD_ACTION", "leadAction": "DELETED", "leadGenFormResponse": "urn:li:leadGenFormResponse:7"},
    ),
    Told("segment", {"type": "delete", "userId": "7", "messageId": "m"}),
    Told("rudderstack", {"type": "delete", "userId": "7", "messageId": "m"}),
    Told("generic", {"event": "contact.gdpr_deleted", "contact": {"id": "7", "email": "ann@firm.example"}}),
    Told("zapier", {"event": "contact.privacyDeletion", "email": "ann@firm.example"}),
)


def _name(told: Told) -> str:
    return told.source


@pytest.mark.parametrize("told", TIDIED_AWAY, ids=_name)
def test_what_was_tidied_away_at_its_source_changes_nothing_here(told: Told) -> None:
    parsed = read(told.source, told.body, headers=told.headers)

    assert (parsed.disposition, parsed.leads, parsed.suppressions) == (Disposition.IGNORE, (), ())
    assert parsed.warnings == ("deleted at the source: nothing changes here, since no erasure was asked for",)


@pytest.mark.parametrize("told", ASKED_FOR, ids=_name)
def test_an_erasure_that_the_person_asked_for_suppresses(told: Told) -> None:
    parsed = read(told.source, told.body, headers=told.headers)

    assert parsed.disposition is Disposition.SUPPRESS
    assert [one.reason_code for one in parsed.suppressions] == ["erasure"]
