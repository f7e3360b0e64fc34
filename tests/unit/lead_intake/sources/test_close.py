"""Close: each contact of a lead is a lead of ours; calls, mails and meetings are told once, on the right contact."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.sources.reading import read

from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

ANN = {
    "id": "cont_ann",
    "lead_id": "lead_1",
    "name": "Ann Moss",
    "title": "COO",
    "emails": [{"email": "ann@firm.example", "type": "office", "is_unsubscribed": False}],
    "phones": [{"phone": "+442079460811", "type": "office"}],
}
BOB = {"id": "cont_bob", "name": "Bob Hale", "emails": [{"email": "bob@firm.example"}], "phones": []}
FIRM = {
    "id": "lead_1",
    "name": "Firm Ltd",
    "url": "https://www.firm.example",
    "contacts": [ANN],
    "addresses": [{"country": "GB", "city": "Leeds"}],
    "custom": {"Industry": "Optics", "utm_campaign": "autumn"},
    "date_created": "2026-11-16T09:00:00.000000",
}
CALL = {
    "id": "acti_1",
    "lead_id": "lead_1",
    "contact_id": "cont_ann",
    "user_id": "user_9",
    "direction": "outbound",
    "status": "completed",
    "disposition": "answered",
    "duration": 61,
    "date_created": "2026-11-16T10:00:00",
}
MAIL = {
    "id": "acti_2",
    "lead_id": "lead_1",
    "contact_id": "cont_ann",
    "user_id": "user_9",
    "direction": "outgoing",
    "status": "sent",
    "to": ["ann@firm.example"],
    "date_sent": "2026-11-16T10:00:00",
}
MEETING = {
    "id": "acti_3",
    "lead_id": "lead_1",
    "status": "upcoming",
    "starts_at": "2026-11-16T11:00:00",
    "duration": 1800,
    "date_created": "2026-11-16T10:00:00",
    "attendees": [
        {"contact_id": "cont_ann", "email": "ann@firm.example"},
        {"contact_id": None, "user_id": "user_9", "email": "rep@ours.example"},
    ],
}
TEN = datetime(2026, 11, 16, 10, tzinfo=UTC)


def event(about: str, action: str, data: Any, **more: Any) -> dict[str, Any]:
    inner = {"id": "ev_1", "object_type": about, "action": action, "object_id": "o1", "lead_id": "lead_1"}
    return {
        "subscription_id": "whsub_1",
        "event": inner | {"date_created": "2026-11-16T10:05:00", "previous_data": {}, "data": data} | more,
    }


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str, str | None, bool]]:
    return [(one.person.external_id, one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_a_lead_with_one_contact_is_that_person_at_the_company() -> None:
    parsed = read("close", event("lead", "created", FIRM))

    (lead,) = parsed.leads
    assert (lead.external_id, lead.alias, lead.event_id) == ("lead_1", "cont_ann", "ev_1")
    assert (lead.email, lead.phone, lead.first_name, lead.last_name) == (
        "ann@firm.example",
        "+442079460811",
        "Ann",
        "Moss",
    )
    assert (lead.company, lead.domain, lead.job_title, lead.country) == ("Firm Ltd", "firm.example", "COO", "GB")
    assert (lead.occurred_at, lead.campaign) == (datetime(2026, 11, 16, 9, tzinfo=UTC), "autumn")
    assert (dict(lead.attributes), parsed.disposition) == (
        {"industry": "Optics", "utm_campaign": "autumn"},
        Disposition.ACCEPT,
    )


def test_each_contact_of_a_lead_is_a_lead_of_its_own() -> None:
    leads = read("close", event("lead", "created", FIRM | {"contacts": [ANN, BOB]})).leads

    assert [(lead.alias, lead.event_id, lead.company) for lead in leads] == [
        ("cont_ann", "ev_1:cont_ann", "Firm Ltd"),
        ("cont_bob", "ev_1:cont_bob", "Firm Ltd"),
    ]


def test_a_contact_that_is_added_is_a_lead() -> None:
    (lead,) = read("close", event("contact", "created", ANN)).leads

    assert (lead.external_id, lead.alias, lead.email, lead.company) == ("lead_1", "cont_ann", "ann@firm.example", None)


def test_a_contact_that_gets_its_first_address_can_be_answered_from_then_on() -> None:
    parsed = read("close", event("contact", "updated", ANN, previous_data={"emails": []}))

    assert (parsed.disposition, [lead.alias for lead in parsed.leads]) == (Disposition.ACCEPT, ["cont_ann"])


def test_an_outbound_source_makes_an_outbound_lead() -> None:
    (lead,) = read("close", event("lead", "created", FIRM | {"custom": {"Motion": "Outbound"}})).leads

    assert lead.motion == "outbound"


GONE = [{"email": "ann@firm.example", "is_unsubscribed": True}]


@pytest.mark.parametrize(
    ("body", "disposition"),
    [
        (event("lead", "created", FIRM | {"contacts": []}), Disposition.NEEDS_ENRICHMENT),
        (event("lead", "created", None), Disposition.NEEDS_ENRICHMENT),
        (event("contact", "created", ANN | {"emails": [], "phones": []}), Disposition.NEEDS_ENRICHMENT),
        (event("lead", "updated", FIRM), Disposition.UPDATE_ONLY),
        (event("lead", "merged", FIRM), Disposition.UPDATE_ONLY),
        (event("contact", "updated", ANN, previous_data={"title": "CEO"}), Disposition.UPDATE_ONLY),
        (event("contact", "updated", ANN | {"emails": GONE}), Disposition.SUPPRESS),
        (event("unsubscribed_email", "created", {"email": "ann@firm.example"}), Disposition.SUPPRESS),
        (event("lead", "deleted", None), Disposition.IGNORE),
        (event("contact", "deleted", None), Disposition.IGNORE),
        (event("opportunity", "created", {}), Disposition.IGNORE),
        (event("unsubscribed_email", "deleted", {"email": "ann@firm.example"}), Disposition.IGNORE),
    ],
)
def test_each_event_has_its_disposition(body: dict[str, Any], disposition: Disposition) -> None:
    assert read("close", body).disposition is disposition


def test_who_unsubscribed_is_named() -> None:
    by_contact = read("close", event("contact", "updated", ANN | {"emails": GONE})).suppressions
    by_address = read("close", event("unsubscribed_email", "created", {"email": "ann@firm.example"})).suppressions

    assert [one.person.external_id for one in by_contact] == ["cont_ann"]
    assert [(one.person.email, one.reason_code) for one in by_address] == [("ann@firm.example", "consent_withdrawn")]


@pytest.mark.parametrize(
    "fields",
    [
        [{"name": "Email", "value": "ann@firm.example"}, {"label": "Full name", "value": "Ann Moss"}],
        {"email": "ann@firm.example", "full_name": "Ann Moss"},
    ],
)
def test_a_form_submission_is_a_touch(fields: Any) -> None:
    data = {"contact_id": "cont_ann", "form_name": "Contact", "fields": fields, "date_created": "2026-11-16T10:00:00"}

    (lead,) = read("close", event("activity.form_submission", "created", data)).leads

    assert (lead.email, lead.first_name, lead.alias, lead.event_id) == ("ann@firm.example", "Ann", "cont_ann", "ev_1")
    assert (lead.attributes["form_name"], lead.occurred_at) == ("Contact", TEN)


def test_a_form_submission_without_its_answers_has_to_be_fetched() -> None:
    parsed = read("close", event("activity.form_submission", "created", {"contact_id": "cont_ann"}))

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT


@pytest.mark.parametrize(
    ("kind", "data", "deed"),
    [
        ("call", CALL, ("cont_ann", "call", "out", "reached", False)),
        ("call", CALL | {"disposition": "vm-left"}, ("cont_ann", "call", "out", "voicemail", False)),
        ("call", CALL | {"disposition": None, "duration": 0}, ("cont_ann", "call", "out", None, False)),
        ("call", CALL | {"disposition": None}, ("cont_ann", "call", "out", "reached", False)),
        ("call", CALL | {"direction": "inbound"}, ("cont_ann", "call", "in", "reached", False)),
        ("call", CALL | {"disposition": None, "status": "no-answer"}, ("cont_ann", "call", "out", "no_answer", False)),
        ("email", MAIL, ("cont_ann", "email", "out", None, False)),
        ("email", MAIL | {"sequence_id": "seq_1"}, ("cont_ann", "email", "out", None, True)),
        ("email", MAIL | {"bulk_email_action_id": "b1"}, ("cont_ann", "email", "out", None, True)),
        (
            "email",
            MAIL | {"direction": "incoming", "status": "inbox", "sender": "Ann <ann@firm.example>"},
            ("cont_ann", "email", "in", "replied", False),
        ),
        (
            "email",
            MAIL | {"direction": "incoming", "status": "inbox", "envelope": {"is_autoreply": True}},
            ("cont_ann", "email", "in", "replied", True),
        ),
        ("sms", MAIL | {"direction": "outbound"}, ("cont_ann", "social", "out", None, False)),
        ("meeting", MEETING, ("cont_ann", "meeting", "out", "appointment_booked", False)),
        ("meeting", MEETING | {"status": "completed"}, ("cont_ann", "meeting", "out", "held", False)),
    ],
)
def test_an_activity_is_on_its_contact_and_tells_people_from_machines(
    kind: str, data: dict[str, Any], deed: tuple[Any, ...]
) -> None:
    assert deeds(read("close", event(f"activity.{kind}", "created", data))) == [deed]


def test_a_call_says_when_it_was_how_long_it_took_and_who_made_it() -> None:
    (activity,) = read("close", event("activity.call", "completed", CALL)).activities

    assert (activity.occurred_at, activity.duration_seconds, activity.rep_id) == (TEN, 61.0, "user_9")


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({}, "ann@firm.example"),
        ({"to": ["ann@firm.example", "bob@firm.example"]}, None),
        ({"to": None}, None),
        ({"direction": "incoming", "status": "inbox", "sender": "Ann <ann@firm.example>"}, "ann@firm.example"),
    ],
)
def test_a_mail_has_the_address_of_its_other_side_where_there_is_one(
    changes: dict[str, Any], address: str | None
) -> None:
    (activity,) = read("close", event("activity.email", "created", MAIL | changes)).activities

    assert activity.person.email == address


def test_a_call_that_is_told_twice_is_one() -> None:
    told = [read("close", event("activity.call", action, CALL, id=action)) for action in ("created", "completed")]

    assert {parsed.activities[0].event_id for parsed in told} == {"acti_1"}


def test_a_meeting_is_booked_when_it_is_made_and_held_when_it_begins() -> None:
    booked, held = (
        read("close", event("activity.meeting", "updated", MEETING | {"status": status})).activities[0]
        for status in ("upcoming", "completed")
    )

    assert (booked.occurred_at, booked.event_id, booked.duration_seconds) == (TEN, "acti_3:booked", None)
    assert (held.occurred_at.hour, held.event_id, held.duration_seconds) == (11, "acti_3:held", 1800.0)


@pytest.mark.parametrize(
    ("kind", "action", "data"),
    [
        ("call", "created", CALL | {"status": "in-progress"}),
        ("email", "created", MAIL | {"status": "draft"}),
        ("email", "deleted", None),
        ("meeting", "canceled", MEETING | {"status": "canceled"}),
        ("note", "created", {"note": "x"}),
        ("lead_status_change", "created", {}),
    ],
)
def test_what_is_not_done_is_acknowledged(kind: str, action: str, data: Any) -> None:
    parsed = read("close", event(f"activity.{kind}", action, data))

    assert (parsed.disposition, parsed.activities) == (Disposition.IGNORE, ())


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("call", CALL | {"contact_id": None}),
        ("sms", MAIL | {"contact_id": None, "to": None}),
        ("email", MAIL | {"contact_id": None, "to": ["info@firm.example"]}),
        ("meeting", MEETING | {"attendees": []}),
    ],
)
def test_an_activity_with_a_company_alone_is_refused_with_what_is_missing_and_counts_for_none_of_its_people(
    kind: str, data: dict[str, Any]
) -> None:
    with pytest.raises(NobodyNamed, match="choose the contact in Close") as refusal:
        read("close", event(f"activity.{kind}", "created", data))

    assert refusal.value.field == "contact_id"


def test_a_mail_that_close_has_not_matched_is_on_the_address_it_went_to() -> None:
    (activity,) = read("close", event("activity.email", "created", MAIL | {"contact_id": None})).activities

    assert (activity.person.email, activity.person.external_id) == ("ann@firm.example", None)


def test_the_companys_id_names_none_of_its_people() -> None:
    nameless = [{name: value for name, value in one.items() if name != "id"} for one in (ANN, BOB)]
    form = {"lead_id": "lead_1", "fields": {"email": "ann@firm.example"}, "date_created": "2026-11-16T10:00:00"}

    told = (("lead", FIRM | {"contacts": nameless}), ("activity.form_submission", form))

    assert [lead.alias for about, data in told for lead in read("close", event(about, "created", data)).leads] == [
        None, None, None,
    ]  # fmt: skip


def test_an_activity_of_nobody_is_refused_by_name() -> None:
    with pytest.raises(NobodyNamed):
        read("close", event("activity.call", "created", CALL | {"contact_id": None, "lead_id": None}, lead_id=None))


@pytest.mark.parametrize(("body", "field"), [({}, "event"), (event("activity.call", "created", 1), "data"), ([], None)])
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("close", body)

    assert refusal.value.field == field


def test_what_changes_of_a_contact_is_said_of_the_contact_and_opens_nothing() -> None:
    (lead,) = read("close", event("contact", "updated", ANN | {"title": "CEO"}, previous_data={"title": ""})).leads

    assert (lead.alias, lead.job_title, lead.email) == ("cont_ann", "CEO", "ann@firm.example")


def test_what_changes_of_a_company_is_said_of_none_of_its_people() -> None:
    (lead,) = read("close", event("lead", "updated", FIRM)).leads

    assert (lead.alias, lead.email, lead.company) == (None, None, "Firm Ltd")


@pytest.mark.parametrize(
    ("body", "alias"),
    [
        (event("contact", "created", ANN | {"emails": [], "phones": []}), "cont_ann"),
        (event("lead", "created", FIRM | {"contacts": []}), None),
        (event("activity.form_submission", "created", {"contact_id": "cont_ann", "fields": []}), "cont_ann"),
        (event("activity.form_submission", "created", {"fields": []}), None),
    ],
)
def test_whom_an_id_names_is_never_everybody_in_the_company(body: dict[str, Any], alias: str | None) -> None:
    parsed = read("close", body)

    assert parsed.disposition is Disposition.NEEDS_ENRICHMENT
    assert [lead.alias for lead in parsed.leads] == [alias]
