"""Pipedrive: persons are leads, leads and deals are ids, activities count when they are done or booked."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked, request_of
from tests.unit.lead_intake.sources.reading import read, record, sample

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import check
from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition, Parsed

LEAD = "pipedrive/create_lead_v2.json"
PERSON = {
    "id": 3012,
    "name": "Jonas Vetter",
    "first_name": "Jonas",
    "last_name": "Vetter",
    "emails": [
        {"label": "home", "value": "jonas@home.example", "primary": False},
        {"label": "work", "value": "j.vetter@vantage-optics.example", "primary": True},
    ],
    "phones": [{"label": "work", "value": "+49 30 23125 044", "primary": True}],
    "marketing_status": "no_consent",
    "add_time": "2026-11-16T14:25:20Z",
}
CALL = {
    "id": 88,
    "type": "call",
    "subject": "Follow-up",
    "done": True,
    "duration": "00:12",
    "person_id": 3012,
    "owner_id": 18487521,
    "marked_as_done_time": "2026-11-16 15:00:00",
}


def event(entity: str, action: str, data: Any, previous: Any = None, **meta: Any) -> dict[str, Any]:
    body = sample(LEAD)
    body["meta"] |= {"entity": entity, "action": action, **meta}
    return body | {"data": data, "previous": previous}


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str | None, bool]]:
    return [(one.person.external_id, one.kind, one.outcome, one.automated) for one in parsed.activities]


def test_a_created_lead_has_ids_only() -> None:
    result = checked(LEAD)

    assert result.records == (
        record(external_id="a1f7e9c0-4d15-11ef-9c3a-0f2f3a4b5c6d", occurred_at="2026-11-16T14:25:27Z"),
    )
    assert (result.disposition, result.warnings) == ("needs_enrichment", ("ids only: the person has to be fetched",))
    assert result.idempotency_keys == ("pipedrive:1e0c1a7c-6a2d-4b0f-9a11-000000000001",)


def test_another_password_is_rejected() -> None:
    request = request_of(LEAD)
    forged = request.model_copy(
        update={"headers": request.headers | {"Authorization": "Basic cGlwZWRyaXZlOnNhbXBsZQ=="}}
    )

    result = check(body_of(LEAD), forged, Catalogue({}))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_created_person_is_a_lead_under_the_id_that_activities_name() -> None:
    parsed = read("pipedrive", event("person", "create", PERSON))

    (lead,) = parsed.leads
    assert (lead.email, lead.phone) == ("j.vetter@vantage-optics.example", "+493023125044")
    assert (lead.alias, lead.first_name, lead.last_name) == ("3012", "Jonas", "Vetter")
    assert (lead.occurred_at, lead.consent) == (datetime(2026, 11, 16, 14, 25, 20, tzinfo=UTC), None)
    assert (parsed.disposition, lead.event_id) == (Disposition.ACCEPT, "1e0c1a7c-6a2d-4b0f-9a11-000000000001")


def test_a_person_whom_somebody_entered_by_name_is_known_by_the_id_until_there_is_an_address() -> None:
    parsed = read("pipedrive", event("person", "create", PERSON | {"emails": [], "phones": []}))

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT
    assert [(lead.alias, lead.first_name, lead.flags) for lead in parsed.leads] == [("3012", "Jonas", ("ids_only",))]


def test_marketing_consent_is_carried() -> None:
    leads = [
        read("pipedrive", event("person", "create", PERSON | {"marketing_status": status})).leads[0]
        for status in ("subscribed", "unsubscribed")
    ]

    assert [lead.consent for lead in leads] == [Consent(True, None), Consent(False, None)]


def test_a_deal_is_known_by_the_id_of_its_person_and_not_by_its_own() -> None:
    (lead,) = read("pipedrive", event("deal", "create", {"id": 3012, "person_id": 7, "add_time": None})).leads
    (alone,) = read("pipedrive", event("deal", "create", {"id": 3012, "add_time": None})).leads

    assert (lead.external_id, lead.alias, lead.attributes["person_id"]) == ("3012", "7", 7)
    assert (alone.external_id, alone.alias) == ("3012", None)


UNSUBSCRIBED = PERSON | {"marketing_status": "unsubscribed"}


@pytest.mark.parametrize(
    ("body", "disposition"),
    [
        (event("lead", "create", {"id": "l"}), Disposition.NEEDS_ENRICHMENT),
        (event("deal", "create", {"id": 5}), Disposition.NEEDS_ENRICHMENT),
        (event("lead", "change", {"id": "l"}, {"title": "x"}), Disposition.UPDATE_ONLY),
        (event("deal", "change", {"id": 5}, {"stage_id": 1}), Disposition.UPDATE_ONLY),
        (event("person", "change", PERSON, {"name": "x"}), Disposition.UPDATE_ONLY),
        (event("person", "change", UNSUBSCRIBED, {"name": "x"}), Disposition.UPDATE_ONLY),
        (event("person", "change", UNSUBSCRIBED, {"marketing_status": "subscribed"}), Disposition.SUPPRESS),
        (event("lead", "delete", None, {"id": "l"}), Disposition.IGNORE),
        (event("person", "delete", None, PERSON), Disposition.IGNORE),
        (event("activity", "delete", None, CALL), Disposition.IGNORE),
        (event("organization", "create", {"id": 1}), Disposition.IGNORE),
    ],
)
def test_each_event_has_its_disposition(body: dict[str, Any], disposition: Disposition) -> None:
    assert read("pipedrive", body).disposition is disposition


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        (event("activity", "create", CALL), ("3012", "call", None, False)),
        (event("activity", "change", CALL, {"done": False}), ("3012", "call", None, False)),
        (event("activity", "create", CALL | {"type": "email"}), ("3012", "email", None, False)),
        (event("activity", "create", CALL, change_source="automation"), ("3012", "call", None, True)),
        (event("activity", "create", CALL | {"type": "meeting"}), ("3012", "meeting", "held", False)),
        (
            event("activity", "create", CALL | {"type": "meeting", "done": False}),
            ("3012", "meeting", "appointment_booked", False),
        ),
        (
            event("activity", "create", CALL | {"type": "demo", "done": False}),
            ("3012", "demo", "appointment_booked", False),
        ),
    ],
)
def test_an_activity_counts_when_it_is_done_a_meeting_when_it_is_booked(
    body: dict[str, Any], deed: tuple[Any, ...]
) -> None:
    parsed = read("pipedrive", body)

    assert deeds(parsed) == [deed]
    assert {one.direction for one in parsed.activities} == {"out"}


def test_a_call_says_when_it_was_done_how_long_it_took_and_who_made_it() -> None:
    (activity,) = read("pipedrive", event("activity", "create", CALL)).activities

    assert (activity.occurred_at, activity.duration_seconds) == (datetime(2026, 11, 16, 15, tzinfo=UTC), 720.0)
    assert (activity.rep_id, activity.event_id) == ("18487521", "activity:88:done")


def test_a_booking_is_as_old_as_the_activity_and_takes_no_time_yet() -> None:
    meeting = CALL | {"type": "meeting", "done": False, "add_time": "2026-11-16 14:00:00", "marked_as_done_time": None}

    (activity,) = read("pipedrive", event("activity", "create", meeting)).activities

    assert (activity.occurred_at, activity.duration_seconds) == (datetime(2026, 11, 16, 14, tzinfo=UTC), None)
    assert activity.event_id == "activity:88:booked"


@pytest.mark.parametrize(
    ("duration", "seconds"), [("01:00:05", 3605.0), ("00:00", None), ("soon", None), ("1:2:3:4", None), (None, None)]
)
def test_a_length_is_hours_and_minutes(duration: str | None, seconds: float | None) -> None:
    (activity,) = read("pipedrive", event("activity", "create", CALL | {"duration": duration})).activities

    assert activity.duration_seconds == seconds


def test_every_participant_has_the_activity() -> None:
    guests = [{"person_id": 2, "email_address": "b@firm.example"}]
    body = CALL | {"participants": [{"person_id": 1, "primary": True}, {"person_id": 2}], "attendees": guests}

    found = read("pipedrive", event("activity", "create", body)).activities

    assert [(one.person.external_id, one.person.email, one.event_id) for one in found] == [
        ("1", None, "activity:88:done:1"),
        ("2", "b@firm.example", "activity:88:done:2"),
    ]


def test_a_guest_whom_pipedrive_does_not_know_is_named_by_the_address() -> None:
    guests = [
        {"email_address": "ann@firm.example", "person_id": None},
        {"email_address": "rep@ours.example", "user_id": 18487521, "is_organizer": 1},
    ]
    meeting = CALL | {"type": "meeting", "person_id": None, "attendees": guests}

    found = read("pipedrive", event("activity", "create", meeting)).activities

    assert [one.person.email for one in found] == ["ann@firm.example"]


@pytest.mark.parametrize(
    "body",
    [
        event("activity", "create", CALL | {"done": False}),
        event("activity", "change", CALL, {"subject": "x"}),
        event("activity", "create", CALL | {"type": "deadline"}),
    ],
)
def test_what_is_planned_edited_or_no_contact_is_acknowledged(body: dict[str, Any]) -> None:
    parsed = read("pipedrive", body)

    assert (parsed.disposition, parsed.activities) == (Disposition.IGNORE, ())


def test_an_activity_of_nobody_is_refused_by_name() -> None:
    with pytest.raises(NobodyNamed):
        read("pipedrive", event("activity", "create", CALL | {"person_id": None, "deal_id": 4}))


@pytest.mark.parametrize(("body", "field"), [({}, "meta"), (event("person", "create", None), "data"), ([], None)])
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("pipedrive", body)

    assert refusal.value.field == field
