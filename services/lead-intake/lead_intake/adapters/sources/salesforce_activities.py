"""Salesforce's tasks and events as change events: calls, mails and meetings (Object Reference: Task, Event)."""

from pydantic import JsonValue

from lead_contracts.normalise import instant, text
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_PEOPLE = ("00Q", "003")
"""How the ids of leads and contacts begin; a ``WhoId`` is one of them."""
_WRITTEN = frozenset({"CREATE", "UPDATE", "UNDELETE"})


def read(delivery: Delivery, payload: Node, header: Node) -> Parsed:
    """A task counts when it is completed, an event when it is made; a change names only what changed."""
    change = text(header.get("changeType")) or ""
    if change.startswith("GAP_"):
        return crm.unfetched(delivery, what="activity")
    if change not in _WRITTEN:
        return crm.ignored("an activity that was deleted")
    if header.get("entityName") == "Event":
        return _event(delivery, payload, header, change)
    return _task(delivery, payload, header)


def _task(delivery: Delivery, payload: Node, header: Node) -> Parsed:
    if not (flag(payload.get("IsClosed")) or crm.word(payload.get("Status")) == "completed"):
        return crm.ignored("a task that is not done yet")
    kind = crm.kind_of(payload.get("TaskSubtype"), payload.get("Type"), payload.get("CallType") and "call")
    if kind is None and header.get("changeType") == "UPDATE":
        return crm.unfetched(delivery, what="activity")
    if kind is None or kind == "note":
        return crm.ignored("a task that is no call, mail or meeting")
    deed = Deed(
        kind=kind,
        direction="in" if crm.word(payload.get("CallType")) == "inbound" else "out",
        occurred_at=payload.get("CompletedDateTime") or header.get("commitTimestamp"),
        event_id=_id(header, "done"),
        outcome=crm.outcome_of(payload.get("CallDisposition")),
        seconds=payload.get("CallDurationInSeconds"),
        automated=crm.by_machine(payload.get("TaskSubtype"), payload.get("Type"), header.get("changeOrigin")),
        rep=payload.get("OwnerId"),
    )
    return crm.done(delivery, deed, *_people(payload))


def _event(delivery: Delivery, payload: Node, header: Node, change: str) -> Parsed:
    """An event that is over when it is entered was held; one that lies ahead is booked by that."""
    if change != "CREATE":
        return crm.ignored("a meeting that was moved or changed")
    start, made = payload.get("StartDateTime") or payload.get("ActivityDateTime"), header.get("commitTimestamp")
    began, entered = instant(start), instant(made)
    held = began is not None and entered is not None and began <= entered
    deed = Deed(
        kind=crm.kind_of(payload.get("Type"), payload.get("EventSubtype")) or "meeting",
        direction="out",
        occurred_at=start if held else made,
        event_id=_id(header, "held" if held else "booked"),
        outcome="held" if held else "appointment_booked",
        seconds=_minutes(payload) if held else None,
        automated=crm.by_machine(header.get("changeOrigin")),
        rep=payload.get("OwnerId"),
    )
    return crm.done(delivery, deed, *_people(payload))


def _minutes(payload: Node) -> JsonValue:
    minutes = crm.seconds_of(payload.get("DurationInMinutes"))
    return None if minutes is None else minutes * 60


def _people(payload: Node) -> tuple[Person, ...]:
    who = text(payload.get("WhoId"))
    return (crm.person(who),) if who and who.startswith(_PEOPLE) else ()


def _id(header: Node, step: str) -> str | None:
    found = header.get("recordIds")
    record = text(found[0]) if isinstance(found, list) and found else None
    return f"{record}:{step}" if record and "*" not in record else None
