"""Marketo: webhooks of trigger campaigns (experienceleague.adobe.com: Marketo webhooks), as JSON or as a form.

The customer writes the template, so names are taken by their meaning; a token that Marketo could not resolve is absent.
Dates have no zone. Marketo gives no id of the call: one person counts once a day and campaign.
"""

from dataclasses import replace
from typing import Final

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm
from lead_intake.adapters.sources.fields import claim_of
from lead_intake.adapters.sources.form import FORM, MULTIPART, form_of
from lead_intake.adapters.sources.shape import Node, object_of
from lead_intake.adapters.sources.words import common
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_EVENT: Final = ("event_type", "event", "action", "trigger", "activity_type")
_OPT_OUTS: Final = ("unsubscribed", "opt_out", "opted_out", "do_not_contact")
_PROGRAM: Final = ("campaign", "program_name", "program", "campaign_id", "program_id", "form_name")
_DEEPEST = 3


def parse(delivery: Delivery) -> Parsed:
    """A lead, unless the template says in a field of its own that it is something else."""
    said = _fields(form_of(delivery) if delivery.content_type in (FORM, MULTIPART) else object_of(delivery))
    if not any(text(said.get(name)) for name in ("external_id", "email", "phone")):
        raise WrongShape("neither an id nor an e-mail address nor a phone number: the template needs one", "email")
    what = next((crm.word(said[name]) for name in _EVENT if text(said.get(name))), "")
    claim = _claim(delivery, said)
    if "unsubscri" in what or "opt_out" in what or "do_not" in what:
        person = crm.person(claim.external_id, claim.email)
        return crm.suppressed(delivery, person, crm.WITHDRAWN, claim.occurred_at)
    if "delete" in what:
        return crm.deleted()
    if "update" in what or "change" in what:
        return crm.updated(delivery, claim)
    return accepted(delivery, (claim,))


def _fields(body: Node, depth: int = 0) -> Node:
    """The plain values by our names, the outer ones first; Marketo's ids may be called ``id`` or ``leadId``."""
    found: Node = {}
    for name, value in body.items():
        if not isinstance(value, dict | list):
            found.setdefault("external_id" if name.lower() == "id" else common(name), value)
    for value in body.values():
        if isinstance(value, dict) and depth < _DEEPEST:
            found = _fields(value, depth + 1) | found
    return found


def _claim(delivery: Delivery, said: Node) -> Claim:
    rest = {name: value for name, value in said.items() if name not in _EVENT}
    named = text(rest.pop("event_id", None)) or delivery.event_id or _day(delivery, said)
    program = rest.pop("program_name", None) or rest.pop("program", None)
    claim = claim_of(rest)
    return replace(
        claim,
        names_person=True,
        event_id=named,
        campaign=claim.campaign or program,
        campaign_id=claim.campaign_id or rest.get("program_id"),
        consent={"given": False} if any(flag(rest.get(name)) for name in _OPT_OUTS) else claim.consent,
    )


def _day(delivery: Delivery, said: Node) -> str | None:
    """Person, program and UTC day of arrival; none where one of them is not known."""
    person = text(said.get("external_id"))
    program = next((text(said[name]) for name in _PROGRAM if text(said.get(name))), None)
    if person is None or delivery.received_at is None:
        return None
    return ":".join((person, program or "", delivery.received_at.date().isoformat()))
