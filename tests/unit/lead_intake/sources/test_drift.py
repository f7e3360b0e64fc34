"""Drift: a chat's contact is a lead once there is an address; its format is not verified, so names count."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import read

from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

AT = 1794821503000
INSTANT = datetime(2026, 11, 16, 9, 31, 43, tzinfo=UTC)
CONTACT = {
    "id": 16344778575,
    "createdAt": AT,
    "attributes": {"email": "lea@atelier.example", "name": "Lea Roux", "company": "Atelier", "employees": 40},
}


def event(kind: str, data: Any) -> dict[str, Any]:
    return {"orgId": 1, "type": kind, "data": data, "token": "t"}


def message(author: dict[str, Any], **more: Any) -> dict[str, Any]:
    return event("new_message", {"id": 9, "conversationId": 4, "author": author, "createdAt": AT, "body": "Hi", **more})


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str, str | None, bool]]:
    return [(one.person.external_id, one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_an_identified_contact_is_a_lead_by_the_names_of_its_attributes() -> None:
    parsed = read("drift", event("contact_identified", CONTACT))

    (lead,) = parsed.leads
    assert (lead.email, lead.first_name, lead.company) == ("lea@atelier.example", "Lea", "Atelier")
    assert (lead.alias, lead.occurred_at) == ("16344778575", INSTANT)
    assert lead.event_id == f"contact_identified:16344778575:{AT}"
    assert (dict(lead.attributes), parsed.disposition) == ({"company_size": 40}, Disposition.ACCEPT)


@pytest.mark.parametrize(
    ("body", "disposition"),
    [
        (event("new_conversation", {"id": 4, "contactId": 7, "createdAt": AT}), Disposition.NEEDS_ENRICHMENT),
        (event("new_conversation", CONTACT | {"contactId": 7}), Disposition.ACCEPT),
        (event("contact_updated", CONTACT), Disposition.UPDATE_ONLY),
        (event("contact_updated", CONTACT | {"unsubscribed": True}), Disposition.SUPPRESS),
        (event("contact_deleted", {"id": 7}), Disposition.IGNORE),
        (event("button_clicked", {}), Disposition.IGNORE),
        (event("ping", None), Disposition.ACCEPT_TEST),
    ],
)
def test_each_type_has_its_disposition(body: dict[str, Any], disposition: Disposition) -> None:
    assert read("drift", body).disposition is disposition


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        (message({"type": "contact", "id": 7}), ("7", "social", "in", "replied", False)),
        (message({"type": "user", "id": 70}, contactId=7), ("7", "social", "out", None, False)),
        (message({"type": "user", "id": 70, "bot": True}, contactId=7), ("7", "social", "out", None, True)),
        (
            event("new_meeting", {"id": 3, "contactId": 7, "createdAt": AT}),
            ("7", "meeting", "in", "appointment_booked", False),
        ),
    ],
)
def test_messages_and_meetings_are_activities(body: dict[str, Any], deed: tuple[Any, ...]) -> None:
    parsed = read("drift", body)

    assert deeds(parsed) == [deed]
    assert {one.occurred_at for one in parsed.activities} == {INSTANT}


def test_a_message_to_nobody_is_refused_by_name() -> None:
    with pytest.raises(NobodyNamed):
        read("drift", message({"type": "user", "id": 70}))


@pytest.mark.parametrize(("body", "field"), [({}, "type"), (event("contact_identified", None), "data"), ([], None)])
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("drift", body)

    assert refusal.value.field == field
