"""Intercom: notifications about contacts and conversations (developers.intercom.com: Webhook topics, contact schema)."""

import html
import re
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Direction
from lead_intake.domain.parsed import Disposition, Parsed

_NEW: Final = frozenset({
    "contact.lead.created", "contact.user.created", "contact.created", "user.created",
    "contact.lead.added_email", "contact.added_email", "contact.lead.signed_up",
})  # fmt: skip
_ADDED_LATER = frozenset({"contact.lead.added_email", "contact.added_email", "contact.lead.signed_up"})
_WITHDRAWN = frozenset(
    {"contact.unsubscribed", "contact.user.unsubscribed", "user.unsubscribed", "user.email.unsubscribed"}
)
_DELETED = frozenset({"contact.deleted", "contact.user.deleted", "user.deleted", "contact.archived"})
_WRITTEN: Final[dict[str, Direction]] = {
    "conversation.user.replied": "in",
    "conversation.admin.replied": "out",
    "conversation.admin.single.created": "out",
}
_MEMBERS = ("company", "website", "job_title", "country", "campaign", "message", "consent")
_TAG = re.compile(r"<[^<>]{0,2000}>")


def parse(delivery: Delivery) -> Parsed:
    """One notification, by its topic; a ping only asks whether somebody is there."""
    body = object_of(delivery)
    topic = text(body.get("topic"))
    if topic is None:
        raise WrongShape("topic is missing: not a notification of Intercom", "topic")
    if topic == "ping":
        return Parsed(Disposition.ACCEPT_TEST, warnings=("a ping: nobody is in it",))
    item = as_object(at(body, "data", "item"), "data.item")
    if topic in _NEW:
        return _contact(delivery, body, item, topic)
    if topic in _DELETED:
        return crm.deleted()
    if topic in _WITHDRAWN or (topic.startswith("contact.") and flag(item.get("unsubscribed_from_emails"))):
        return crm.suppressed(delivery, crm.person(item.get("id"), item.get("email")), crm.WITHDRAWN, _told(body))
    if topic == "conversation.user.created":
        return _conversation(delivery, body, item)
    if topic in _WRITTEN:
        return _message(delivery, body, item, _WRITTEN[topic])
    if topic.startswith(("contact.", "user.")):
        return crm.updated(delivery, _claim(body, item, _told(body)))
    return crm.ignored("a topic that says nothing of a lead")


def _contact(delivery: Delivery, body: Node, item: Node, topic: str) -> Parsed:
    """A visitor without an address is an id only, until one is added."""
    claim = _claim(body, item, _told(body) if topic in _ADDED_LATER else item.get("created_at") or _told(body))
    if not (text(item.get("email")) or text(item.get("phone"))):
        return crm.unfetched(delivery, claim)
    return accepted(delivery, (claim,))


def _claim(body: Node, item: Node, occurred_at: JsonValue) -> Claim:
    custom = _custom(item)
    said = {name: custom.pop(name, None) for name in _MEMBERS}
    place = item.get("location")
    companies = [one.get("name") for one in objects(at(item, "companies", "data")) if text(one.get("name"))]
    return Claim(
        external_id=item.get("id"),
        names_person=True,
        event_id=text(body.get("id")),
        occurred_at=occurred_at,
        email=item.get("email"),
        phones=(item.get("phone"), custom.pop("phone", None)),
        full_name=item.get("name"),
        company=said["company"] or (companies[0] if companies else None),
        website=said["website"],
        job_title=said["job_title"],
        country=said["country"] or at(place, "country_code") or at(place, "country"),
        utm_campaign=item.get("utm_campaign"),
        campaign=said["campaign"],
        message=said["message"],
        consent={"given": False} if flag(item.get("unsubscribed_from_emails")) else said["consent"],
        attributes=custom | _visit(item) | {"city": at(place, "city"), "region": at(place, "region")},
    )


def _custom(item: Node) -> Node:
    found: Node = {}
    fields = item.get("custom_attributes")
    for name, value in (fields if isinstance(fields, dict) else {}).items():
        found.setdefault(common(name), value)
    return found


def _visit(item: Node) -> Node:
    return {name: item.get(name) for name in ("utm_source", "utm_medium", "utm_term", "utm_content", "referrer")}


def _conversation(delivery: Delivery, body: Node, item: Node) -> Parsed:
    """Somebody wrote to us: a touch with its words, where they left an address."""
    author, said = _author(item), _plain(at(item, "source", "body"))
    claim = Claim(
        external_id=_contact_id(item),
        names_person=True,
        event_id=text(body.get("id")),
        occurred_at=item.get("created_at") or _told(body),
        email=author.get("email"),
        full_name=author.get("name"),
        message=said,
    )
    if not text(author.get("email")):
        return crm.unfetched(delivery, claim)
    return accepted(delivery, (claim,))


def _message(delivery: Delivery, body: Node, item: Node, direction: Direction) -> Parsed:
    """A chat is a message; what the bot says is a machine's."""
    part = next(objects(at(item, "conversation_parts", "conversation_parts")), None) or as_object(
        item.get("source") or {}
    )
    author = part.get("author")
    inbound = direction == "in"
    deed = Deed(
        kind="email" if crm.word(at(item, "source", "type")) == "email" else "social",
        direction=direction,
        occurred_at=part.get("created_at") or _told(body),
        event_id=f"part:{text(part.get('id'))}" if text(part.get("id")) else text(body.get("id")),
        outcome="replied" if inbound else None,
        automated=crm.word(at(author, "type")) == "bot" or crm.by_machine(at(item, "source", "delivered_as")),
        rep=None if inbound else at(author, "id"),
    )
    if inbound:
        return crm.done(delivery, deed, crm.person(at(author, "id") or _contact_id(item), at(author, "email")))
    return crm.done(delivery, deed, crm.person(_contact_id(item), _author(item).get("email")))


def _author(item: Node) -> Node:
    """Who began the conversation, unless that was one of ours."""
    author = at(item, "source", "author")
    ours = crm.word(at(author, "type")) in ("admin", "bot", "team")
    return author if isinstance(author, dict) and not ours else {}


def _contact_id(item: Node) -> JsonValue:
    contact = next(objects(at(item, "contacts", "contacts")), {})
    return contact.get("id") or _author(item).get("id")


def _plain(markup: JsonValue) -> str | None:
    found = text(markup)
    return " ".join(html.unescape(_TAG.sub(" ", found)).split()) if found else None


def _told(body: Node) -> JsonValue:
    return body.get("created_at") or body.get("first_sent_at")
