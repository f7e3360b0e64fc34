"""Calendly: a booking is a lead and a meeting; what becomes of it is told on the lead's story and opens none."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.lead_intake.samples import body_of, checked
from tests.unit.lead_intake.sources.reading import read, record, sample
from tests.unit.lead_intake.world import driver, hooked

from lead_contracts.events import LeadActivity, LeadLinked, LeadReceived
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

BOOKING = "calendly/invitee_created.json"
URI = "https://api.calendly.com/scheduled_events/EVT0000000000001/invitees/INV0000000000001"


def told(event: str, **changes: Any) -> dict[str, Any]:
    """The sample as another event of the same invitee."""
    body = sample(BOOKING)
    return body | {"event": event, "payload": body["payload"] | changes}


def deeds(parsed: Parsed) -> list[tuple[str, str, str | None, bool]]:
    return [(one.kind, one.direction, one.outcome, one.automated) for one in parsed.activities]


def test_the_sample_becomes_its_canonical_record() -> None:
    result = checked(BOOKING)

    assert result.records == (
        record(
            external_id=URI,
            received_at="2026-11-16T11:20:46Z",
            occurred_at="2026-11-16T11:20:44.512345Z",
            email="daniel.moreau@atelier-moreau.example",
            phone="+33199001234",
            first_name="Daniel",
            last_name="Moreau",
            company="Atelier Moreau",
            domain="atelier-moreau.example",
            job_title="Owner",
            campaign="demo-retargeting",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (f"calendly:{URI}", f"calendly:{URI}:invitee.created")


def test_a_body_of_which_one_byte_changed_is_rejected() -> None:
    result = checked(BOOKING, body=body_of(BOOKING).replace(b"daniel.moreau", b"daniel.morean"))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_a_booked_meeting_is_an_activity_of_the_lead() -> None:
    parsed = read("calendly", sample(BOOKING))

    assert deeds(parsed) == [("meeting", "in", "appointment_booked", False)]
    assert parsed.activities[0].occurred_at == parsed.leads[0].occurred_at
    assert parsed.leads[0].message == "Pricing for 5 shops"
    assert parsed.leads[0].attributes["meeting_at"] == "2026-11-18T09:00:00.000000Z"


@pytest.mark.parametrize("address", ["daniel.moreau@atelier-moreau.example", "info@atelier-moreau.example"])
def test_the_meeting_finds_its_lead_even_behind_a_shared_mailbox(address: str) -> None:
    worker = driver()
    worker.feed(hooked("calendly", body_of(BOOKING).replace(b"daniel.moreau@atelier-moreau.example", address.encode())))

    events = worker.outputs
    (lead,) = [event for event in events if isinstance(event, LeadReceived)]
    (deed,) = [event for event in events if isinstance(event, LeadActivity)]
    (link,) = [event for event in events if isinstance(event, LeadLinked)]
    assert link.to == lead.lead_id
    assert deed.lead_id in {link.to, link.from_}
    assert worker.dead_letters == []


def test_a_meeting_that_was_moved_opens_no_second_lead() -> None:
    created = read("calendly", told("invitee.created", old_invitee=f"{URI}-old"))
    canceled = read("calendly", told("invitee.canceled", rescheduled=True, status="canceled"))

    assert (created.disposition, deeds(created)) == (
        Disposition.UPDATE_ONLY,
        [("meeting", "in", "appointment_booked", False)],
    )
    assert (canceled.disposition, canceled.leads, deeds(canceled)) == (Disposition.IGNORE, (), [])


@pytest.mark.parametrize(("canceler", "direction"), [("invitee", "in"), ("host", "out")])
def test_a_cancellation_makes_no_lead_and_neither_answers_nor_engages(canceler: str, direction: str) -> None:
    cancellation = {"canceler_type": canceler, "created_at": "2026-11-16T11:40:00.000000Z"}

    parsed = read("calendly", told("invitee.canceled", cancellation=cancellation))

    assert (parsed.disposition, parsed.leads) == (Disposition.IGNORE, ())
    assert deeds(parsed) == [("note", direction, "appointment_canceled", False)]
    assert parsed.activities[0].occurred_at == datetime(2026, 11, 16, 11, 40, tzinfo=UTC)


def test_a_meeting_that_the_invitee_missed_is_an_activity_of_ours() -> None:
    parsed = read("calendly", told("invitee_no_show.created", no_show={"created_at": "2026-11-16T17:10:00Z"}))

    assert (parsed.disposition, parsed.leads) == (Disposition.UPDATE_ONLY, ())
    assert deeds(parsed) == [("meeting", "out", "no_show", False)]
    assert parsed.activities[0].occurred_at == datetime(2026, 11, 16, 17, 10, tzinfo=UTC)


def test_what_becomes_of_a_booking_has_keys_of_its_own() -> None:
    events = ("invitee.created", "invitee.canceled", "invitee_no_show.created")

    keys = [one.event_id for event in events for one in read("calendly", told(event)).activities]

    assert keys == [f"{URI}:{event}" for event in events]


@pytest.mark.parametrize("event", ["invitee_no_show.deleted", "routing_form_submission.created", "event_type.updated"])
def test_other_events_are_acknowledged(event: str) -> None:
    parsed = read("calendly", {"event": event, "payload": {}})

    assert (parsed.disposition, parsed.leads, parsed.activities) == (Disposition.IGNORE, (), ())


def test_a_number_from_the_questions_counts_where_no_reminder_was_asked_for() -> None:
    question = {"question": "Phone number", "answer": "+442079460700", "position": 0}

    (lead,) = read(
        "calendly", told("invitee.created", text_reminder_number=None, questions_and_answers=[question])
    ).leads

    assert lead.phone == "+442079460700"


def test_the_same_booking_twice_is_one_touch_and_one_activity() -> None:
    worker = driver()
    worker.feed(hooked("calendly", body_of(BOOKING)))
    worker.feed(hooked("calendly", body_of(BOOKING).replace(b'"payment":null', b'"payment": null')))

    ids = [event.model_dump() for event in worker.outputs]
    assert len({one["touch_id"] for one in ids if "touch_id" in one}) == 1
    assert len({one["activity_id"] for one in ids if "activity_id" in one}) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"payload": {}}, "event"),
        ({"event": "invitee.created"}, "payload"),
        ({"event": "invitee.created", "payload": {"email": "a@firm.example"}}, "payload.uri"),
    ],
)
def test_what_names_no_invitee_is_refused(body: Any, field: str) -> None:
    with pytest.raises(WrongShape) as refusal:
        read("calendly", body)

    assert refusal.value.field == field
