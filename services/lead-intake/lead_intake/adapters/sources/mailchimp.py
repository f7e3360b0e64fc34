"""Mailchimp: audience webhooks, form posts (mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks).

Not signed: a secret in the address proves them. ``fired_at`` is UTC without saying so.
"""

from dataclasses import replace
from datetime import UTC

from lead_contracts.normalise import instant, text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.fields import claim_of, recognised
from lead_intake.adapters.sources.form import form_of
from lead_intake.adapters.sources.shape import Node, as_object
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Correction
from lead_intake.domain.parsed import Parsed

_TAGS = {"FNAME": "first_name", "LNAME": "last_name"}
"""Merge tags that every audience begins with; further ones are named by whoever adds them."""
_COMPLAINT = "complaint"


def parse(delivery: Delivery) -> Parsed:
    """A subscription is a lead that agreed; a withdrawal and a complaint suppress; a changed address links."""
    body = form_of(delivery)
    kind, data = text(body.get("type")), as_object(body.get("data"), "data")
    fired_at = text(body.get("fired_at"))
    if kind == "subscribe":
        return accepted(delivery, (_claim(body, data),))
    if kind == "profile":
        return crm.updated(delivery, _claim(body, data))
    if kind == "upemail":
        return _moved(delivery, body, data)
    if kind == "unsubscribe":
        return crm.suppressed(delivery, crm.person(data.get("id"), data.get("email")), _why(data), fired_at)
    if kind == "cleaned":
        return _cleaned(delivery, data, fired_at)
    return crm.ignored("no change of a subscriber")


def _claim(body: Node, data: Node) -> Claim:
    merges = data.get("merges")
    said = recognised({_TAGS.get(tag, tag): value for tag, value in merges.items()} if isinstance(merges, dict) else {})
    key = (body.get("type"), data.get("id"), data.get("list_id"), body.get("fired_at"))
    claim = claim_of(said)
    return replace(
        claim,
        external_id=data.get("id"),
        names_person=True,
        event_id=":".join(text(part) or "" for part in key),
        occurred_at=_fired(body),
        email=data.get("email") or claim.email,
        consent=True if body.get("type") == "subscribe" else None,
        attributes={**claim.attributes, "list_id": data.get("list_id")},
    )


def _fired(body: Node) -> str | None:
    found = instant(body.get("fired_at"), UTC)
    return found.isoformat() if found else None


def _why(data: Node) -> str:
    return _COMPLAINT if data.get("reason") == "abuse" else "unsubscribed"


def _cleaned(delivery: Delivery, data: Node, fired_at: str | None) -> Parsed:
    """Mails to the address came back for good, or its owner called them spam."""
    person = crm.person(address=data.get("email"))
    if data.get("reason") == "abuse":
        return crm.suppressed(delivery, person, _COMPLAINT, fired_at)
    return crm.updated(delivery, Claim(email=data.get("email")), warning="mails to the address come back")


def _moved(delivery: Delivery, body: Node, data: Node) -> Parsed:
    """What arrives under the address of before belongs to the lead of the new one."""
    before, now = crm.person(address=data.get("old_email")), crm.person(address=data.get("new_email"))
    occurred_at = instant(body.get("fired_at"), UTC) or delivery.received_at
    if not (before.email and now.email and occurred_at):
        raise WrongShape("old_email, new_email and fired_at are needed to tell who changed their address", "data")
    claim = Claim(external_id=data.get("new_id"), names_person=True, email=now.email, occurred_at=_fired(body))
    link = Correction(before, now, delivery.source, "corrected_identity", occurred_at)
    return replace(crm.updated(delivery, claim), corrections=(link,))
