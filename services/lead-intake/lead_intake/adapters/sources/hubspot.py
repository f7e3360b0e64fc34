"""HubSpot: the contact that a workflow's "Send a webhook" posts, what its forms submit, what its apps are notified of.

developers.hubspot.com: contacts v1 and CRM objects v3 (the shape of the record). Forms, notifications and engagements
have files of their own beside this one.
"""

from dataclasses import replace
from functools import partial

from pydantic import JsonValue

from lead_contracts.normalise import instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import hubspot_engagements, hubspot_forms, hubspot_notifications
from lead_intake.adapters.sources.crm import each
from lead_intake.adapters.sources.hubspot_record import person_of, record_id, said
from lead_intake.adapters.sources.shape import Node, as_object, json_of, objects
from lead_intake.adapters.values import flag, utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_CAMPAIGN_SOURCES = frozenset({"PAID_SEARCH", "PAID_SOCIAL", "EMAIL_MARKETING", "OTHER_CAMPAIGNS"})
_TELLING = ("email", "phone", "mobilephone", "firstname", "lastname")


def parse(delivery: Delivery) -> Parsed:
    """Whatever HubSpot posts, or a batch of it, each item by its own shape."""
    body = json_of(delivery.body)
    return each(body if isinstance(body, list) else (body,), partial(_read, delivery))


def _read(delivery: Delivery, item: JsonValue) -> Parsed:
    body = as_object(item)
    if "subscriptionType" in body:
        return hubspot_notifications.read(delivery, body)
    if isinstance(body.get("fields"), list):
        return accepted(delivery, (hubspot_forms.claim(delivery, body),))
    if hubspot_engagements.is_one(body):
        return hubspot_engagements.read(delivery, body)
    return accepted(delivery, (_contact(body),))


def _contact(body: Node) -> Claim:
    if not isinstance(body.get("properties"), dict) and not any(name in body for name in _TELLING):
        raise WrongShape("properties is missing: not a HubSpot contact", "properties")
    submission = max(objects(body.get("form-submissions")), key=_submitted, default={})
    campaign = utm(submission.get("page-url"))
    vid = record_id(body)
    occurred_at = submission.get("timestamp") or said(body, "createdate")
    person = person_of(body)
    return replace(
        person,
        external_id=vid,
        event_id=f"{vid}:{text(submission.get('conversion-id')) or text(occurred_at)}" if vid else None,
        names_person=True,
        occurred_at=occurred_at,
        utm_campaign=campaign.pop("utm_campaign", None),
        campaign=_campaign_name(body),
        message=said(body, "message"),
        consent={"given": False} if flag(said(body, "hs_email_optout")) else None,
        attributes={**person.attributes, **campaign, "form_id": submission.get("form-id")},
    )


def _submitted(submission: Node) -> float:
    found = instant(submission.get("timestamp"))
    return found.timestamp() if found else 0.0


def _campaign_name(body: Node) -> JsonValue:
    """What HubSpot found out about the source is a campaign's name for paid and mailed ones only."""
    named = text(said(body, "hs_analytics_source")) in _CAMPAIGN_SOURCES
    return said(body, "hs_analytics_source_data_1") if named else None
