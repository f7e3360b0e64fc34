"""Drift: ``{orgId, type, data, token}`` (devdocs.drift.com: Webhooks; not verified, so names are taken by their meaning)."""

from dataclasses import replace
from typing import Final

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.fields import claim_of
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

_NEW = frozenset(
    {"contact_identified", "contact_created", "new_contact", "email_captured", "phone_captured", "new_lead"}
)
_UPDATED = frozenset({"contact_updated", "lead_stage_updated"})
_UNSUBSCRIBED = ("opt_out", "unsubscribed", "email_unsubscribed")
_NESTED: Final = ("attributes", "contact", "endUser")
_OURS = frozenset({"user", "bot", "agent"})


def parse(delivery: Delivery) -> Parsed:
    """One event, by its type."""
    body = object_of(delivery)
    kind = text(body.get("type"))
    if kind is None:
        raise WrongShape("type is missing: not an event of Drift", "type")
    if kind in ("ping", "test"):
        return Parsed(Disposition.ACCEPT_TEST, warnings=("a ping: nobody is in it",))
    data = as_object(body.get("data"), "data")
    said = _said(data)
    if kind == "contact_deleted":
        return crm.deleted()
    if kind.startswith("contact_") and any(flag(said.get(name)) for name in _UNSUBSCRIBED):
        return crm.suppressed(
            delivery, crm.person(_contact_id(data), said.get("email")), crm.WITHDRAWN, _at(data, body)
        )
    if kind in _NEW | _UPDATED:
        claim = _claim(kind, body, data, said)
        return accepted(delivery, (claim,)) if kind in _NEW else crm.updated(delivery, claim)
    if kind == "new_conversation":
        return _conversation(delivery, body, data, said)
    if kind == "new_message":
        return _message(delivery, body, data)
    if kind in ("new_meeting", "meeting_booked"):
        return _meeting(delivery, body, data, said)
    return crm.ignored("an event that says nothing of a lead")


def _conversation(delivery: Delivery, body: Node, data: Node, said: Node) -> Parsed:
    """Mostly it names its contact by id alone."""
    claim = _claim("new_conversation", body, data, said)
    if not (text(claim.email) or any(text(phone) for phone in claim.phones)):
        return crm.unfetched(delivery, claim)
    return accepted(delivery, (claim,))


def _message(delivery: Delivery, body: Node, data: Node) -> Parsed:
    author = data.get("author")
    who = crm.word(at(author, "type"))
    inbound = who not in _OURS
    deed = Deed(
        kind="social",
        direction="in" if inbound else "out",
        occurred_at=_at(data, body),
        event_id=f"message:{text(data.get('id'))}" if text(data.get("id")) else None,
        outcome="replied" if inbound else None,
        automated=who == "bot" or flag(at(author, "bot")) is True,
        rep=None if inbound else at(author, "id"),
    )
    return crm.done(
        delivery,
        deed,
        crm.person(at(author, "id") if inbound else data.get("contactId"), at(author, "email") if inbound else None),
    )


def _meeting(delivery: Delivery, body: Node, data: Node, said: Node) -> Parsed:
    """Booked in the chat, by the person themselves."""
    deed = Deed(
        kind="meeting",
        direction="in",
        occurred_at=data.get("createdAt") or body.get("createdAt"),
        event_id=f"meeting:{text(data.get('id'))}:booked" if text(data.get("id")) else None,
        outcome="appointment_booked",
        rep=data.get("agentId"),
    )
    return crm.done(delivery, deed, crm.person(_contact_id(data), said.get("email")))


def _claim(kind: str, body: Node, data: Node, said: Node) -> Claim:
    contact = text(_contact_id(data) if kind != "new_conversation" else data.get("contactId"))
    about, at_ = text(data.get("id")) or contact, _at(data, body)
    return replace(
        claim_of({name: value for name, value in said.items() if name not in _NOT_KEPT}),
        external_id=contact,
        names_person=True,
        event_id=f"{kind}:{about}:{at_ or ''}" if about else None,
        occurred_at=at_,
    )


_NOT_KEPT = frozenset({"external_id", "event_id", "occurred_at", "motion", "is_test", "id", "org_id"})


def _said(data: Node) -> Node:
    """The members of the data and of the contact in it, by our names; the contact's first."""
    found: Node = {}
    for part in (*(data.get(name) for name in _NESTED), data):
        for name, value in (part if isinstance(part, dict) else {}).items():
            if not isinstance(value, dict | list):
                found.setdefault(common(name), value)
    return found


def _contact_id(data: Node) -> str | None:
    named = (data.get("contactId"), data.get("endUserId"), at(data, "contact", "id"), data.get("id"))
    return next((one for value in named if (one := text(value))), None)


def _at(data: Node, body: Node) -> str | None:
    named = (data.get("updatedAt"), data.get("createdAt"), body.get("timestamp"), body.get("createdAt"))
    return next((one for value in named if (one := text(value))), None)
