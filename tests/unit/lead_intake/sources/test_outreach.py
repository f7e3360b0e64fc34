"""Outreach: prospects are outbound leads; what people did with them counts, what sequences send answers nobody."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.events import LeadActivity, LeadLinked, LeadReceived
from lead_intake.domain.errors import NobodyNamed, WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

PROSPECT = "outreach/prospect_created.json"
DELIVERED = "2026-11-16T17:00:05.000Z"


def told(event: str, relationships: dict[str, int] | None = None, **attributes: Any) -> Parsed:
    """What becomes of an event of the record 7, of the prospect 88123."""
    related = {"prospect": 88123, **(relationships or {})}
    data = {
        "type": event.partition(".")[0],
        "id": 7,
        "attributes": attributes,
        "relationships": {name: {"data": {"type": name, "id": number}} for name, number in related.items() if number},
    }
    return read("outreach", {"data": data, "meta": {"deliveredAt": DELIVERED, "eventName": event}})


def prospect(event: str, **attributes: Any) -> Parsed:
    body = sample(PROSPECT)
    body["meta"]["eventName"] = event
    body["data"]["attributes"] |= attributes
    return read("outreach", body)


def deeds(parsed: Parsed) -> list[tuple[str, str, str | None, bool]]:
    return [(one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(PROSPECT)

    assert result.records == (
        record(
            external_id="88123",
            occurred_at="2026-11-16T09:12:00Z",
            motion="outbound",
            email="t.becker@isarchem.example",
            phone="+493023125777",
            first_name="Thomas",
            last_name="Becker",
            company="IsarChem SE",
            domain="isarchem.example",
            job_title="Head of Procurement",
            country="DE",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == ("outreach:88123:prospect.created:2026-11-16T09:12:00.000Z",)


def test_a_body_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(PROSPECT, body=body_of(PROSPECT).replace(b"t.becker", b"t.bccker"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_what_rules_ask_for_is_kept() -> None:
    (lead,) = read("outreach", sample(PROSPECT)).leads

    assert lead.alias == "88123"
    assert dict(lead.attributes) == {"industry": "Chemicals", "lead_source": "ZoomInfo list Nov", "tags": "icp-a"}


def test_a_changed_prospect_makes_no_second_lead() -> None:
    parsed = prospect("prospect.updated", title="CPO")

    assert (parsed.disposition, parsed.leads[0].job_title) == (Disposition.UPDATE_ONLY, "CPO")


@pytest.mark.parametrize("event", ["prospect.created", "prospect.updated"])
@pytest.mark.parametrize(
    "said", [{"optedOut": True}, {"emailsOptStatus": "opted_out", "callsOptStatus": "opted_out"}], ids=["all", "each"]
)
def test_who_opted_out_is_left_alone(event: str, said: dict[str, Any]) -> None:
    parsed = prospect(event, optedOutAt="2026-11-16T10:00:00Z", **said)

    (suppression,) = parsed.suppressions
    assert (parsed.disposition, parsed.leads) == (Disposition.SUPPRESS, ())
    assert (suppression.person.email, suppression.person.external_id) == ("t.becker@isarchem.example", "88123")
    assert (suppression.reason_code, suppression.occurred_at) == (
        "consent_withdrawn",
        datetime(2026, 11, 16, 10, tzinfo=UTC),
    )


def test_who_takes_no_calls_may_still_be_written_to() -> None:
    assert prospect("prospect.created", callsOptStatus="opted_out", optedOut=False).disposition is Disposition.ACCEPT


@pytest.mark.parametrize(
    "event", ["prospect.destroyed", "mailing.destroyed", "account.created", "task.completed", "nonsense", ""]
)
def test_what_is_neither_a_new_prospect_nor_a_deed_is_acknowledged(event: str) -> None:
    assert told(event, firstName="Ann").disposition is Disposition.IGNORE


@pytest.mark.parametrize(
    ("related", "attributes", "automated"),
    [
        ({}, {"mailingType": "single"}, False),
        ({"sequence": 3, "sequenceStep": 4}, {"mailingType": "sequence"}, True),
        ({"sequence": 3, "task": 5}, {"mailingType": "sequence"}, False),
        ({}, {"mailingType": "campaign"}, True),
        ({}, {}, True),
    ],
    ids=["written by a person", "by a sequence", "finished by a person", "to many", "nobody says"],
)
def test_what_a_sequence_sends_by_itself_answers_nobody(
    related: dict[str, int], attributes: dict[str, Any], automated: bool
) -> None:
    parsed = told("mailing.delivered", {"user": 12, **related}, deliveredAt="2026-11-16T16:59:00Z", **attributes)

    (mail,) = parsed.activities
    assert deeds(parsed) == [("email", "out", "sent", automated)]
    assert (mail.person.external_id, mail.rep_id, mail.event_id) == ("88123", "12", "mailing:7:sent")
    assert mail.occurred_at == datetime(2026, 11, 16, 16, 59, tzinfo=UTC)


def test_a_mail_that_was_sent_and_answered_is_two_deeds_however_often_it_is_told() -> None:
    times = {"deliveredAt": "2026-11-16T15:00:00Z", "repliedAt": "2026-11-16T16:00:00Z"}
    replied, updated = told("mailing.replied", mailingType="single", **times), told("mailing.updated", **times)

    assert deeds(replied) == [("email", "out", "sent", False), ("email", "in", "replied", False)]
    assert [one.event_id for one in replied.activities] == [one.event_id for one in updated.activities]


def test_a_mail_that_came_back_has_reached_nobody_whoever_wrote_it() -> None:
    assert deeds(told("mailing.bounced", mailingType="single")) == [("email", "out", "bounced", True)]


@pytest.mark.parametrize("event", ["mailing.created", "mailing.opened", "mailing.updated"])
def test_a_mail_that_waits_or_is_opened_is_no_deed(event: str) -> None:
    assert told(event, state="scheduled", openedAt="2026-11-16T16:00:00Z").disposition is Disposition.IGNORE


def test_who_unsubscribes_from_a_mail_is_left_alone() -> None:
    parsed = told("mailing.updated", unsubscribedAt="2026-11-16T16:00:00Z")

    assert [(one.person.external_id, one.reason_code) for one in parsed.suppressions] == [("88123", "unsubscribed")]


@pytest.mark.parametrize(
    ("attributes", "direction", "outcome", "seconds"),
    [
        (
            {"outcome": "Answered", "answeredAt": "2026-11-16T16:00:10Z", "completedAt": "2026-11-16T16:04:10.5Z"},
            "out", "reached", 240.5,
        ),
        ({"outcome": "Not Answered", "completedAt": "2026-11-16T16:01:00Z"}, "out", "no_answer", None),
        ({"voicemailRecordingUrl": "https://x.example/v", "direction": "inbound"}, "in", "voicemail", None),
        ({"completedAt": "2026-11-16T16:01:00Z", "answeredAt": "2026-11-16T16:02:00Z"}, "out", "reached", None),
        ({"completedAt": "2026-11-16T16:01:00Z"}, "out", None, None),
    ],
)  # fmt: skip
def test_a_call_is_told_with_its_outcome(
    attributes: dict[str, Any], direction: str, outcome: str | None, seconds: float | None
) -> None:
    parsed = told("call.updated", dialedAt="2026-11-16T16:00:00Z", **attributes)

    assert deeds(parsed) == [("call", direction, outcome, False)]
    assert [one.duration_seconds for one in parsed.activities] == [seconds]
    assert parsed.activities[0].occurred_at == datetime(2026, 11, 16, 16, tzinfo=UTC)


def test_a_call_that_still_rings_is_no_deed() -> None:
    assert told("call.created", dialedAt="2026-11-16T16:00:00Z").disposition is Disposition.IGNORE


@pytest.mark.parametrize(
    ("attributes", "outcome"),
    [
        ({"bookedAt": DELIVERED}, ("out", "appointment_booked")),
        ({"bookedAt": DELIVERED, "canceledAt": DELIVERED}, ("in", "cancelled")),
        ({"noShowAt": DELIVERED}, ("in", "no_show")),
    ],
)
def test_a_meeting_is_told(attributes: dict[str, Any], outcome: tuple[str, str]) -> None:
    assert deeds(told("meeting.created", **attributes)) == [("meeting", *outcome, False)]


def test_a_recorded_meeting_was_held_with_each_prospect_who_took_part() -> None:
    people = [{"type": "user", "id": 1}, {"type": "prospect", "id": 88123}, {"type": "prospect", "id": 88124}]
    times = {"startTime": "2026-11-16T16:00:00Z", "endTime": "2026-11-16T16:30:00Z"}
    parsed = told("kaiaRecording.created", participants=people, **times)

    assert deeds(parsed) == [("meeting", "out", "held", False)] * 2
    assert [one.person.external_id for one in parsed.activities] == ["88123", "88124"]
    assert [one.duration_seconds for one in parsed.activities] == [1800, 1800]
    assert told("kaiaRecording.created", participants=people, format="call").disposition is Disposition.IGNORE


def test_a_deed_with_nobody_is_a_dead_letter() -> None:
    with pytest.raises(NobodyNamed):
        told("call.updated", {"prospect": 0}, outcome="Answered")


def test_what_has_no_data_is_refused_with_its_field() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("outreach", {"meta": {"eventName": "prospect.created"}})

    assert refusal.value.field == "data"


def test_a_call_with_the_number_of_a_prospect_lies_under_the_alias_of_the_lead() -> None:
    worker = driver()
    worker.feed(hooked("outreach", body_of(PROSPECT)))
    call = (
        b'{"data": {"type": "call", "id": 1, "attributes": {"outcome": "Answered", "dialedAt": "2026-11-16T10:00:00Z"},'
    )
    call += b'"relationships": {"prospect": {"data": {"id": 88123}}}}, "meta": {"eventName": "call.created"}}'
    worker.feed(hooked("outreach", call))

    received, linked, logged = worker.outputs
    assert isinstance(received, LeadReceived)
    assert isinstance(linked, LeadLinked)
    assert isinstance(logged, LeadActivity)
    assert (linked.from_, linked.to) == (logged.lead_id, received.lead_id)
