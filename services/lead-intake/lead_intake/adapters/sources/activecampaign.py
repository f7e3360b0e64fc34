"""ActiveCampaign: webhooks, form posts with names like ``contact[email]`` (developers.activecampaign.com/page/webhooks).

Not signed: a secret in the address proves them. It sends each once, whatever the answer, and 410 switches the hook off.
"""

from dataclasses import replace

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.fields import claim_of, recognised
from lead_intake.adapters.sources.form import form_of
from lead_intake.adapters.sources.shape import Node, as_object, at
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_WITHDREW = {"unsubscribe": "unsubscribed", "sms_unsub": crm.WITHDRAWN}
_ANSWERED = ("reply", "sms_reply")
_KNOWN = ("id", "email", "first_name", "last_name", "phone", "orgname", "tags", "ip", "fields")


def parse(delivery: Delivery) -> Parsed:
    """A subscription is a lead, an update none; who unsubscribes is left alone; an answer to a mail is an activity."""
    body = form_of(delivery)
    kind = text(body.get("type")) or ""
    if kind not in ("subscribe", "update", *_WITHDREW, *_ANSWERED):
        return crm.ignored("neither a contact nor anything that one did")
    contact = as_object(body.get("contact"), "contact")
    person, when = crm.person(contact.get("id"), contact.get("email")), body.get("date_time")
    if kind in _WITHDREW:
        return crm.suppressed(delivery, person, _WITHDREW[kind], when)
    if kind in _ANSWERED:
        return _answer(delivery, body, person, kind)
    claim = _claim(body, contact, kind)
    return accepted(delivery, (claim,)) if kind == "subscribe" else crm.updated(delivery, claim)


def _claim(body: Node, contact: Node, kind: str) -> Claim:
    own = {name: value for name, value in contact.items() if name not in _KNOWN}
    claim = claim_of(recognised(contact.get("fields"), own))
    number, when = text(contact.get("id")), text(body.get("date_time"))
    # a form is filled in by the person; colleagues and other programs subscribe people too
    public = body.get("initiated_from") == "public"
    said = {"tags": contact.get("tags"), "list_id": _list(body), "form_id": at(body, "form", "id")}
    return replace(
        claim,
        external_id=number,
        names_person=True,
        event_id=f"{kind}:{number}:{when}" if number and when else None,
        occurred_at=when,
        email=contact.get("email"),
        phones=(contact.get("phone"), *claim.phones),
        first_name=contact.get("first_name") or claim.first_name,
        last_name=contact.get("last_name") or claim.last_name,
        company=contact.get("orgname") or contact.get("customer_acct_name") or claim.company,
        consent=True if public and kind == "subscribe" else claim.consent,
        attributes={**claim.attributes, **said, "initiated_from": body.get("initiated_from")},
    )


def _list(body: Node) -> str | None:
    """Which list; ``0`` is the whole account."""
    found = text(body.get("list"))
    return found if found != "0" else None


def _answer(delivery: Delivery, body: Node, person: Person, kind: str) -> Parsed:
    about = text(at(body, "campaign", "id")) or text(at(body, "sms", "id"))
    key = f"{kind}:{person.external_id}:{about}:{text(body.get('date_time'))}"
    deed = Deed(
        kind="email" if kind == "reply" else "social",
        direction="in",
        outcome="replied",
        occurred_at=body.get("date_time"),
        event_id=key,
    )
    return crm.done(delivery, deed, person)
