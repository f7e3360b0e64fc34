"""Calendly: who books a meeting is a lead, and the meeting an activity (developer.calendly.com: Webhook payload).

A meeting that is moved comes as a created invitee that names an old one, and a canceled one that says so.
"""

from dataclasses import replace

from pydantic import JsonValue

from lead_contracts.normalise import email, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.crm import Deed, done, ignored
from lead_intake.adapters.sources.questions import answered, claim_of
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.adapters.sources.words import snake
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Direction, Kind, Person
from lead_intake.domain.parsed import Disposition, Parsed

_TOPIC = ("discuss", "prepare_for_our_meeting")
"""In the questions that Calendly suggests for what the meeting is about."""


def parse(delivery: Delivery) -> Parsed:
    """A booking is a lead and an activity; what becomes of the booking is an activity alone."""
    body = object_of(delivery)
    event = text(body.get("event"))
    if event is None:
        raise WrongShape("event is missing: not a notice of Calendly", "event")
    if event == "invitee.created":
        return _booked(delivery, _Notice(delivery, event, body))
    if event == "invitee.canceled":
        return _canceled(_Notice(delivery, event, body))
    if event == "invitee_no_show.created":
        return _missed(_Notice(delivery, event, body))
    return ignored("not about a meeting that was booked, missed or canceled")


class _Notice:
    """What happened to the booking of one invitee."""

    def __init__(self, delivery: Delivery, event: str, body: Node) -> None:
        self.invitee = as_object(body.get("payload"), "payload")
        self.uri = text(self.invitee.get("uri"))
        if self.uri is None:
            raise WrongShape("payload.uri is missing", "payload.uri")
        self._delivery, self._event, self._told_at = delivery, event, body.get("created_at")

    def deed(self, kind: Kind, direction: Direction, outcome: str, said_at: JsonValue) -> Parsed:
        """The activity; the event and the invitee tell a repeat of it."""
        # a shared mailbox does not tell who is meant, the booking does
        person = Person(email=email(self.invitee.get("email")), external_id=self.uri)
        at = said_at or self._told_at
        deed = Deed(
            kind=kind, direction=direction, outcome=outcome, occurred_at=at, event_id=f"{self.uri}:{self._event}"
        )
        return done(self._delivery, deed, person)


def _booked(delivery: Delivery, notice: _Notice) -> Parsed:
    """A booking that was moved is known already: it must not open a second lead."""
    invitee = notice.invitee
    parsed = accepted(delivery, (_claim(invitee),))
    meeting = notice.deed("meeting", "in", "appointment_booked", invitee.get("created_at"))
    moved = text(invitee.get("old_invitee")) is not None
    disposition = Disposition.UPDATE_ONLY if moved else parsed.disposition
    return replace(parsed, disposition=disposition, activities=meeting.activities)


def _canceled(notice: _Notice) -> Parsed:
    """A note, since neither side reached the other; of a meeting that was moved its new booking tells."""
    invitee = notice.invitee
    if invitee.get("rescheduled") is True:
        return ignored("the meeting was moved: its new booking tells")
    direction: Direction = "out" if at(invitee, "cancellation", "canceler_type") == "host" else "in"
    deed = notice.deed("note", direction, "appointment_canceled", at(invitee, "cancellation", "created_at"))
    return replace(deed, disposition=Disposition.IGNORE)


def _missed(notice: _Notice) -> Parsed:
    """Our side was there, the invitee was not."""
    deed = notice.deed("meeting", "out", "no_show", at(notice.invitee, "no_show", "created_at"))
    return replace(deed, disposition=Disposition.UPDATE_ONLY)


def _claim(invitee: Node) -> Claim:
    questions = ((str(one.get("question")), one.get("answer")) for one in objects(invitee.get("questions_and_answers")))
    claim = claim_of(answered((_topic(question), answer) for question, answer in questions), _about(invitee))
    return replace(
        claim,
        external_id=invitee.get("uri"),
        event_id=text(invitee.get("uri")),
        names_person=True,  # what becomes of the booking names its person again
        occurred_at=invitee.get("created_at"),
        email=invitee.get("email") or claim.email,
        phones=(invitee.get("text_reminder_number"), *claim.phones),
        first_name=invitee.get("first_name"),
        last_name=invitee.get("last_name"),
        full_name=invitee.get("name"),
        utm_campaign=at(invitee, "tracking", "utm_campaign"),
    )


def _topic(question: str) -> str:
    return "message" if any(word in snake(question) for word in _TOPIC) else question


def _about(invitee: Node) -> Node:
    """What rules may ask of the booking, and the sender's own tracking."""
    tracking = invitee.get("tracking")
    meeting = invitee.get("scheduled_event")
    return (tracking if isinstance(tracking, dict) else {}) | {
        "meeting": at(meeting, "name"),
        "meeting_at": at(meeting, "start_time"),
        "preferred_contact": at(meeting, "location", "type"),
        "time_zone": invitee.get("timezone"),
    }
