"""Pipedrive: webhooks v2 (pipedrive.readme.io: Guide for Webhooks v2; the members of ``data`` follow its API v2).

Leads and deals carry the ids of a person and an organisation only; persons carry themselves.
"""

from dataclasses import replace
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm, pipedrive_activities
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of, objects
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_ENQUIRIES = frozenset({"lead", "deal"})
_ATTRIBUTES: Final = {
    "title": "title",
    "source_name": "lead_source",
    "origin": "origin",
    "channel_id": "channel_id",
    "marketing_status": "marketing_status",
    "label": "label",
}


def parse(delivery: Delivery) -> Parsed:
    """One event. What was deleted lies in ``previous``."""
    body = object_of(delivery)
    meta = as_object(body.get("meta"), "meta")
    entity, action = text(meta.get("entity")), text(meta.get("action"))
    if action == "delete" and entity in {"person", "activity", *_ENQUIRIES}:
        return crm.deleted()
    if entity == "activity":
        return pipedrive_activities.read(delivery, body, meta)
    if entity == "person":
        return _person(delivery, as_object(body.get("data"), "data"), body, meta)
    if entity in _ENQUIRIES:
        data = as_object(body.get("data"), "data")
        claim = _enquiry(data, meta)
        if action == "create":
            return _of_person(crm.unfetched(delivery, claim, what="person"), data)
        return _of_person(crm.updated(delivery, claim), data)
    return crm.ignored("an event about no person, lead, deal or activity")


def _of_person(parsed: Parsed, data: Node) -> Parsed:
    """The enquiry belongs to whoever its person turns out to be."""
    person = text(data.get("person_id"))
    return replace(parsed, leads=tuple(replace(lead, alias=person) for lead in parsed.leads))


def _person(delivery: Delivery, data: Node, body: Node, meta: Node) -> Parsed:
    claim = _contact(data, meta)
    if text(meta.get("action")) == "create":
        only_named = text(claim.external_id) and not any(map(text, (claim.email, *claim.phones)))
        return crm.unfetched(delivery, claim, what="address") if only_named else accepted(delivery, (claim,))
    if data.get("marketing_status") == "unsubscribed" and at(body, "previous", "marketing_status") is not None:
        person = crm.person(claim.external_id, claim.email)
        return crm.suppressed(delivery, person, crm.WITHDRAWN, meta.get("timestamp"))
    return crm.updated(delivery, claim)


def _contact(data: Node, meta: Node) -> Claim:
    status = text(data.get("marketing_status"))
    organisation = data.get("org_id")
    return Claim(
        external_id=data.get("id") or meta.get("entity_id"),
        names_person=True,
        event_id=text(meta.get("id")),
        occurred_at=_when(data, meta),
        email=_preferred(data.get("emails") or data.get("email")),
        phones=(_preferred(data.get("phones") or data.get("phone")),),
        first_name=data.get("first_name"),
        last_name=data.get("last_name"),
        full_name=data.get("name"),
        company=data.get("org_name") or at(organisation, "name"),
        job_title=data.get("job_title"),
        country=at(data, "postal_address", "country"),
        consent=_CONSENT.get(status or ""),
        attributes=_attributes(data),
    )


_CONSENT: Final = {"subscribed": True, "unsubscribed": False}


def _enquiry(data: Node, meta: Node) -> Claim:
    """The id is that of the enquiry, and stands for no person: numbers of deals are also those of persons."""
    linked: Node = {
        "person_id": data.get("person_id"),
        "organization_id": data.get("organization_id") or data.get("org_id"),
    }
    return Claim(
        external_id=data.get("id") or meta.get("entity_id"),
        event_id=text(meta.get("id")),
        occurred_at=_when(data, meta),
        attributes=_attributes(data) | linked,
    )


def _when(data: Node, meta: Node) -> JsonValue:
    """A new record says when it was made; a change is as old as its event."""
    created = text(meta.get("action")) == "create"
    return (data.get("add_time") if created else None) or meta.get("timestamp")


def _attributes(data: Node) -> Node:
    return {ours: data.get(theirs) for theirs, ours in _ATTRIBUTES.items()}


def _preferred(values: JsonValue) -> JsonValue:
    """The primary one of several addresses or numbers, else the first."""
    found = list(objects(values))
    first = next((one for one in found if one.get("primary") is True), found[0] if found else None)
    return first.get("value") if first else values
