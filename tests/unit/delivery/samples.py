"""Messages, settings and events to tell."""

from datetime import UTC, datetime, timedelta
from typing import Any

from lead_contracts.events import LeadAssigned, LeadContact, RepChanged, TeamChanged
from lead_runtime.delivery.channel import Letter
from lead_runtime.delivery.message import Contact, Message
from lead_runtime.delivery.settings import DeliveryFile

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LEAD = "7d0a4f5e-2c1b-8e9a-a4c6-5b0d3f7e9a12"
DECISION = {
    "policy": {"name": "standard", "version": 3},
    "inputs": {"motion": "inbound", "grade": "A", "score": 78},
    "steps": [{"step": "turn", "rep_id": "anna"}],
    "candidates": {"eligible": ["anna"]},
    "pick": "anna",
}


def message(about: str = LEAD, **given: Any) -> Message:
    members: dict[str, Any] = {
        "about": about,
        "lead_id": about,
        "event_id": "event-1",
        "event": "lead.assigned",
        "occurred_at": NOW,
        "channel": "hook",
        "to": "rep:anna",
        "title": "A new lead for you: grade A, inbound",
        "lines": ("Verre Clair · FR",),
        "links": {"lead": "https://sales.example.com/leads/1"},
        "data": {"lead_id": about, "grade": "A"},
        "give_up_at": NOW + 12 * HOUR,
    }
    return Message(**{**members, **given})


def letter(contact: Contact | None = None, **given: Any) -> Letter:
    return Letter("message-1", message(**given), contact)


def contact(**given: Any) -> Contact:
    members = {"email": "marc@verre-clair.example", "phone": "+33155512345", "first_name": "Marc", "message": "Call me"}
    return Contact(NOW + 30 * 24 * HOUR, **{**members, **given})


def settings(**given: Any) -> DeliveryFile:
    return DeliveryFile.model_validate({"channels": {"hook": {"kind": "webhook"}}, **given})


def assigned(lead_id: str = LEAD, rep_id: str = "anna", **given: Any) -> LeadAssigned:
    members: dict[str, Any] = {
        "lead_id": lead_id,
        "cycle": 1,
        "assignment_id": "assignment-1",
        "attempt": 1,
        "rep_id": rep_id,
        "role": "farmer",
        "team": "emea",
        "pool": "default",
        "decided_at": NOW,
        "accept_by": NOW + HOUR,
        "decision": DECISION,
        "facts": {"company": "Verre Clair", "country": "FR", "employees": 240},
    }
    return LeadAssigned.model_validate({**members, **given})


def rep(rep_id: str = "anna", **notify: Any) -> RepChanged:
    return RepChanged(
        rep_id=rep_id, name="Anna Berg", role="farmer", team="emea", time_zone="Europe/Berlin", notify=notify
    )


def team(team_id: str = "emea", managers: tuple[str, ...] = (), **notify: Any) -> TeamChanged:
    return TeamChanged(team_id=team_id, name=team_id.upper(), managers=managers, notify=notify)


def lead_contact(lead_id: str = LEAD) -> LeadContact:
    return LeadContact(
        lead_id=lead_id, email="marc@verre-clair.example", first_name="Marc", message="Call me", updated_at=NOW
    )
