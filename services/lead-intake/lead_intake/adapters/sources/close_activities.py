"""Close's activities: calls, mails, texts and meetings (developer.close.com: Activities).

With whom it was, the contact says, or the address of a mail. Close may leave the contact open and name the lead, which
is the company: that is refused at once, with what to do, since counting it for one of the company's people could stop
the clock of somebody whom nobody has answered.
"""

from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, as_object, at, objects
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import NobodyNamed
from lead_intake.domain.lead import Direction, Person
from lead_intake.domain.parsed import Parsed

_CALLED: Final = {
    "answered": "reached", "vm_answer": "voicemail", "vm_left": "voicemail", "no_answer": "no_answer", "busy": "busy",
    "blocked": "failed", "error": "failed", "abandoned": "no_answer",
}  # fmt: skip
_CALL_STATUS: Final = {"no_answer": "no_answer", "timeout": "no_answer", "busy": "busy", "failed": "failed"}
_FINISHED = frozenset({"completed", *_CALL_STATUS})
_MAILED = frozenset({"sent", "inbox", "archived", "received"})
"""What is a draft, scheduled or in the outbox has reached nobody."""
_COMPANY: Final = (
    "it names Close's lead, a company, and none of its contacts: choose the contact in Close, which tells of it again"
)


def read(delivery: Delivery, event: Node, kind: str, action: str) -> Parsed:
    """What was done, once per activity: Close tells of one when it begins, when it ends and when it is changed."""
    if action == "deleted":
        return crm.ignored("an activity that was deleted")
    data = as_object(event.get("data"), "data")
    if kind == "call":
        return _call(delivery, event, data)
    if kind in ("email", "sms", "whatsapp_message"):
        return _written(delivery, event, data, kind)
    if kind == "meeting":
        return _meeting(delivery, event, data)
    return crm.ignored("an activity that is no call, mail, text or meeting")


def _call(delivery: Delivery, event: Node, data: Node) -> Parsed:
    status = crm.word(data.get("status")) or "completed"
    if status not in _FINISHED:
        return crm.ignored("a call that is not over")
    deed = Deed(
        kind="call",
        direction=_direction(data),
        occurred_at=data.get("activity_at") or data.get("date_created") or event.get("date_created"),
        event_id=_id(event, data),
        outcome=_CALLED.get(crm.word(data.get("disposition"))) or _CALL_STATUS.get(status) or _talked(data),
        seconds=data.get("duration"),
        automated=crm.by_machine(data.get("source")),
        rep=data.get("user_id"),
    )
    return _done(delivery, deed, event, data, _person(data))


def _talked(data: Node) -> str | None:
    return "reached" if crm.seconds_of(data.get("duration")) else None


def _written(delivery: Delivery, event: Node, data: Node, kind: str) -> Parsed:
    if crm.word(data.get("status")) not in _MAILED:
        return crm.ignored("not sent yet")
    direction = _direction(data)
    inbound = direction == "in"
    deed = Deed(
        kind="email" if kind == "email" else "social",
        direction=direction,
        occurred_at=data.get("date_sent") or data.get("activity_at") or data.get("date_created"),
        event_id=_id(event, data),
        outcome="replied" if inbound else None,
        automated=_automated(data),
        rep=None if inbound else data.get("user_id"),
    )
    return _done(delivery, deed, event, data, _person(data, _other_side(data, inbound=inbound)))


def _automated(data: Node) -> bool:
    """Sequences, workflows and bulk mails send by themselves; so do auto-replies, whichever way they go."""
    sent_by = ("sequence_id", "sequence_subscription_id", "bulk_email_action_id", "agent_config_id")
    return any(text(data.get(name)) for name in sent_by) or flag(at(data, "envelope", "is_autoreply")) is True


def _other_side(data: Node, *, inbound: bool) -> JsonValue:
    """The address of a mail's other side, where there is only one."""
    if inbound:
        return data.get("sender")
    written = data.get("to")
    return written[0] if isinstance(written, list) and len(written) == 1 else None


def _meeting(delivery: Delivery, event: Node, data: Node) -> Parsed:
    status = crm.word(data.get("status"))
    if status not in ("upcoming", "completed"):
        return crm.ignored("a meeting that is under way or was called off")
    held = status == "completed"
    deed = Deed(
        kind="meeting",
        direction="out",
        occurred_at=data.get("starts_at") if held else data.get("date_created") or event.get("date_created"),
        event_id=f"{_id(event, data)}:{'held' if held else 'booked'}",
        outcome="held" if held else "appointment_booked",
        seconds=data.get("actual_duration") or data.get("duration") if held else None,
        rep=data.get("user_id"),
    )
    guests = tuple(guest for guest in objects(data.get("attendees")) if text(guest.get("contact_id")))
    if not guests:
        return _done(delivery, deed, event, data, _person(data))
    return crm.done(delivery, deed, *(crm.person(guest.get("contact_id"), guest.get("email")) for guest in guests))


def _direction(data: Node) -> Direction:
    return "in" if crm.word(data.get("direction")) in ("inbound", "incoming") else "out"


def _person(data: Node, address: JsonValue = None) -> Person:
    return crm.person(data.get("contact_id"), address)


def _done(delivery: Delivery, deed: Deed, event: Node, data: Node, person: Person) -> Parsed:
    """NobodyNamed says what is missing where Close knows the company alone."""
    try:
        return crm.done(delivery, deed, person)
    except NobodyNamed as error:
        if text(data.get("lead_id")) or text(event.get("lead_id")):
            raise NobodyNamed(_COMPANY, "contact_id") from error
        raise


def _id(event: Node, data: Node) -> str:
    return text(data.get("id")) or text(event.get("object_id")) or text(event.get("id")) or ""
