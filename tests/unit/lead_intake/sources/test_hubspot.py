"""HubSpot: contacts, form submissions, notifications of every kind, and what reps logged."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import NOW, read, record, sample
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.events import LeadActivity, LeadLinked, LeadReceived, LeadSuppressed
from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition, Parsed

WORKFLOW, NOTICES = "hubspot/workflow_contact.json", "hubspot/webhook_v3_contact_creation.json"
FORM = "hubspot/forms_v3_submission.json"
MAYA = record(
    occurred_at="2026-11-16T09:02:03.412000Z",
    email="maya.lindqvist@nordfrakt.example",
    phone="+46846500412",
    first_name="Maya",
    last_name="Lindqvist",
    company="Nordfrakt AB",
    domain="nordfrakt.example",
    job_title="Head of Logistics IT",
    country="SE",
    campaign="wms-nordics-q4",
)
AT = 1794819723412
INSTANT = datetime(2026, 11, 16, 9, 2, 3, 412000, UTC)
CONNECTED = "f240bbac-87c9-4f6e-bf70-924b57d47db7"


def notice(kind: str, **changes: Any) -> dict[str, Any]:
    event = {"eventId": 1, "subscriptionId": 7, "portalId": 20, "objectId": 401, "occurredAt": AT, "attemptNumber": 0}
    return event | {"subscriptionType": kind} | changes


def engagement(kind: str, *contacts: int, metadata: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    inner = {"id": 29090716, "portalId": 20, "type": kind, "timestamp": AT, "createdAt": AT, "ownerId": 70} | changes
    return {"engagement": inner, "associations": {"contactIds": list(contacts)}, "metadata": metadata or {}}


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str, str | None, bool]]:
    return [
        (one.person.external_id or one.person.email, one.kind, one.direction, one.outcome, one.automated)
        for one in parsed.activities
    ]


def test_the_contact_of_a_workflow_becomes_its_canonical_record() -> None:
    result = checked(WORKFLOW)

    assert result.records == (MAYA | {"external_id": "401"},)
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("hubspot:401:b7d1e6b0-43fd-4a29-8dfc-0c2f7e2d9c11",)


def test_a_form_submission_becomes_its_canonical_record_without_an_id() -> None:
    result = checked(FORM, "hubspot")

    assert result.records == (MAYA,)
    assert (result.disposition, result.warnings) == ("accept", ())
    assert [key.rpartition(":")[0][:15] for key in result.idempotency_keys] == ["hubspot:sha256:"]


def test_a_notification_has_ids_only_and_is_known_by_all_that_tells_it_apart() -> None:
    result = checked(NOTICES)

    said = record(
        external_id="65059681032",
        received_at="2026-11-16T09:02:05.120000Z",
        occurred_at="2026-11-16T09:02:03.412000Z",
    )
    assert result.records == (said,)
    assert (result.disposition, result.warnings) == (
        "needs_enrichment",
        ("ids only: the contact has to be fetched",),
    )
    assert result.idempotency_keys == ("hubspot:20411783:2210431:65059681032:contact.creation::1794819723412",)


@pytest.mark.parametrize("name", [WORKFLOW, NOTICES])
def test_a_body_of_which_one_byte_changed_is_rejected(name: str) -> None:
    body = body_of(name)

    result = checked(name, body=body.replace(b"1", b"2", 1))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_form_carries_consent_message_and_where_it_was_sent() -> None:
    (lead,) = read("hubspot", sample(FORM)).leads

    assert lead.consent == Consent(True, "I agree to allow Example Inc. to store and process my personal data.")
    assert lead.message == "We need a warehouse integration before March."
    assert lead.alias is None
    assert dict(lead.attributes) == {
        "utm_source": "google",
        "utm_medium": "cpc",
        "page_name": "Book a demo",
        "wants_communication": True,
    }


def test_a_legitimate_interest_is_no_consent() -> None:
    interest = {"legitimateInterest": {"value": True, "subscriptionTypeId": 9, "legalBasis": "LEAD", "text": "…"}}

    (lead,) = read("hubspot", sample(FORM) | {"legalConsentOptions": interest}).leads

    assert (lead.consent, lead.attributes["legal_basis"]) == (None, "legitimate_interest")


def test_a_form_that_is_sent_twice_is_known_by_the_callers_key() -> None:
    assert [lead.event_id for lead in read("hubspot", sample(FORM), key="site:s-1").leads] == ["site:s-1"]


@pytest.mark.parametrize(
    "body",
    [
        {"hs_object_id": 401, "email": "maya@firm.example", "firstname": "Maya"},
        {"id": "401", "properties": {"email": "maya@firm.example", "firstname": "Maya"}},
        {"vid": 401, "properties": {"email": {"value": "maya@firm.example"}, "firstname": {"value": "Maya"}}},
    ],
)
def test_a_contact_is_read_in_each_shape_that_workflows_post(body: dict[str, Any]) -> None:
    (lead,) = read("hubspot", body).leads

    assert (lead.alias, lead.email, lead.first_name) == ("401", "maya@firm.example", "Maya")


def test_a_contact_that_opted_out_says_so() -> None:
    body = sample(WORKFLOW)
    body["properties"]["hs_email_optout"] = {"value": "true"}

    (lead,) = read("hubspot", body).leads

    assert lead.consent == Consent(False, None)


@pytest.mark.parametrize(
    ("event", "disposition"),
    [
        (notice("contact.creation"), Disposition.NEEDS_ENRICHMENT),
        (notice("object.creation", objectTypeId="0-1"), Disposition.NEEDS_ENRICHMENT),
        (notice("object.creation", objectTypeId="0-136"), Disposition.NEEDS_ENRICHMENT),
        (notice("object.creation", objectTypeId="0-48"), Disposition.NEEDS_ENRICHMENT),
        (notice("conversation.newMessage", messageId="m1"), Disposition.NEEDS_ENRICHMENT),
        (notice("contact.propertyChange", propertyName="lifecyclestage", propertyValue="mql"), Disposition.UPDATE_ONLY),
        (
            notice("object.propertyChange", objectTypeId="0-1", propertyName="city", propertyValue="Oslo"),
            Disposition.UPDATE_ONLY,
        ),
        (
            notice("contact.propertyChange", propertyName="hs_email_optout", propertyValue="false"),
            Disposition.UPDATE_ONLY,
        ),
        (notice("contact.merge", objectId=None, newObjectId=9, primaryObjectId=401), Disposition.UPDATE_ONLY),
        (notice("contact.restore"), Disposition.UPDATE_ONLY),
        (notice("contact.propertyChange", propertyName="hs_email_optout", propertyValue="true"), Disposition.SUPPRESS),
        (notice("contact.privacyDeletion"), Disposition.SUPPRESS),
        (notice("contact.deletion"), Disposition.IGNORE),
        (notice("company.creation"), Disposition.IGNORE),
        (notice("object.creation", objectTypeId="0-3"), Disposition.IGNORE),
        (notice("object.propertyChange", objectTypeId="0-48"), Disposition.IGNORE),
        ([], Disposition.IGNORE),
    ],
)
def test_each_kind_of_notification_has_its_disposition(event: Any, disposition: Disposition) -> None:
    assert read("hubspot", [event] if isinstance(event, dict) else event).disposition is disposition


def test_a_lone_notification_is_read_like_a_batch_of_one() -> None:
    assert read("hubspot", notice("contact.creation")) == read("hubspot", [notice("contact.creation")])


@pytest.mark.parametrize(("origin", "motion"), [("IMPORT", "outbound"), ("FORM", "inbound"), (None, "inbound")])
def test_a_contact_that_was_imported_did_not_come_to_us(origin: str | None, motion: str) -> None:
    (lead,) = read("hubspot", [notice("contact.creation", changeSource=origin)]).leads

    assert lead.motion == motion


def test_an_erasure_and_an_opt_out_name_the_contact_and_the_reason() -> None:
    batch = [
        notice("contact.privacyDeletion", objectId=1),
        notice("contact.propertyChange", objectId=2, propertyName="hs_email_optout", propertyValue="true"),
    ]

    found = read("hubspot", batch).suppressions

    assert [(one.person.external_id, one.reason_code, one.occurred_at) for one in found] == [
        ("1", "erasure", INSTANT),
        ("2", "consent_withdrawn", INSTANT),
    ]


def test_a_batch_of_every_kind_keeps_each_and_refuses_what_names_nobody() -> None:
    batch = [
        notice("contact.creation"),
        notice("contact.privacyDeletion", objectId=2),
        notice("contact.deletion", objectId=3),
        notice("contact.privacyDeletion", objectId=None),
        notice("contact.propertyChange", objectId=4, propertyName="city", propertyValue="Oslo"),
    ]

    parsed = read("hubspot", batch)

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT
    assert [lead.external_id for lead in parsed.leads] == ["401"]
    assert [one.person.external_id for one in parsed.suppressions] == ["2"]
    assert [(one.index, one.error) for one in parsed.refused] == [(3, "WrongShape")]


def test_a_contact_beside_a_notification_is_the_lead_of_the_batch() -> None:
    parsed = read("hubspot", [notice("contact.creation", objectId=9), sample(WORKFLOW)])

    assert [lead.alias for lead in parsed.leads] == ["401"]
    assert parsed.disposition is Disposition.ACCEPT_WITH_WARNINGS


def test_a_reply_and_a_booking_that_a_property_tells_of_are_the_persons_own_doing() -> None:
    batch = [
        notice("contact.propertyChange", propertyName="hs_sales_email_last_replied", propertyValue=str(AT)),
        notice("contact.propertyChange", propertyName="engagements_last_meeting_booked", propertyValue="1799999999000"),
        notice("contact.propertyChange", propertyName="hs_sales_email_last_replied", propertyValue=""),
    ]

    parsed = read("hubspot", batch)

    assert deeds(parsed) == [
        ("401", "email", "in", "replied", False),
        ("401", "meeting", "in", "appointment_booked", False),
    ]
    assert {one.occurred_at for one in parsed.activities} == {INSTANT}


def test_a_call_is_logged_on_its_contact_with_outcome_and_length() -> None:
    call = engagement(
        "CALL", 401, metadata={"status": "COMPLETED", "durationMilliseconds": 90500, "disposition": CONNECTED}
    )

    (activity,) = read("hubspot", call).activities

    assert deeds(read("hubspot", call)) == [("401", "call", "out", "reached", False)]
    assert (activity.duration_seconds, activity.rep_id, activity.event_id) == (90.5, "70", "29090716")
    assert (activity.occurred_at, activity.recorded_at) == (INSTANT, NOW)


def test_a_call_as_an_object_is_read_like_the_engagement() -> None:
    call = {
        "id": "88",
        "properties": {
            "hs_timestamp": "2026-11-16T09:02:03.412Z",
            "hs_call_direction": "INBOUND",
            "hs_call_status": "NO_ANSWER",
            "hs_call_duration": "1000",
        },
        "associations": {"contacts": {"results": [{"id": "401", "type": "call_to_contact"}, {"id": "402"}]}},
    }

    parsed = read("hubspot", call)

    assert deeds(parsed) == [("401", "call", "in", "no_answer", False), ("402", "call", "in", "no_answer", False)]
    assert [one.event_id for one in parsed.activities] == ["88:401", "88:402"]


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        (engagement("EMAIL", 401, metadata={"status": "SENT"}), ("401", "email", "out", None, False)),
        (engagement("EMAIL", 401, source="SEQUENCES"), ("401", "email", "out", None, True)),
        (engagement("EMAIL", 401, source="AUTOMATION_PLATFORM"), ("401", "email", "out", None, True)),
        (engagement("INCOMING_EMAIL", 401), ("401", "email", "in", "replied", False)),
        (
            engagement("INCOMING_EMAIL", metadata={"from": {"email": "Maya@Firm.example"}}),
            ("Maya@firm.example", "email", "in", "replied", False),
        ),
        (
            engagement("EMAIL", metadata={"to": [{"email": "maya@firm.example"}]}),
            ("maya@firm.example", "email", "out", None, False),
        ),
        (
            {
                "hs_object_id": 5,
                "hs_email_direction": "EMAIL",
                "hs_email_to_email": "maya@firm.example",
                "hs_sequence_id": 3,
            },
            ("maya@firm.example", "email", "out", None, True),
        ),
        (
            engagement("MEETING", 401, metadata={"meetingOutcome": "NO_SHOW", "startTime": AT}),
            ("401", "meeting", "out", "no_show", False),
        ),
        (
            engagement(
                "MEETING", 401, source="MEETINGS", metadata={"meetingOutcome": "SCHEDULED", "startTime": 1799999999000}
            ),
            ("401", "meeting", "in", "appointment_booked", False),
        ),
        (
            {
                "id": "5",
                "properties": {"hs_communication_channel_type": "WHATS_APP", "hs_timestamp": AT},
                "associations": {"contacts": {"results": [{"id": "401"}]}},
            },
            ("401", "social", "out", None, False),
        ),
    ],
)
def test_mails_meetings_and_messages_tell_people_from_machines(body: dict[str, Any], deed: tuple[Any, ...]) -> None:
    assert deeds(read("hubspot", body)) == [deed]


def test_a_meeting_that_was_held_lasts_from_its_start_to_its_end() -> None:
    held = engagement(
        "MEETING", 401, metadata={"meetingOutcome": "COMPLETED", "startTime": AT, "endTime": AT + 1_800_000}
    )

    (activity,) = read("hubspot", held).activities

    assert (activity.outcome, activity.duration_seconds, activity.occurred_at) == ("held", 1800.0, INSTANT)


@pytest.mark.parametrize(
    "body",
    [
        engagement("CALL", 401, metadata={"status": "RINGING"}),
        engagement("EMAIL", 401, metadata={"status": "SCHEDULED"}),
        engagement("MEETING", 401, metadata={"meetingOutcome": "CANCELED"}),
        engagement("NOTE", 401),
        engagement("TASK", 401),
    ],
)
def test_what_is_not_done_or_reaches_nobody_is_acknowledged(body: dict[str, Any]) -> None:
    parsed = read("hubspot", body)

    assert (parsed.disposition, parsed.activities) == (Disposition.IGNORE, ())


def test_an_activity_of_nobody_is_refused_by_name() -> None:
    with pytest.raises(NobodyNamed):
        read("hubspot", engagement("CALL", metadata={"status": "COMPLETED"}))


def test_a_shared_mailbox_names_nobody() -> None:
    with pytest.raises(NobodyNamed):
        read("hubspot", engagement("EMAIL", metadata={"to": [{"email": "info@firm.example"}]}))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "properties"),
        ([1], None),
        ({"properties": "x"}, "properties"),
        (notice("contact.creation", objectId=None), "objectId"),
    ],
)
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("hubspot", body)

    assert refusal.value.field == field


def test_the_worker_puts_a_call_and_an_erasure_on_the_lead_that_the_contact_is() -> None:
    worker = driver()
    call = engagement("CALL", 401, metadata={"status": "COMPLETED"})

    worker.feed(hooked("hubspot", body_of(WORKFLOW)))
    worker.feed(hooked("hubspot", json.dumps([call, notice("contact.privacyDeletion")]).encode()))

    events = {type(event): event for event in worker.outputs}
    link = events[LeadLinked]
    assert isinstance(link, LeadLinked)
    assert link.to == events[LeadReceived].key()
    assert {events[LeadActivity].key(), events[LeadSuppressed].key()} == {link.from_}
    assert worker.dead_letters == []


def test_a_record_says_where_somebody_is_and_what_they_speak() -> None:
    place = {"country": "DE", "state": "Bayern", "zip": "80331", "hs_language": "de"}
    body = {"objectId": 7, "properties": {"email": "ann@acme.example", **place}}

    (lead,) = read("hubspot", body).leads

    assert {"region": "Bayern", "postal_code": "80331", "language": "de"}.items() <= lead.attributes.items()
