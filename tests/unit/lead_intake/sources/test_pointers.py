"""Notifications of unknown systems that say no more than an id."""

import pytest
from tests.unit.lead_intake.sources.reading import read


@pytest.mark.parametrize(
    ("body", "disposition", "person"),
    [
        ({"event": "lead.created", "id": "L-1"}, "needs_enrichment", "L-1"),
        ({"event": "lead.created", "data": {"id": "L-1"}}, "needs_enrichment", "L-1"),
        ({"id": "evt_1", "event": "created", "data": {"object": "lead", "id": "L-1"}}, "needs_enrichment", "L-1"),
        ({"type": "contact.created", "object_id": 1234567890123456789}, "needs_enrichment", "1234567890123456789"),
        ({"action": "create", "entity": "lead", "entityId": "77"}, "needs_enrichment", "77"),
        ({"resourceType": "Lead", "resourceId": "5", "changeType": "created"}, "needs_enrichment", "5"),
        ({"lead_id": "77", "form_id": "3", "created_time": 1794820031}, "needs_enrichment", "77"),
        ({"event": "contact.updated", "id": "5"}, "update_only", "5"),
        ({"event": "contact.erased", "id": "5"}, "suppress", "5"),
    ],
)
def test_an_event_of_ids_alone_names_whom_it_is_about(body: dict[str, object], disposition: str, person: str) -> None:
    parsed = read("generic", body)

    assert parsed.disposition == disposition
    assert [lead.external_id for lead in parsed.leads] == [person]


@pytest.mark.parametrize(
    "body",
    [
        {"event": "lead.note.created", "id": "7"},
        {"event": "invoice.created", "id": "7"},
        {"event": "customer.subscription.created", "data": {"id": "7"}},
        {"event": "lead.created", "id": True},
        {"event": "lead.created", "id": {"a": 1}},
    ],
)
def test_the_id_of_something_else_is_fetched_by_nobody(body: dict[str, object]) -> None:
    assert read("generic", body).disposition not in ("needs_enrichment", "suppress")


@pytest.mark.parametrize("said", [{"name": "Ann Lee"}, {"email": "no address"}])
def test_somebody_who_left_no_address_waits_where_their_system_names_them_again_by_an_id(said: dict[str, str]) -> None:
    parsed = read("generic", {"lead_id": "7", **said})

    assert (parsed.disposition, [lead.external_id for lead in parsed.touches]) == ("needs_enrichment", ["7"])
    assert parsed.refused == ()


@pytest.mark.parametrize("said", [{"name": "Ann Lee"}, {"email": "no address", "company": "Firm"}])
def test_somebody_who_left_no_address_and_whom_no_id_names_is_refused(said: dict[str, str]) -> None:
    parsed = read("generic", said)

    assert (parsed.disposition, parsed.touches, len(parsed.refused)) == ("reject_invalid", (), 1)
