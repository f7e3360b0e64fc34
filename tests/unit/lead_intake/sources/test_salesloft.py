"""Salesloft: people are outbound leads; what users did with them counts, what cadences send answers nobody."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.sources.reading import read
from tests.unit.lead_intake.world import SECRETS, SOURCES, FakeLog

from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

PERSON: dict[str, Any] = {
    "id": 436664215,
    "created_at": "2026-11-16T09:07:04.176528-05:00",
    "updated_at": "2026-11-16T09:07:16.193200-05:00",
    "email_address": "ines.ferreira@porto-textil.example",
    "phone": "+12025550133",
    "first_name": "Inês",
    "last_name": "Ferreira",
    "title": "Buyer",
    "person_company_name": "Porto Têxtil",
    "person_company_website": "https://www.porto-textil.example/",
    "person_company_industry": "Textiles",
    "country": "Portugal",
    "city": "Porto",
    "tags": ["icp-b", "trade show"],
    "do_not_contact": False,
}
EMAIL: dict[str, Any] = {
    "id": 5,
    "recipient": {"id": 436664215},
    "recipient_email_address": "ines.ferreira@porto-textil.example",
    "sent_at": "2026-11-16T15:00:00-01:00",
    "updated_at": "2026-11-16T17:30:00Z",
    "status": "sent",
    "user": {"id": 49067},
    "counts": {"replies": 0},
}
CALL: dict[str, Any] = {
    "id": 6,
    "called_person": {"id": 436664215},
    "created_at": "2026-11-16T16:00:00Z",
    "user": {"id": 49067},
}
MEETING: dict[str, Any] = {
    "id": 8,
    "person": {"id": 436664215},
    "recipient_email": "ines.ferreira@porto-textil.example",
    "created_at": "2026-11-16T16:00:00Z",
    "updated_at": "2026-11-16T17:00:00Z",
}


def told(event: str, body: dict[str, Any], **changes: Any) -> Parsed:
    return read("salesloft", body | changes, headers={"x-salesloft-event": event})


def deeds(parsed: Parsed) -> list[tuple[str, str, str | None, bool]]:
    return [(one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_a_new_person_is_an_outbound_lead() -> None:
    parsed = told("person_created", PERSON)

    (lead,) = parsed.leads
    assert parsed.disposition is Disposition.ACCEPT
    assert (lead.motion, lead.email, lead.phone, lead.external_id, lead.alias) == (
        "outbound", "ines.ferreira@porto-textil.example", "+12025550133", "436664215", "436664215",
    )  # fmt: skip
    assert (lead.first_name, lead.last_name, lead.company, lead.domain) == (
        "Inês", "Ferreira", "Porto Têxtil", "porto-textil.example",
    )  # fmt: skip
    assert (lead.job_title, lead.country) == ("Buyer", "PT")
    assert lead.occurred_at == datetime(2026, 11, 16, 14, 7, 4, 176528, UTC)
    assert lead.event_id == "person_created:436664215:2026-11-16T09:07:16.193200-05:00"
    assert dict(lead.attributes) == {"industry": "Textiles", "city": "Porto", "tags": "icp-b, trade show"}


def test_a_changed_person_makes_no_second_lead() -> None:
    assert told("person_updated", PERSON).disposition is Disposition.UPDATE_ONLY


@pytest.mark.parametrize("event", ["person_created", "person_updated"])
def test_who_is_not_to_be_contacted_is_left_alone(event: str) -> None:
    parsed = told(event, PERSON, do_not_contact=True)

    assert (parsed.disposition, parsed.leads) == (Disposition.SUPPRESS, ())
    assert [(one.person.external_id, one.person.email, one.reason_code) for one in parsed.suppressions] == [
        ("436664215", "ines.ferreira@porto-textil.example", "consent_withdrawn")
    ]


@pytest.mark.parametrize(
    "event",
    ["person_deleted", "account_created", "cadence_membership_updated", "call_data_record_created", "link_swap"],
)
def test_what_is_neither_a_new_person_nor_a_deed_is_acknowledged(event: str) -> None:
    assert told(event, PERSON).disposition is Disposition.IGNORE


@pytest.mark.parametrize("event", ["email_updated", "email_with_body_and_subject_updated"])
@pytest.mark.parametrize(
    ("changes", "automated"),
    [
        ({}, False),
        ({"cadence": {"id": 3}, "step": {"id": 4}}, True),
        ({"cadence": {"id": 3}, "personalization": "0.0"}, True),
        ({"cadence": {"id": 3}, "personalization": "35.5"}, False),
        ({"mailing": {"id": 9}}, True),
    ],
    ids=["written by a person", "by a cadence", "untouched", "changed by a person", "to many"],
)
def test_what_a_cadence_sends_by_itself_answers_nobody(event: str, changes: dict[str, Any], automated: bool) -> None:
    parsed = told(event, EMAIL, **changes)

    (mail,) = parsed.activities
    assert deeds(parsed) == [("email", "out", "sent", automated)]
    assert (mail.occurred_at, mail.event_id, mail.rep_id) == (
        datetime(2026, 11, 16, 16, tzinfo=UTC), "email:5:sent", "49067",
    )  # fmt: skip
    assert (mail.person.email, mail.person.external_id) == ("ines.ferreira@porto-textil.example", "436664215")


def test_a_reply_and_a_bounce_are_told_beside_the_mail_itself() -> None:
    assert deeds(told("email_updated", EMAIL, counts={"replies": 2})) == [
        ("email", "out", "sent", False),
        ("email", "in", "replied", False),
    ]
    assert deeds(told("email_updated", EMAIL, bounced=True))[1:] == [("email", "out", "bounced", True)]
    assert told("email_updated", EMAIL, sent_at=None, status="scheduled").disposition is Disposition.IGNORE


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"disposition": "Connected"}, "reached"),
        ({"disposition": "No Answer"}, "no_answer"),
        ({"disposition": "Not Connected"}, "no_answer"),
        ({"disposition": "Left Voicemail"}, "voicemail"),
        ({"disposition": "Wrong Number"}, "wrong_number"),
        ({"disposition": "Disconnected"}, "wrong_number"),
        ({"disposition": "Gatekeeper"}, "gatekeeper"),
        ({"disposition": "Connected", "sentiment": "Demo Scheduled"}, "appointment_booked"),
        ({"disposition": "Connected", "sentiment": "Not Interested"}, "reached"),
        ({"duration": 12}, None),
    ],
)
def test_a_call_is_told_with_its_outcome(said: dict[str, Any], outcome: str | None) -> None:
    assert deeds(told("call_created", CALL, **said)) == [("call", "out", outcome, False)]


def test_a_call_is_one_deed_with_its_length_however_often_it_is_told() -> None:
    done = CALL | {"disposition": "Connected", "duration": 61}
    created, updated = told("call_created", done), told("call_updated", done)

    assert [(one.duration_seconds, one.event_id, one.rep_id) for one in created.activities + updated.activities] == [
        (61, "call:6:reached", "49067")
    ] * 2
    assert told("call_created", CALL).disposition is Disposition.IGNORE


@pytest.mark.parametrize(
    ("event", "said", "deed"),
    [
        ("meeting_booked", {"booked_by_user": {"id": 49067}}, ("meeting", "out", "appointment_booked", False)),
        ("meeting_booked", {}, ("meeting", "in", "appointment_booked", False)),
        ("meeting_updated", {"canceled_at": "2026-11-16T17:00:00Z"}, ("meeting", "in", "cancelled", False)),
        ("meeting_updated", {"no_show": True}, ("meeting", "in", "no_show", False)),
    ],
)
def test_a_meeting_is_told(event: str, said: dict[str, Any], deed: tuple[str, str, str, bool]) -> None:
    assert deeds(told(event, MEETING, **said)) == [deed]


def test_a_moved_meeting_is_no_deed() -> None:
    assert told("meeting_updated", MEETING).disposition is Disposition.IGNORE


def test_a_deed_with_nobody_is_a_dead_letter() -> None:
    with pytest.raises(NobodyNamed):
        told("call_created", CALL, called_person=None, duration=3)


def test_without_the_name_of_the_event_nobody_knows_what_the_record_is() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("salesloft", PERSON)

    assert refusal.value.field == "x-salesloft-event"


def test_a_delivery_signed_with_the_callback_token_is_kept_with_the_name_of_its_event() -> None:
    log, body, secret = FakeLog(), b'{"id": 1}', "callback-token-of-the-subscription"
    settings = {name: one | {"secrets": [SECRETS[name]]} for name, one in SOURCES.items()}
    settings["salesloft"] = {"adapter": "salesloft", "schemes": ["salesloft"], "secrets": [secret]}
    signature = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()

    def send(content: bytes) -> int:
        headers = {"x-salesloft-event": "person_created", "x-salesloft-signature": signature}
        return ask(
            "POST",
            "/hooks/salesloft",
            log=log,
            key=None,
            headers=headers,
            content=content,
            configured={"sources": settings},
        ).status_code

    assert (send(body), send(body + b" ")) == (202, 401)
    assert log.kept[0].request is not None
    assert log.kept[0].request.headers["x-salesloft-event"] == "person_created"
    assert log.kept[0].request.headers["proven-by"] == "salesloft"
