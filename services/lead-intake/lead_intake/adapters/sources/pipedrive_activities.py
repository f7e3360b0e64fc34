"""Pipedrive's activities: a call, mail or meeting counts when it is marked as done, a meeting also when it is booked."""

from collections.abc import Iterator

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, as_object, at, objects
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_MET = frozenset({"meeting", "demo"})


def read(delivery: Delivery, body: Node, meta: Node) -> Parsed:
    """``previous`` holds what changed: an activity that was done before is not done again by a change of its text."""
    data, created = as_object(body.get("data"), "data"), text(meta.get("action")) == "create"
    kind, over = crm.kind_of(data.get("type")), flag(data.get("done")) is True
    if kind is None or kind == "note":
        return crm.ignored("an activity that is no call, mail, meeting or message")
    if not created and not (over and flag(at(body, "previous", "done")) is False):
        return crm.ignored("an activity that was changed, not done")
    if not over and kind not in _MET:
        return crm.ignored("an activity that is planned")
    deed = Deed(
        kind=kind,
        direction="out",
        occurred_at=(data.get("marked_as_done_time") if over else data.get("add_time")) or meta.get("timestamp"),
        event_id=f"activity:{text(data.get('id') or meta.get('entity_id'))}:{'done' if over else 'booked'}",
        outcome=_outcome(data, over=over, met=kind in _MET),
        seconds=_seconds(data.get("duration")) if over else None,
        automated=crm.by_machine(meta.get("change_source")),
        rep=data.get("owner_id") or data.get("user_id"),
    )
    return crm.done(delivery, deed, *_people(data))


def _outcome(data: Node, *, over: bool, met: bool) -> str | None:
    if met:
        return "held" if over else "appointment_booked"
    return crm.outcome_of(data.get("outcome"))


def _seconds(duration: JsonValue) -> JsonValue:
    """``HH:MM`` or ``HH:MM:SS``."""
    parts = (text(duration) or "").split(":")
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() and len(part) <= 3 for part in parts):
        return None
    hours, minutes, seconds = (*map(int, parts), 0)[:3]
    return (hours * 3600 + minutes * 60 + seconds) or None


def _people(data: Node) -> Iterator[Person]:
    """The participants, each with the address that they have among the guests; else the guests that are none of ours."""
    guests = tuple(objects(data.get("attendees")))
    addresses = {text(guest.get("person_id")): _address(guest) for guest in guests}
    named = [one.get("person_id") for one in objects(data.get("participants"))] or [data.get("person_id")]
    known = [person for person in named if text(person)]
    yield from (crm.person(person, addresses.get(text(person))) for person in known)
    if not known:
        ours = ("user_id", "is_organizer")
        yield from (crm.person(address=_address(guest)) for guest in guests if not any(guest.get(one) for one in ours))


def _address(guest: Node) -> JsonValue:
    return guest.get("email_address") or guest.get("email")
