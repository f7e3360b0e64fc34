"""What goes on of an open cycle under the lead that its own turned out to be: as a touch, and what was done for it. Pure."""

from collections.abc import Iterator
from datetime import datetime

from lead_contracts.events import LeadActivity, LeadEnriched, LeadLinked, LeadReceived
from lead_contracts.events.lead_received import Consent
from lead_contracts.ids import derived_id
from lead_contracts.values import Position
from qualification.domain.handover import Opening, Work
from qualification.domain.knowledge import current
from qualification.domain.lead import Lead
from qualification.domain.touch import IDS_ONLY

_MEMBERS = ("company", "domain", "job_title", "country")
_OUTSIDE = frozenset({*_MEMBERS, "consent", "mailbox", "mail_domain"})
"""Facts that are no attributes: members of their own, or to be had from the address."""


def carried(event: LeadLinked, lead: Lead, position: Position, now: datetime) -> LeadReceived:
    """All that is known of the lead as one touch of the other, dated by the touch that opened the cycle.

    Its id follows from lead and cycle, so the same cycle is carried to the same lead once, whoever says it how often.
    Of whom nothing but an id is known it is still that, and no person who came to us.
    """
    opening = lead.opening or Opening(lead.motion_at or lead.changed_at, "live", event.source)
    facts, contact = current(lead.facts), current(lead.contact)
    phone = contact.get("phone")
    consent = facts.get("consent")
    return LeadReceived(
        lead_id=event.to,
        touch_id=derived_id(event.from_, LeadReceived.type(), f"cycle {lead.cycle}"),
        source=opening.source,
        channel=opening.channel,
        received_at=now,
        occurred_at=min(opening.at, now),
        motion=lead.motion,
        email=contact.get("email"),
        phone=phone if phone and phone.startswith("+") else None,
        phone_raw=None if phone and phone.startswith("+") else phone,
        first_name=contact.get("first_name"),
        last_name=contact.get("last_name"),
        message=contact.get("message"),
        company=facts.get("company"),
        domain=facts.get("domain"),
        job_title=facts.get("job_title"),
        country=facts.get("country"),
        campaign=opening.campaign,
        attributes={name: value for name, value in facts.items() if name not in _OUTSIDE},
        consent=Consent(given=consent == "given") if consent else None,
        flags=("linked",) if contact.get("email") or phone else ("linked", IDS_ONLY),
        delivery=position,
        came_as=event.from_,
    )


def learned(event: LeadLinked, lead: Lead) -> Iterator[LeadEnriched]:
    """What was said of somebody who is no lead yet, said of the other: each statement as of when it held."""
    facts = {layer.at: layer.values for layer in lead.facts}
    contact = {layer.at: layer.values for layer in lead.contact}
    for at in sorted(facts.keys() | contact.keys()):
        said, person = facts.get(at, {}), contact.get(at, {})
        phone, consent = person.get("phone"), said.get("consent")
        yield LeadEnriched(
            lead_id=event.to,
            source=event.source,
            attributes={name: value for name, value in said.items() if name not in _OUTSIDE},
            occurred_at=at,
            email=person.get("email"),
            phone=phone if phone and phone.startswith("+") else None,
            phone_raw=None if phone and phone.startswith("+") else phone,
            first_name=person.get("first_name"),
            last_name=person.get("last_name"),
            company=said.get("company"),
            domain=said.get("domain"),
            job_title=said.get("job_title"),
            country=said.get("country"),
            consent=Consent(given=consent == "given") if consent else None,
        )


def work_event(lead_id: str, work: Work) -> LeadActivity:
    """What one of us did for the first lead was done for the second."""
    return LeadActivity.model_validate(
        {
            "lead_id": lead_id,
            "activity_id": work.id,
            "kind": work.kind,
            "direction": "out",
            "outcome": work.outcome,
            "rep_id": work.rep_id,
            "occurred_at": work.at,
            "recorded_at": work.entered,
        }
    )
