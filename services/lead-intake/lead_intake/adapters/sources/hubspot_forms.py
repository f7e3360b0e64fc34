"""HubSpot's form submissions, as sites post them (developers.hubspot.com: submissions/v3/integration/submit).

Such a request is made to HubSpot; a site that makes it can be pointed at us without a change of its code.
"""

from dataclasses import replace

from pydantic import JsonValue

from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.fields import claim_of
from lead_intake.adapters.sources.shape import Node, at, objects
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import flag, utm
from lead_intake.domain.delivery import Delivery

_COMPANY = "0-2"
_OF_COMPANY = {"name": "company", "domain": "website"}


def claim(delivery: Delivery, body: Node) -> Claim:
    """What the form's fields say; a submission has no id of its own."""
    said = claim_of(_fields(body))
    campaign = utm(at(body, "context", "pageUri"))
    return replace(
        said,
        event_id=delivery.event_id,
        occurred_at=body.get("submittedAt"),
        utm_campaign=campaign.pop("utm_campaign", None) or said.utm_campaign,
        campaign_id=at(body, "context", "sfdcCampaignId"),
        consent=_consent(body) or said.consent,
        attributes={**said.attributes, **campaign, **_told(body)},
    )


def _fields(body: Node) -> Node:
    """By our names, the first of each; the company's name is not the person's."""
    found: Node = {}
    for field in objects(body.get("fields")):
        name = str(field.get("name"))
        of_company = _OF_COMPANY.get(name) if field.get("objectTypeId") == _COMPANY else None
        found.setdefault(of_company or common(name), field.get("value"))
    return found


def _consent(body: Node) -> JsonValue:
    """What the person ticked; a legitimate interest is a claim of the site's and no consent."""
    consent = at(body, "legalConsentOptions", "consent")
    return {"given": at(consent, "consentToProcess"), "text": at(consent, "text")} if consent else None


def _told(body: Node) -> Node:
    interest = at(body, "legalConsentOptions", "legitimateInterest")
    wished = [flag(one.get("value")) for one in objects(at(body, "legalConsentOptions", "consent", "communications"))]
    return {
        "page_name": at(body, "context", "pageName"),
        "legal_basis": "legitimate_interest" if flag(at(interest, "value")) else None,
        "wants_communication": any(wished) if wished else None,
    }
