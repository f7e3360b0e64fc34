"""Salesforce: Web-to-Lead forms, change events (``salesforce_changes``) and platform events.

developer.salesforce.com: Change Data Capture, Platform Events; Salesforce Help: Web-to-Lead. A connector brings the
events as ``{schema, payload, event}`` or the payload alone; a form is pointed at us by its ``action``.
"""

import re
from dataclasses import replace
from functools import partial
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.canonical_lead import accepted
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import crm, salesforce_changes
from lead_intake.adapters.sources.fields import claim_of
from lead_intake.adapters.sources.form import FORM, MULTIPART, form_of
from lead_intake.adapters.sources.shape import Node, as_object, at, json_of
from lead_intake.adapters.sources.words import common, snake
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Parsed

_FORM_ATTRIBUTES = {
    "industry": "industry",
    "employees": "company_size",
    "revenue": "annual_revenue",
    "lead_source": "lead_source",
    "member_status": "member_status",
    "city": "city",
    "state": "region",
    "state_code": "region_code",
    "zip": "postal_code",
}
_CUSTOM_FIELD: Final = re.compile(r"00N[0-9A-Za-z]{9,15}")
"""The id of a custom field: what it means, the org alone knows."""
_CUSTOM: Final = re.compile(r"(?:.+__)?(?P<name>.+?)__c", re.IGNORECASE)
"""``Email__c``, and in a package ``acme__Email__c``."""
_OPT_OUTS = frozenset(
    {"opt_out", "opted_out", "has_opted_out", "has_opted_out_of_email", "unsubscribed", "do_not_contact"}
)


def parse(delivery: Delivery) -> Parsed:
    """A form post, an event, or a list of events."""
    if delivery.content_type in (FORM, MULTIPART):
        return accepted(delivery, (_form_claim(delivery, form_of(delivery)),))
    body = json_of(delivery.body)
    return crm.each(body if isinstance(body, list) else (body,), partial(_event, delivery))


def _form_claim(delivery: Delivery, fields: Node) -> Claim:
    """A form has neither an id nor an instant; ``debug`` is what somebody sets who tries it out."""
    if not ({"oid", "last_name", "email"} & fields.keys()):
        raise WrongShape("neither oid nor last_name nor email: not a Web-to-Lead form", "oid")
    custom = {name: value for name, value in fields.items() if _CUSTOM_FIELD.fullmatch(name)}
    return Claim(
        event_id=delivery.event_id,
        email=fields.get("email"),
        phones=(fields.get("phone"), fields.get("mobile")),
        first_name=fields.get("first_name"),
        last_name=fields.get("last_name"),
        company=fields.get("company"),
        website=fields.get("URL"),
        job_title=fields.get("title"),
        country=fields.get("country_code") or fields.get("country"),
        campaign_id=fields.get("Campaign_ID"),
        is_test=fields.get("debug"),
        message=fields.get("description"),
        consent={"given": False} if flag(fields.get("emailOptOut")) else None,
        attributes=custom | {ours: fields.get(theirs) for theirs, ours in _FORM_ATTRIBUTES.items()},
    )


def _event(delivery: Delivery, item: JsonValue) -> Parsed:
    body = as_object(item)
    inner = body.get("payload")
    payload = inner if isinstance(inner, dict) else body
    if isinstance(payload.get("ChangeEventHeader"), dict):
        return salesforce_changes.read(delivery, payload)
    fields = _custom_fields(payload)
    if not fields:
        raise WrongShape("neither a ChangeEventHeader nor a field that ends in __c", "ChangeEventHeader")
    return _platform_event(delivery, payload, fields, at(body, "event"))


def _custom_fields(payload: Node) -> Node:
    """The fields that the org made up, by the meaning of their names; the first of each meaning."""
    found: Node = {}
    for name, value in payload.items():
        if named := _CUSTOM.fullmatch(name):
            found.setdefault(_meaning(named["name"]), value)
    return found


def _meaning(name: str) -> str:
    return snake(name) if snake(name) in _OPT_OUTS else common(name)


def _platform_event(delivery: Delivery, payload: Node, fields: Node, event: JsonValue) -> Parsed:
    """A lead; with an opt-out in it, the end of one."""
    external_id = fields.pop("external_id", None)
    occurred_at = fields.pop("occurred_at", None) or payload.get("CreatedDate")
    if any(flag(fields.get(name)) for name in _OPT_OUTS):
        person = crm.person(external_id, fields.get("email"))
        return crm.suppressed(delivery, person, crm.WITHDRAWN, occurred_at)
    named = text(at(event, "EventUuid")) or text(payload.get("EventUuid")) or text(fields.pop("event_id", None))
    claim = replace(
        claim_of(fields), external_id=external_id, names_person=True, event_id=named, occurred_at=occurred_at
    )
    return accepted(delivery, (claim,))
