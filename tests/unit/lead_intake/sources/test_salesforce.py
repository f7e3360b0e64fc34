"""Salesforce: Web-to-Lead, change events of leads and of what was done with them, platform events."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import checked
from tests.unit.lead_intake.sources.reading import posted, read, record, sample

from lead_intake.domain.errors import NobodyNamed, UnreadableBody, WrongShape
from lead_intake.domain.lead import Consent
from lead_intake.domain.parsed import Disposition, Parsed

FORM, CHANGE = "salesforce/web_to_lead.txt", "salesforce/cdc_lead_create.json"
PLATFORM = "salesforce/platform_event_lead_handover.json"
MADE = datetime(2026, 11, 16, 9, 7, 11, tzinfo=UTC)
OPTED_OUT = {"HasOptedOutOfEmail": True}


def change(kind: str, *, entity: str = "Lead", records: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    """A change event of the sample's transaction, with the fields that changed."""
    header = sample(CHANGE)["payload"]["ChangeEventHeader"]
    header |= {"changeType": kind, "entityName": entity, "recordIds": records or ["00Q5g00000XyZ1aEAF"]}
    return {"schema": "s", "payload": {"ChangeEventHeader": header, **fields}, "event": {"replayId": 1}}


def task(kind: str = "CREATE", **fields: Any) -> dict[str, Any]:
    said = {
        "WhoId": "00Q5g00000XyZ1aEAF",
        "Status": "Completed",
        "TaskSubtype": "Call",
        "OwnerId": "0055g000003AbCdEAK",
    }
    return change(kind, entity="Task", records=["00T1"], **(said | fields))


def meeting(kind: str = "CREATE", **fields: Any) -> dict[str, Any]:
    said = {"WhoId": "0035g00000AbCdEAAV", "StartDateTime": 1794906431000, "DurationInMinutes": 30}
    return change(kind, entity="Event", records=["00U1"], **(said | fields))


def deeds(parsed: Parsed) -> list[tuple[str | None, str, str, str | None, bool]]:
    return [(one.person.external_id, one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_a_form_becomes_its_canonical_record() -> None:
    result = checked(FORM, "salesforce")

    assert result.records == (
        record(
            email="t.wisniewski@stalmet.example",
            phone="+442079460321",
            first_name="Tomasz",
            last_name="Wiśniewski",
            company="Stalmet Sp. z o.o.",
            domain="stalmet.example",
            job_title="COO",
            country="GB",
            campaign="7015g000000ABCD",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert [key.rpartition(":")[0][:18] for key in result.idempotency_keys] == ["salesforce:sha256:"]


def test_a_created_lead_becomes_its_canonical_record() -> None:
    result = checked(CHANGE, "salesforce")

    assert result.records == (
        record(
            external_id="00Q5g00000XyZ1aEAF",
            occurred_at="2026-11-16T09:07:11Z",
            email="priya.r@harbourline.example",
            phone="+442079460412",
            first_name="Priya",
            last_name="Raghunathan",
            company="Harbourline Shipping",
            domain="harbourline.example",
            job_title="VP Operations",
            country="GB",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("salesforce:000343a1-8f5b-8d1d-2f0e-6d1d4a5b7c90:1:00Q5g00000XyZ1aEAF",)


def test_a_platform_event_becomes_its_canonical_record_by_the_names_of_its_fields() -> None:
    result = checked(PLATFORM, "salesforce")

    assert result.records == (
        record(
            external_id="00Q5g00000XyZ2bEAF",
            occurred_at="2026-11-16T09:02:11Z",
            email="omar.haddad@medlabs.example",
            phone="+12025550147",
            first_name="Omar",
            last_name="Haddad",
            company="MedLabs Group",
            domain="medlabs.example",
            job_title="Procurement Manager",
            country="US",
            campaign="mql-handover-2026q4",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("salesforce:5c4f9a2e-7a52-4c58-9f1c-0b6f4f3a2d10",)


def test_a_form_keeps_what_the_org_asks_beyond_the_standard_fields() -> None:
    (lead,) = posted("salesforce", {"oid": "00D", "email": "a@firm.example", "00N5g00000CUST1": "50000"}).leads

    assert (dict(lead.attributes), lead.consent, lead.alias) == ({"00N5g00000CUST1": "50000"}, None, None)


def test_who_opts_out_in_a_form_is_a_lead_without_consent() -> None:
    (lead,) = posted("salesforce", {"oid": "00D", "email": "a@firm.example", "emailOptOut": "1"}).leads

    assert lead.consent == Consent(False, None)


def test_a_form_may_come_in_parts() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    body = part % (b"oid", b"00D") + part % (b"email", b"a@firm.example") + b"--x--\r\n"

    (lead,) = read("salesforce", body, content_type="multipart/form-data; boundary=x").leads

    assert lead.email == "a@firm.example"


def test_a_form_that_is_tried_out_is_a_test_lead() -> None:
    parsed = posted("salesforce", {"oid": "00D", "email": "a@firm.example", "debug": "1"})

    assert parsed.disposition is Disposition.ACCEPT_TEST


def test_a_contact_that_is_created_is_a_lead_too_and_names_the_person() -> None:
    body = change(
        "CREATE", entity="Contact", records=["0031"], Email="a@firm.example", LastName="Moss", FirstName="Ann"
    )

    (lead,) = read("salesforce", body).leads

    assert (lead.alias, lead.first_name, lead.last_name) == ("0031", "Ann", "Moss")


def test_a_bare_payload_is_read_like_the_whole_message() -> None:
    assert read("salesforce", sample(CHANGE)["payload"]) == read("salesforce", sample(CHANGE))


@pytest.mark.parametrize(
    ("body", "disposition", "people"),
    [
        (change("UPDATE", Title="CEO"), Disposition.UPDATE_ONLY, ["00Q5g00000XyZ1aEAF"]),
        (change("UPDATE", records=["00Q1", "00Q2"], Status="Working"), Disposition.UPDATE_ONLY, ["00Q1", "00Q2"]),
        (change("UPDATE", HasOptedOutOfEmail=False), Disposition.UPDATE_ONLY, ["00Q5g00000XyZ1aEAF"]),
        (change("UNDELETE", Email="a@firm.example"), Disposition.UPDATE_ONLY, ["00Q5g00000XyZ1aEAF"]),
        (change("GAP_UPDATE"), Disposition.UPDATE_ONLY, ["00Q5g00000XyZ1aEAF"]),
        (change("GAP_UNDELETE"), Disposition.UPDATE_ONLY, ["00Q5g00000XyZ1aEAF"]),
        (change("GAP_CREATE"), Disposition.NEEDS_ENRICHMENT, ["00Q5g00000XyZ1aEAF"]),
        (change("CREATE", records=["00Q*"], Company="Firm"), Disposition.NEEDS_ENRICHMENT, [None]),
        (change("GAP_OVERFLOW", records=["00Q*"]), Disposition.NEEDS_ENRICHMENT, []),
        (change("UPDATE", records=["00Q*"], **OPTED_OUT), Disposition.NEEDS_ENRICHMENT, []),
        (change("UPDATE", **OPTED_OUT), Disposition.SUPPRESS, []),
        (change("DELETE"), Disposition.IGNORE, []),
        (change("GAP_DELETE"), Disposition.IGNORE, []),
        (change("CREATE", entity="Account", records=["0011"]), Disposition.IGNORE, []),
        (change("GAP_CREATE", entity="Task", records=["00T1"]), Disposition.NEEDS_ENRICHMENT, []),
    ],
)
def test_each_kind_of_change_has_its_disposition(
    body: dict[str, Any], disposition: Disposition, people: list[str | None]
) -> None:
    parsed = read("salesforce", body)

    assert (parsed.disposition, [lead.external_id for lead in parsed.leads]) == (disposition, people)


def test_an_opt_out_of_several_records_suppresses_each() -> None:
    found = read("salesforce", change("UPDATE", records=["00Q1", "00Q2"], **OPTED_OUT)).suppressions

    assert [(one.person.external_id, one.reason_code, one.occurred_at) for one in found] == [
        ("00Q1", "consent_withdrawn", MADE),
        ("00Q2", "consent_withdrawn", MADE),
    ]


def test_several_leads_of_one_transaction_are_told_apart() -> None:
    parsed = read("salesforce", change("CREATE", records=["00Q1", "00Q2"], Email="a@firm.example"))

    assert [(lead.alias, (lead.event_id or "")[-7:]) for lead in parsed.leads] == [
        ("00Q1", ":1:00Q1"),
        ("00Q2", ":1:00Q2"),
    ]


def test_a_lead_that_opted_out_before_it_came_has_no_consent() -> None:
    (lead,) = read("salesforce", change("CREATE", Email="a@firm.example", **OPTED_OUT)).leads

    assert lead.consent == Consent(False, None)


def test_a_list_of_events_goes_on_without_its_bad_one() -> None:
    parsed = read("salesforce", [sample(CHANGE), {"payload": {"x": 1}}, sample(PLATFORM)])

    assert [lead.alias for lead in parsed.leads] == ["00Q5g00000XyZ1aEAF", "00Q5g00000XyZ2bEAF"]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, "WrongShape")]


def test_a_platform_event_keeps_what_is_no_member_of_a_lead_and_knows_fields_of_a_package() -> None:
    body = {"acme__Email__c": "a@firm.example", "Seats_Wanted__c": 40, "CreatedDate": "2026-11-16T09:00:00Z"}

    (lead,) = read("salesforce", {"payload": body}).leads

    assert (lead.email, dict(lead.attributes), lead.occurred_at) == (
        "a@firm.example",
        {"seats_wanted": 40},
        datetime(2026, 11, 16, 9, tzinfo=UTC),
    )


def test_a_platform_event_with_an_opt_out_suppresses() -> None:
    body = sample(PLATFORM)
    body["payload"]["Opted_Out__c"] = True

    parsed = read("salesforce", body)

    assert parsed.disposition is Disposition.SUPPRESS
    assert [one.person.external_id for one in parsed.suppressions] == ["00Q5g00000XyZ2bEAF"]


@pytest.mark.parametrize(
    ("body", "deed"),
    [
        (
            task(CallType="Outbound", CallDisposition="Left voicemail"),
            ("00Q5g00000XyZ1aEAF", "call", "out", "voicemail", False),
        ),
        (task(CallType="Inbound"), ("00Q5g00000XyZ1aEAF", "call", "in", None, False)),
        (
            task(TaskSubtype=None, CallType="Outbound", Status=None, IsClosed=True),
            ("00Q5g00000XyZ1aEAF", "call", "out", None, False),
        ),
        (task(TaskSubtype="Email"), ("00Q5g00000XyZ1aEAF", "email", "out", None, False)),
        (task(TaskSubtype="ListEmail"), ("00Q5g00000XyZ1aEAF", "email", "out", None, True)),
        (task(TaskSubtype="LinkedIn"), ("00Q5g00000XyZ1aEAF", "social", "out", None, False)),
        (task("UPDATE", TaskSubtype=None, Type="Call"), ("00Q5g00000XyZ1aEAF", "call", "out", None, False)),
        (meeting(), ("0035g00000AbCdEAAV", "meeting", "out", "appointment_booked", False)),
        (meeting(StartDateTime=1794816431000), ("0035g00000AbCdEAAV", "meeting", "out", "held", False)),
        (meeting(Type="Demo"), ("0035g00000AbCdEAAV", "demo", "out", "appointment_booked", False)),
    ],
)
def test_a_completed_task_and_a_made_event_are_activities(body: dict[str, Any], deed: tuple[Any, ...]) -> None:
    assert deeds(read("salesforce", body)) == [deed]


def test_a_call_says_how_long_it_took_and_who_made_it() -> None:
    (activity,) = read("salesforce", task(CallDurationInSeconds=62)).activities

    assert (activity.duration_seconds, activity.rep_id) == (62.0, "0055g000003AbCdEAK")
    assert (activity.event_id, activity.occurred_at) == ("00T1:done", MADE)


@pytest.mark.parametrize(
    "fields", [{"StartDateTime": None}, {"StartDateTime": 1794816431000, "DurationInMinutes": None}]
)
def test_a_meeting_without_its_times_is_still_told(fields: dict[str, Any]) -> None:
    (activity,) = read("salesforce", meeting(**fields)).activities

    assert (activity.kind, activity.duration_seconds) == ("meeting", None)


def test_a_task_that_stands_for_many_is_known_by_no_id_of_its_own() -> None:
    body = task()
    body["payload"]["ChangeEventHeader"]["recordIds"] = ["00T*"]

    assert [one.event_id for one in read("salesforce", body).activities] == [None]


def test_a_held_meeting_took_place_when_it_began() -> None:
    (activity,) = read("salesforce", meeting(StartDateTime=1794816431000)).activities

    assert (activity.occurred_at, activity.duration_seconds) == (datetime(2026, 11, 16, 8, 7, 11, tzinfo=UTC), 1800.0)


@pytest.mark.parametrize(
    "body",
    [
        task(Status="Not Started"),
        task(TaskSubtype="Task", Type="Other"),
        task(TaskSubtype="Note"),
        task("DELETE"),
        meeting("UPDATE"),
        meeting("DELETE"),
    ],
)
def test_what_is_planned_moved_or_deleted_is_acknowledged(body: dict[str, Any]) -> None:
    parsed = read("salesforce", body)

    assert (parsed.disposition, parsed.activities) == (Disposition.IGNORE, ())


def test_a_task_whose_change_does_not_say_what_it_is_has_to_be_fetched() -> None:
    assert read("salesforce", task("UPDATE", TaskSubtype=None, WhoId=None)).disposition is Disposition.NEEDS_ENRICHMENT


@pytest.mark.parametrize("body", [task(WhoId=None), task(WhoId="0011"), meeting(WhoId=None)])
def test_an_activity_of_nobody_is_refused_by_name(body: dict[str, Any]) -> None:
    with pytest.raises(NobodyNamed):
        read("salesforce", body)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "ChangeEventHeader"),
        ({"payload": {"ChangeEventHeader": {"entityName": "Lead", "changeType": "CREATE"}}}, "recordIds"),
        ([7], None),
    ],
)
def test_what_is_none_of_it_is_refused_with_its_place(body: Any, field: str | None) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("salesforce", body)

    assert refusal.value.field == field


def test_a_form_without_the_fields_of_web_to_lead_is_refused() -> None:
    with pytest.raises(WrongShape):
        posted("salesforce", {"colour": "blue"})
    with pytest.raises(UnreadableBody):
        read("salesforce", b"email=%ff", content_type="application/x-www-form-urlencoded")
