"""A record of HubSpot's: contacts v1 (``vid``, ``properties`` with histories), objects v3, or the selected properties."""

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.shape import Node

_ATTRIBUTES = {
    "industry": "industry",
    "numemployees": "company_size",
    "annualrevenue": "annual_revenue",
    "budget": "budget",
    "city": "city",
    "state": "region",
    "zip": "postal_code",
    "hs_language": "language",
    "lifecyclestage": "lifecycle_stage",
    "hs_analytics_source": "analytics_source",
    "hs_legal_basis": "legal_basis",
    "preferred_channels": "preferred_contact",
}
_IDS = ("vid", "objectId", "hs_object_id", "id")


def properties(body: Node) -> Node:
    """All of them, by name, in whichever form."""
    found = body.get("properties", body)
    return found if isinstance(found, dict) else {}


def said(body: Node, name: str) -> JsonValue:
    """A property: an object with its value and history, the bare value, or a member beside no ``properties`` at all."""
    found = properties(body).get(name)
    return found.get("value") if isinstance(found, dict) else found


def record_id(body: Node) -> str | None:
    """The record's id, under whichever name the shape has for it."""
    named = (text(body.get(name)) for name in _IDS)
    return next((one for one in named if one), None) or text(said(body, "hs_object_id"))


def person_of(body: Node) -> Claim:
    """What the properties, or some of them, say of the person."""
    return Claim(
        email=said(body, "email"),
        phones=(said(body, "phone"), said(body, "mobilephone")),
        first_name=said(body, "firstname"),
        last_name=said(body, "lastname"),
        company=said(body, "company"),
        website=said(body, "website") or said(body, "hs_email_domain"),
        job_title=said(body, "jobtitle"),
        country=said(body, "country"),
        attributes={ours: said(body, theirs) for theirs, ours in _ATTRIBUTES.items()},
    )
