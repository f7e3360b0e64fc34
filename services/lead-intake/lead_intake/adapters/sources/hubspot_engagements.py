"""HubSpot's engagements: calls, mails, meetings and messages, as records (engagements v1, CRM objects v3, workflows).

developers.hubspot.com: engagements API; activities: calls, emails, meetings, communications.
"""

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import instant, text
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.hubspot_record import properties, record_id, said
from lead_intake.adapters.sources.shape import Node, at, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Direction, Kind, Person
from lead_intake.domain.parsed import Parsed

_BY_PROPERTY: Final[dict[str, Kind]] = {
    "hs_call_direction": "call", "hs_call_status": "call", "hs_call_duration": "call", "hs_call_disposition": "call",
    "hs_meeting_outcome": "meeting", "hs_meeting_start_time": "meeting",
    "hs_email_direction": "email", "hs_communication_channel_type": "social",
}  # fmt: skip
_DISPOSITIONS: Final = {
    "9d9162e7-6cf3-4944-bf63-4dff82258764": "busy",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "reached",
    "a4c4c377-d246-4b32-a13b-75a56a4cd0ff": "voicemail",
    "b2cf5968-551e-4856-9783-52b3da59a7d0": "voicemail",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "no_answer",
    "17b47fee-58de-441e-a44c-c6300d46f273": "wrong_number",
}
"""HubSpot's own call outcomes have the same id in every account."""
_SENT = frozenset({"", "sent"})
_OFF = frozenset({"canceled", "rescheduled"})
_UNDER_WAY = frozenset({"queued", "ringing", "connecting", "calling_crm_user", "in_progress", "scheduled"})


def is_one(body: Node) -> bool:
    """Whether the record is an engagement and not a contact."""
    named = _BY_PROPERTY.keys() & properties(body).keys()
    return isinstance(body.get("engagement"), dict) or any(said(body, name) is not None for name in named)


def read(delivery: Delivery, body: Node) -> Parsed:
    """What was done with each contact of the engagement; what is planned, under way or called off is nothing yet."""
    kind = _kind(body)
    if kind is None or kind == "note":
        return crm.ignored("an engagement that is no call, mail, meeting or message")
    if kind == "meeting":
        return _meeting(delivery, body)
    if _status(body) in _UNDER_WAY or (kind == "email" and _status(body) not in _SENT | {"bounced", "failed"}):
        return crm.ignored("not done yet")
    inbound = _inbound(body)
    direction: Direction = "in" if inbound else "out"
    deed = Deed(
        kind=kind,
        direction=direction,
        occurred_at=_first(body, "timestamp", "hs_timestamp"),
        event_id=_id(body),
        outcome=_call_outcome(body) if kind == "call" else "replied" if inbound else crm.outcome_of(_status(body)),
        seconds=_seconds(body),
        automated=_automated(body),
        rep=_first(body, "ownerId", "hubspot_owner_id"),
    )
    return crm.done(delivery, deed, *_people(body, kind, inbound=inbound))


def _meeting(delivery: Delivery, body: Node) -> Parsed:
    """Booked when it was made, held when it took place; a guest who did not come was still invited by us."""
    outcome = crm.word(_metadata(body, "meetingOutcome", "hs_meeting_outcome"))
    start, end = (
        _metadata(body, "startTime", "hs_meeting_start_time"),
        _metadata(body, "endTime", "hs_meeting_end_time"),
    )
    start = start or _first(body, "timestamp", "hs_timestamp")
    if outcome in _OFF:
        return crm.ignored("a meeting that was called off")
    began, ended = instant(start), instant(end)
    if not outcome:
        over = began is not None and delivery.received_at is not None and began <= delivery.received_at
        outcome = "completed" if over else "scheduled"
    booked = outcome == "scheduled"
    deed = Deed(
        kind="meeting",
        direction="in" if crm.word(_source(body)).startswith("meetings") else "out",
        occurred_at=_first(body, "createdAt", "hs_createdate") if booked else start,
        event_id=_id(body, "booked" if booked else "held"),
        outcome="appointment_booked" if booked else "no_show" if outcome == "no_show" else "held",
        seconds=(ended - began).total_seconds() if began and ended and not booked else None,
        automated=False,
        rep=_first(body, "ownerId", "hubspot_owner_id"),
    )
    return crm.done(delivery, deed, *_people(body, "meeting", inbound=False))


def _kind(body: Node) -> Kind | None:
    if isinstance(body.get("engagement"), dict):
        return crm.kind_of(at(body, "engagement", "type"))
    return next((kind for name, kind in _BY_PROPERTY.items() if said(body, name) is not None), None)


def _first(body: Node, v1: str, v3: str) -> JsonValue:
    return at(body, "engagement", v1) or said(body, v3)


def _metadata(body: Node, v1: str, v3: str) -> JsonValue:
    return at(body, "metadata", v1) or said(body, v3)


def _id(body: Node, *step: str) -> str | None:
    found = text(at(body, "engagement", "id")) or record_id(body)
    return ":".join((found, *step)) if found else None


def _source(body: Node) -> JsonValue:
    return at(body, "engagement", "source") or said(body, "hs_object_source") or said(body, "hs_meeting_source")


def _status(body: Node) -> str:
    status = said(body, "hs_email_status") or said(body, "hs_call_status") or at(body, "metadata", "status")
    return crm.word(status)


def _inbound(body: Node) -> bool:
    names = (
        at(body, "engagement", "type"), at(body, "metadata", "direction"),
        said(body, "hs_call_direction"), said(body, "hs_email_direction"),
    )  # fmt: skip
    return any(crm.word(name).startswith(("inbound", "incoming")) for name in names)


def _call_outcome(body: Node) -> str | None:
    named = text(_metadata(body, "disposition", "hs_call_disposition")) or ""
    return _DISPOSITIONS.get(named.lower()) or crm.outcome_of(named, _status(body))


def _seconds(body: Node) -> float | None:
    return crm.seconds_of(_metadata(body, "durationMilliseconds", "hs_call_duration"), per_second=1000)


def _automated(body: Node) -> bool:
    in_sequence = text(said(body, "hs_sequence_id")) or text(at(body, "metadata", "sequenceId"))
    return bool(in_sequence) or crm.by_machine(_source(body), at(body, "metadata", "sentVia"))


def _people(body: Node, kind: Kind, *, inbound: bool) -> Iterator[Person]:
    """The associated contacts; where none is named, the other side of a mail."""
    contacts = list(_contacts(body))
    if contacts:
        yield from (crm.person(contact) for contact in contacts)
    elif kind == "email":
        side = "from" if inbound else "to"
        written = at(body, "metadata", side)
        for one in written if isinstance(written, list) else (written,):
            yield crm.person(address=at(one, "email"))
        for one in (text(said(body, f"hs_email_{side}_email")) or "").split(";"):
            yield crm.person(address=one)


def _contacts(body: Node) -> Iterator[JsonValue]:
    named = at(body, "associations", "contactIds")
    yield from named if isinstance(named, list) else ()
    yield from (one.get("id") for one in objects(at(body, "associations", "contacts", "results")))
