"""HubSpot: the contact that a workflow's "Send a webhook" posts, and the notifications of its Webhooks API.

developers.hubspot.com: contacts v1 (the shape of the record), Webhooks API (which carries ids only).
"""

from pydantic import JsonValue

from lead_contracts.normalise import instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.shape import Node, as_object, at, json_of, objects
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Lead, Person, Suppression
from lead_intake.domain.parsed import Disposition, Parsed

_ATTRIBUTES = {
    "industry": "industry",
    "numemployees": "company_size",
    "annualrevenue": "annual_revenue",
    "budget": "budget",
    "city": "city",
    "state": "region",
    "lifecyclestage": "lifecycle_stage",
    "hs_analytics_source": "analytics_source",
    "preferred_channels": "preferred_contact",
}
_CAMPAIGN_SOURCES = frozenset({"PAID_SEARCH", "PAID_SOCIAL", "EMAIL_MARKETING", "OTHER_CAMPAIGNS"})


def parse(delivery: Delivery) -> Parsed:
    """A contact is a lead; a list of notifications names contacts that have to be fetched, changed or erased."""
    body = json_of(delivery.body)
    if isinstance(body, list):
        return _notifications(delivery, tuple(objects(body)))
    return accepted(delivery, (_contact(as_object(body)),))


def _contact(body: Node) -> Claim:
    if at(body, "properties") is None:
        raise WrongShape("properties is missing: not a HubSpot contact", "properties")
    submission = max(objects(body.get("form-submissions")), key=_submitted, default={})
    campaign = utm(submission.get("page-url"))
    vid = text(body.get("vid"))
    occurred_at = submission.get("timestamp") or _property(body, "createdate")
    return Claim(
        external_id=vid,
        event_id=f"{vid}:{text(submission.get('conversion-id')) or text(occurred_at)}" if vid else None,
        names_person=True,
        occurred_at=occurred_at,
        email=_property(body, "email"),
        phones=(_property(body, "phone"), _property(body, "mobilephone")),
        first_name=_property(body, "firstname"),
        last_name=_property(body, "lastname"),
        company=_property(body, "company"),
        website=_property(body, "website") or _property(body, "hs_email_domain"),
        job_title=_property(body, "jobtitle"),
        country=_property(body, "country"),
        utm_campaign=campaign.pop("utm_campaign", None),
        campaign=_campaign_name(body),
        message=_property(body, "message"),
        attributes=_attributes(body) | campaign | {"form_id": submission.get("form-id")},
    )


def _submitted(submission: Node) -> float:
    found = instant(submission.get("timestamp"))
    return found.timestamp() if found else 0.0


def _property(body: Node, name: str) -> JsonValue:
    """A property is an object with its value and history, or in newer accounts the bare value."""
    found = at(body, "properties", name)
    return found.get("value") if isinstance(found, dict) else found


def _attributes(body: Node) -> Node:
    return {ours: _property(body, theirs) for theirs, ours in _ATTRIBUTES.items()}


def _campaign_name(body: Node) -> JsonValue:
    """What HubSpot found out about the source is a campaign's name for paid and mailed ones only."""
    named = text(_property(body, "hs_analytics_source")) in _CAMPAIGN_SOURCES
    return _property(body, "hs_analytics_source_data_1") if named else None


def _notifications(delivery: Delivery, events: tuple[Node, ...]) -> Parsed:
    """HubSpot batches up to 100 notifications of any kind; erasures count whatever else is among them."""
    created = tuple(_named(delivery, event) for event in events if _kind(event) == "creation")
    erased = tuple(_erasure(delivery, event) for event in events if _kind(event) == "privacyDeletion")
    changed = tuple(_named(delivery, event) for event in events if _kind(event) == "propertyChange")
    if created:
        warning = "ids only: the contact has to be fetched"
        return Parsed(Disposition.NEEDS_ENRICHMENT, leads=created, suppressions=erased, warnings=(warning,))
    if erased:
        return Parsed(Disposition.SUPPRESS, suppressions=erased)
    return Parsed(Disposition.UPDATE_ONLY, leads=changed) if changed else Parsed(Disposition.IGNORE)


def _kind(event: Node) -> str:
    return str(event.get("subscriptionType")).rpartition(".")[2]


def _named(delivery: Delivery, event: Node) -> Lead:
    key = ("portalId", "subscriptionId", "objectId", "subscriptionType", "propertyName", "occurredAt")
    return Lead(
        source=delivery.source,
        channel=delivery.channel,
        external_id=text(event.get("objectId")),
        # eventId is documented as not unique
        event_id=":".join(text(event.get(name)) or "" for name in key),
        received_at=delivery.received_at,
        occurred_at=instant(event.get("occurredAt")),
    )


def _erasure(delivery: Delivery, event: Node) -> Suppression:
    person = Person(external_id=text(event.get("objectId")))
    occurred_at = instant(event.get("occurredAt")) or delivery.received_at
    if occurred_at is None:
        raise WrongShape("occurredAt is missing", "occurredAt")
    return Suppression(person, delivery.source, "erasure", occurred_at)
