"""What customer data platforms send: calls of Segment's specification (segment.com/docs/connections/spec).

Most of what they tell are steps of a visit. A lead is who gave a way to be answered: in an ``identify``, or in the
properties of a ``track``, or known to it where its name says that somebody asked for something.
"""

from dataclasses import replace
from datetime import timedelta

from pydantic import JsonValue

from lead_contracts.normalise import email, instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.fields import claim_of, recognised
from lead_intake.adapters.sources.shape import Node, at
from lead_intake.adapters.sources.words import snake
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_ASKED = frozenset(
    {
        "booked",
        "consultation",
        "contact",
        "demo",
        "enquiry",
        "form",
        "inquiry",
        "lead",
        "quote",
        "registered",
        "request",
    }
    | {"requested", "signed", "signup", "submitted", "subscribed", "trial"}
)
_WITHDREW = frozenset({"unsubscribe", "unsubscribed", "spam", "optout"})
_OF_A_MAIL = frozenset({"delivered", "opened", "clicked", "bounced"})
_STEPS = frozenset({"page", "screen", "group", "alias"})
_PRIVATE = ("age", "avatar", "birthday", "gender", "id", "username")
"""Of no use to whoever answers."""
_NEW = timedelta(days=1)


def read_call(delivery: Delivery, call: Node) -> Parsed:
    """One call. WrongShape for what is none."""
    kind = text(call.get("type"))
    if kind == "identify":
        return _identified(delivery, call)
    if kind == "track":
        return _tracked(delivery, call)
    if kind in _STEPS:
        return crm.ignored("a step of a visit")
    if kind == "delete":  # what Segment passes on of a request by the GDPR (Privacy: User Deletion and Suppression)
        return crm.suppressed(delivery, crm.person(call.get("userId")), crm.ERASED, _when(call))
    raise WrongShape("type is not one of identify, track, page, screen, group, alias, delete", "type")


def _identified(delivery: Delivery, call: Node) -> Parsed:
    claim = _claim(call, _traits(call))
    new = _reachable(claim) and not _known_for_long(call)
    return accepted(delivery, (claim,)) if new else crm.updated(delivery, claim)


def _known_for_long(call: Node) -> bool:
    """Every visit of a customer identifies them again; ``createdAt`` says since when they are known."""
    known, now = instant(_traits(call).get("createdAt")), instant(_when(call))
    return known is not None and now is not None and now - known > _NEW


def _tracked(delivery: Delivery, call: Node) -> Parsed:
    words = frozenset(snake(text(call.get("event")) or "").split("_"))
    properties = _object(call.get("properties"))
    claim = _claim(call, properties, _traits(call))
    if words & _WITHDREW or {"opt", "out"} <= words:
        return crm.suppressed(delivery, crm.person(call.get("userId"), claim.email), crm.WITHDRAWN, _when(call))
    if "email" in words and words & _OF_A_MAIL:
        return crm.ignored("what became of a mail")
    typed = _reachable(claim_of(recognised(properties)))
    if typed or (words & _ASKED and _reachable(claim)):
        return accepted(delivery, (claim,))
    return crm.ignored("a step of a visit")


def _reachable(claim: Claim) -> bool:
    return any(text(said) for said in (claim.email, *claim.phones))


def _claim(call: Node, *said: Node) -> Claim:
    campaign = _object(at(call, "context", "campaign"))
    named = utm(at(call, "context", "page", "url")) | {f"utm_{name}": value for name, value in campaign.items()}
    utm_campaign = named.pop("utm_name", None) or named.pop("utm_campaign", None)
    claim = claim_of(recognised(*map(_flat, said)))
    user = text(call.get("userId"))
    return replace(
        claim,
        external_id=user or call.get("anonymousId"),
        names_person=user is not None,  # an anonymousId is a browser's
        event_id=text(call.get("messageId")),
        occurred_at=_when(call),
        email=claim.email or email(user),
        utm_campaign=utm_campaign or claim.utm_campaign,
        attributes={**claim.attributes, **named, "event": call.get("event")},
    )


def _flat(traits: Node) -> Node:
    """The two objects that the specification has among the traits, laid beside the others; nothing private."""
    company, address = traits.get("company"), traits.get("address")
    flat = {name: value for name, value in traits.items() if name not in _PRIVATE}
    if isinstance(company, dict):
        flat |= {
            "company": company.get("name"),
            "industry": company.get("industry"),
            "company_size": company.get("employee_count"),
        }
    if isinstance(address, dict):
        flat |= {"country": address.get("country"), "city": address.get("city"), "region": address.get("state")}
        del flat["address"]
    return flat


def _traits(call: Node) -> Node:
    """Segment has them beside the context, RudderStack within."""
    return _object(at(call, "context", "traits")) | _object(call.get("traits"))


def _when(call: Node) -> JsonValue:
    """``timestamp`` is put right by the platform's clock; the others are the device's, or those of the way."""
    return call.get("timestamp") or call.get("originalTimestamp")


def _object(value: JsonValue) -> Node:
    return value if isinstance(value, dict) else {}
