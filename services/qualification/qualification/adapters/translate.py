"""From the contracts to the domain and back. Pure."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final

from pydantic import JsonValue

from lead_contracts.events import (
    LeadActivity,
    LeadCloseRequest,
    LeadContact,
    LeadEnriched,
    LeadReceived,
)
from lead_contracts.mailboxes import is_shared
from lead_contracts.normalise.company import is_freemail
from qualification.adapters.places import places_said
from qualification.domain.engagement import Mark
from qualification.domain.handover import Work
from qualification.domain.knowledge import Known, current
from qualification.domain.lead import CloseRequest, Lead, reply, worked_on
from qualification.domain.reading import attribute_name
from qualification.domain.touch import IDS_ONLY, Touch

LONGEST_FACT: Final = 200
LONGEST_MESSAGE: Final = 10_000
"""Characters of a fact and of the person's message that are kept; the whole text stays in lead.received."""
_OVER_REPS: Final = ("manager", "admin")


def touch_of(event: LeadReceived) -> Touch:
    """A received lead as a touch. It fades from when the person acted, where the source says so credibly."""
    acted = event.occurred_at
    motion = event.motion or ("outbound" if event.channel == "list" else "inbound")
    attributes = attributes_of(event.attributes)
    return Touch(
        touch_id=event.touch_id,
        motion=motion,
        channel=event.channel,
        source=event.source,
        at=acted if acted is not None and acted <= event.received_at else event.received_at,
        received_at=event.received_at,
        facts=facts_said(event, attributes),
        contact=_with_message(event, contact_said(event)),
        attributes=attributes,
        campaign=event.campaign,
        is_test=event.is_test,
        flags=event.flags,
    )


def attributes_of(attributes: Mapping[str, JsonValue]) -> dict[str, str]:
    """What else the source said, as text under plain names; what is no text, number or list of them is left out."""
    texts = ((attribute_name(name), _text(value)) for name, value in attributes.items())
    return {name: text for name, text in texts if name and text}


def reply_of(event: LeadActivity) -> Mark | None:
    """What the person did on their own, as a mark; None for what we did, what a machine did, and notes."""
    if event.direction != "in" or event.automated or event.kind == "note":
        return None
    return Mark(event.activity_id, min(event.occurred_at, event.recorded_at), reply=event.kind)


def work_of(event: LeadActivity) -> Work | None:
    """What one of us did to reach the person; None for what the person did, what a machine did, and notes."""
    if event.direction != "out" or event.automated or event.kind == "note":
        return None
    at = min(event.occurred_at, event.recorded_at)
    return Work(event.activity_id, event.kind, at, event.recorded_at, event.rep_id, event.outcome)


def acted(lead: Lead, event: LeadActivity, now: datetime) -> Lead:
    """The lead after the activity; the same object where it says nothing that is kept."""
    if (mark := reply_of(event)) is not None:
        return reply(lead, mark, now)
    work = work_of(event)
    return lead if work is None else worked_on(lead, work)


def close_request_of(event: LeadCloseRequest) -> CloseRequest:
    """Who wants to end which cycle."""
    return CloseRequest(
        request_id=event.request_id,
        actor=event.actor,
        rules_over=event.actor_role in _OVER_REPS,
        cycle=event.cycle,
        outcome=event.outcome,
        asked_at=event.recorded_at,
    )


def contact_event(lead_id: str, contact: Known) -> LeadContact:
    """The contact as known now, dated by the newest thing said."""
    known = current(contact)
    return LeadContact(
        lead_id=lead_id,
        email=known.get("email"),
        phone=known.get("phone"),
        first_name=known.get("first_name"),
        last_name=known.get("last_name"),
        message=known.get("message"),
        updated_at=contact[-1].at,
    )


def facts_said(event: LeadReceived | LeadEnriched, attributes: Mapping[str, str]) -> dict[str, str]:
    """What the event says of the lead, whatever the rules are; what else its ``attributes`` mean they say.

    A domain where everybody can have an address is no company's.
    """
    said = {
        "company": event.company,
        "domain": event.domain,
        "job_title": event.job_title,
        "country": event.country,
    }
    facts = {name: value[:LONGEST_FACT] for name, value in said.items() if value}
    facts |= places_said(attributes, event.country)
    if event.domain and _kind_of_host(event.domain.lower()) == "personal":
        del facts["domain"]
    if event.email:
        host = event.email.rpartition("@")[2]
        facts["mailbox"] = mailbox = "shared" if is_shared(event.email.lower()) else _kind_of_host(host)
        if mailbox != "personal":
            facts["mail_domain"] = host
    if event.consent is not None and event.consent.given is not None:
        facts["consent"] = "given" if event.consent.given else "refused"
    return facts


def contact_said(event: LeadReceived | LeadEnriched) -> dict[str, str]:
    """What it says of the person, apart from what they wrote."""
    said = {
        "email": event.email,
        "phone": event.phone or event.phone_raw,
        "first_name": event.first_name,
        "last_name": event.last_name,
    }
    return {name: value for name, value in said.items() if value}


def _with_message(event: LeadReceived, contact: dict[str, str]) -> dict[str, str]:
    """What they wrote; of somebody who is named by an id alone, where a salesperson can look them up."""
    if event.message:
        contact["message"] = event.message[:LONGEST_MESSAGE]
    elif IDS_ONLY in event.flags and event.external_id:
        contact["message"] = f"{event.source} told an id alone: {event.external_id}"[:LONGEST_MESSAGE]
    return contact


@lru_cache(maxsize=8192)
def _kind_of_host(host: str) -> str:
    return "personal" if is_freemail(host) else "business"


def _text(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := _text(item)))[:LONGEST_FACT]
    return str(value).strip()[:LONGEST_FACT] if isinstance(value, str | int | float) else ""
