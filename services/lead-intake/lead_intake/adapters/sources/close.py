"""Close: webhooks of its event log (developer.close.com: Webhooks, Event Log).

A lead of Close's is a company with contacts, and each contact is a lead of ours, under the contact's id alone: the
company's id under which its people could be found would join them. Instants have no zone and are UTC.
"""

from dataclasses import replace
from datetime import UTC, datetime

from pydantic import JsonValue

from lead_contracts.normalise import instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import close_activities, crm
from lead_intake.adapters.sources.fields import claim_of
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_MEMBERS = ("email", "phone", "first_name", "last_name", "full_name")
"""Members of a person, which a custom field of the company does not speak of."""


def parse(delivery: Delivery) -> Parsed:
    """One event, by what it is about."""
    event = as_object(object_of(delivery).get("event"), "event")
    about, action = text(event.get("object_type")) or "", text(event.get("action")) or ""
    if about == "unsubscribed_email" and action == "created":
        return crm.suppressed(delivery, crm.person(address=at(event, "data", "email")), crm.WITHDRAWN, _made(event))
    if action == "deleted" and about in ("lead", "contact"):
        return crm.deleted()
    if about == "activity.form_submission" and action == "created":
        return _submission(delivery, event)
    if about.startswith("activity."):
        return close_activities.read(delivery, event, about.removeprefix("activity."), action)
    if about in ("lead", "contact"):
        return _people(delivery, event, about, action)
    return crm.ignored("an event about no lead, contact or activity")


def _people(delivery: Delivery, event: Node, about: str, action: str) -> Parsed:
    data = event.get("data")
    body = data if isinstance(data, dict) else {}
    contacts = tuple(objects(body.get("contacts"))) if about == "lead" else (body,)
    people = crm.person(at(body, "id")) if about == "contact" else None
    if people and action == "updated" and _opted_out(body):
        return crm.suppressed(delivery, people, crm.WITHDRAWN, _made(event))
    if action == "created" or (people and action == "updated" and _first_reach(event)):
        reachable = tuple(contact for contact in contacts if contact.get("emails") or contact.get("phones"))
        if not reachable:
            return _known_by(crm.unfetched(delivery, _said(event, body, about)), body.get("id") if people else None)
        return _leads(delivery, event, body, reachable)
    return _known_by(crm.updated(delivery, _said(event, body, about)), body.get("id") if people else None)


def _said(event: Node, body: Node, about: str) -> Claim:
    company = _company(event, body)
    return _contact(body, company, None) if about == "contact" else company


def _known_by(parsed: Parsed, contact: JsonValue) -> Parsed:
    """Named by the contact's id, or by none."""
    return replace(parsed, leads=tuple(replace(lead, alias=text(contact)) for lead in parsed.leads))


def _leads(delivery: Delivery, event: Node, body: Node, contacts: tuple[Node, ...]) -> Parsed:
    """The contact's own id names the person, since activities name it; the lead's id names the company, and nobody."""
    alone = len(contacts) == 1
    company = _company(event, body)
    claims = tuple(
        _contact(contact, company, None if alone else text(contact.get("id")) or str(index))
        for index, contact in enumerate(contacts)
    )
    parsed = accepted(delivery, claims)
    named = (text(contact.get("id")) for contact in contacts)
    leads = tuple(replace(lead, alias=alias) for lead, alias in zip(parsed.leads, named, strict=True))
    return replace(parsed, leads=leads)


def _company(event: Node, body: Node) -> Claim:
    """What the company says of every one of its contacts."""
    about_lead = text(event.get("object_type")) == "lead"
    custom = _custom(body)
    attributes = {name: value for name, value in custom.items() if name not in _MEMBERS}
    return Claim(
        external_id=event.get("lead_id") or body.get("lead_id") or event.get("object_id"),
        event_id=text(event.get("id")),
        occurred_at=_iso(body.get("date_created") if text(event.get("action")) == "created" else None, event),
        motion=custom.get("motion") or custom.get("lead_source"),
        company=(body.get("name") or body.get("display_name")) if about_lead else None,
        website=body.get("url") if about_lead else None,
        country=next((one.get("country") for one in objects(body.get("addresses"))), None),
        campaign=custom.get("campaign"),
        utm_campaign=custom.get("utm_campaign"),
        message=body.get("description") if about_lead else None,
        attributes=attributes | {"lead_status": body.get("status_label")},
    )


def _contact(contact: Node, company: Claim, which: str | None) -> Claim:
    """``which`` tells the contacts of one event apart."""
    key = company.event_id
    return replace(
        company,
        names_person=True,
        event_id=f"{key}:{which}" if key and which else key,
        email=next((one.get("email") for one in objects(contact.get("emails"))), None),
        phones=tuple(one.get("phone") for one in objects(contact.get("phones"))),
        full_name=contact.get("name") or contact.get("display_name"),
        job_title=contact.get("title"),
    )


def _custom(body: Node) -> Node:
    """Custom fields under the labels that people gave them; those known by id alone say nothing to anybody."""
    fields = body.get("custom")
    return {common(name): value for name, value in fields.items()} if isinstance(fields, dict) else {}


def _submission(delivery: Delivery, event: Node) -> Parsed:
    """A form on one's own site that Close keeps: the person acted, so it is a touch."""
    data = as_object(event.get("data"), "data")
    said = claim_of(_answers(data))
    claim = replace(
        said,
        external_id=event.get("lead_id") or data.get("lead_id"),
        names_person=True,
        event_id=text(event.get("id")),
        occurred_at=_iso(data.get("date_created"), event),
        attributes={**said.attributes, "form_id": data.get("form_id"), "form_name": data.get("form_name")},
    )
    reachable = text(claim.email) or text(claim.phones[0])
    parsed = accepted(delivery, (claim,)) if reachable else crm.unfetched(delivery, claim)
    return _known_by(parsed, data.get("contact_id"))


def _answers(data: Node) -> Node:
    """The form's fields by our names: a list of names and values, or an object of them."""
    found: Node = {}
    fields = data.get("fields") or data.get("entries") or data.get("values")
    pairs = (
        fields.items()
        if isinstance(fields, dict)
        else ((text(one.get("name")) or text(one.get("label")) or "", one.get("value")) for one in objects(fields))
    )
    for name, value in pairs:
        found.setdefault(common(name), value)
    return found


def _first_reach(event: Node) -> bool:
    """Whether the contact had no address before: until then nobody could answer it."""
    before, now = at(event, "previous_data", "emails"), at(event, "data", "emails")
    return before == [] and bool(now)


def _opted_out(contact: Node) -> bool:
    addresses = tuple(objects(contact.get("emails")))
    return bool(addresses) and all(flag(one.get("is_unsubscribed")) for one in addresses)


def _made(event: Node) -> JsonValue:
    return event.get("date_created")


def _iso(said: JsonValue, event: Node) -> JsonValue:
    found: datetime | None = instant(said, UTC) or instant(_made(event), UTC)
    return found.isoformat() if found else None
