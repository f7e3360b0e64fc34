"""Mautic: webhooks as ``{event type: [payload, …], …}`` (developer.mautic.org: Webhooks).

Sent at once, a delivery holds one event; sent from the queue, several types and payloads.
"""

from dataclasses import replace
from functools import partial
from typing import Final, NamedTuple

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.crm import Deed
from lead_intake.adapters.sources.shape import Node, as_object, at, object_of
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import utm
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.lead import Person
from lead_intake.domain.parsed import Parsed

_PREFIX = "mautic."
_BOUNCED = "2"
"""Of ``doNotContact``: 1 unsubscribed, 2 bounced, 3 set by hand; an entry without a reason may be any."""
_ATTRIBUTES: Final = {
    "industry": "industry",
    "companysize": "company_size",
    "annual_revenue": "annual_revenue",
    "city": "city",
    "state": "region",
    "zipcode": "postal_code",
    "preferred_contact": "preferred_contact",
}
_NEW = frozenset({"lead_post_save_new", "lead_identified"})
_GONE = frozenset({"unsubscribed", "manual"})
"""Statuses of a channel that the person, or somebody for them, has closed."""


class Event(NamedTuple):
    """One payload under its type (``form_on_submit``, …)."""

    kind: str
    body: JsonValue


def parse(delivery: Delivery) -> Parsed:
    """Every event of the delivery, each by its type."""
    found = tuple(
        Event(name.removeprefix(_PREFIX), payload)
        for name, payloads in object_of(delivery).items()
        if name.startswith(_PREFIX)
        for payload in (payloads if isinstance(payloads, list) else [payloads])
    )
    if not found:
        raise WrongShape("no member begins with mautic.: not a webhook of Mautic", "mautic")
    return crm.each(found, partial(_read, delivery))


def _read(delivery: Delivery, event: Event) -> Parsed:
    body = as_object(event.body, event.kind)
    if event.kind == "form_on_submit":
        return accepted(delivery, (_submission(as_object(body.get("submission"), "submission"), body),))
    if event.kind == "lead_post_delete":
        return crm.deleted()
    if not event.kind.startswith(("lead_", "email_on_send")):
        return crm.ignored("an event that says nothing new of a person")
    contact = as_object(body.get("contact") or body.get("lead"), "contact")
    if event.kind in _NEW:
        return accepted(delivery, (_claim(event.kind, contact, body),))
    if event.kind == "email_on_send":
        return _mailed(delivery, contact, body)
    if _withdrawn(contact, body):
        return crm.suppressed(delivery, _person(contact), crm.WITHDRAWN, body.get("timestamp"))
    return crm.updated(delivery, _claim(event.kind, contact, body))


def _claim(kind: str, contact: Node, body: Node) -> Claim:
    return replace(
        _contact(contact, {}),
        event_id=_key(kind, contact.get("id"), body),
        occurred_at=body.get("timestamp") or contact.get("dateModified") or contact.get("dateAdded"),
        attributes={ours: _field(contact, theirs) for theirs, ours in _ATTRIBUTES.items()},
    )


def _submission(submission: Node, body: Node) -> Claim:
    """What was filled in wins over what was known of the contact."""
    answers, contact = _answers(submission), submission.get("lead")
    claim = _contact(contact if isinstance(contact, dict) else {}, answers)
    campaign = utm(submission.get("referer"))
    return replace(
        claim,
        event_id=_key("form_on_submit", submission.get("id"), body),
        occurred_at=submission.get("dateSubmitted") or body.get("timestamp"),
        utm_campaign=campaign.pop("utm_campaign", None) or answers.pop("utm_campaign", None),
        campaign=answers.pop("campaign", None),
        message=answers.pop("message", None),
        consent=answers.pop("consent", None) or claim.consent,
        attributes=answers
        | campaign
        | {"form_id": at(submission, "form", "id"), "form_name": at(submission, "form", "name")},
    )


def _contact(contact: Node, answers: Node) -> Claim:
    """The person; each of the ``answers`` that says something wins, and is taken out of them."""

    def said(ours: str, *theirs: str) -> JsonValue:
        given = answers.pop(ours, None)
        found = (_field(contact, name) for name in theirs)
        return given if text(given) else next((one for one in found if text(one)), None)

    return Claim(
        external_id=contact.get("id"),
        names_person=True,
        email=said("email", "email"),
        phones=(said("phone", "phone", "mobile"), _field(contact, "mobile")),
        first_name=said("first_name", "firstname"),
        last_name=said("last_name", "lastname"),
        full_name=said("full_name"),
        company=said("company", "company"),
        website=said("website", "website"),
        job_title=said("job_title", "position"),
        country=said("country", "country"),
        consent={"given": False} if _unsubscribed(contact) else None,
    )


def _answers(submission: Node) -> Node:
    """The form's own fields by our names; the first of each."""
    found: Node = {}
    results = submission.get("results")
    for name, value in (results if isinstance(results, dict) else {}).items():
        found.setdefault(common(name), value)
    return found


def _field(contact: Node, alias: str) -> JsonValue:
    """A field in whichever group it is; an empty group is ``[]``."""
    groups = contact.get("fields")
    for group in groups.values() if isinstance(groups, dict) else ():
        value = at(group, alias, "value")
        if value is not None:
            return value
    return None


def _key(kind: str, about: JsonValue, body: Node) -> str | None:
    named = text(about)
    return f"{kind}:{named}:{text(body.get('timestamp')) or ''}" if named else None


def _person(contact: Node) -> Person:
    return crm.person(contact.get("id"), _field(contact, "email"))


def _unsubscribed(contact: Node) -> bool:
    """Whether the person asked not to be contacted; an address that bounced asked for nothing."""
    entries = contact.get("doNotContact")
    wishes = entries if isinstance(entries, list) else []
    return any(text(at(entry, "reason")) != _BOUNCED for entry in wishes)


def _withdrawn(contact: Node, body: Node) -> bool:
    status = text(body.get("new_status"))
    return status in _GONE if status else _unsubscribed(contact)


def _mailed(delivery: Delivery, contact: Node, body: Node) -> Parsed:
    """Mautic's mails are sent by campaigns and segments: nobody was answered by them."""
    mail = text(at(body, "email", "id")) or ""
    deed = Deed(
        kind="email",
        direction="out",
        occurred_at=body.get("timestamp"),
        event_id=_key(f"email_on_send:{mail}", contact.get("id"), body),
        automated=True,
    )
    return crm.done(delivery, deed, _person(contact))
