"""From the domain's facts to the contracts."""

from datetime import datetime
from typing import Literal, TypeAlias

from lead_contracts.events import LeadActivity, LeadEnriched, LeadLinked, LeadReceived, LeadSuppressed
from lead_contracts.events.lead_received import Consent as ConsentRecord
from lead_contracts.ids import NORMALISATION_VERSION, Identity
from lead_contracts.values import Position
from lead_intake.domain.lead import Activity, Consent, Correction, Lead, Suppression

SAME_DELIVERY = "same_delivery"
"""Why two keys are linked: one delivery named the person by both."""
SAME_UPDATE = "same_update"
"""Why they are, where it was no delivery of a lead: an id that somebody has spoken of keeps its lead."""
What: TypeAlias = Literal["lead", "link", "activity", "suppression", "correction", "update", "update link"]


def step(what: What, index: int) -> str:
    """Tells apart what comes of one delivery: with the delivery's place it gives the event's id."""
    return f"{what} {index}"


def received(
    lead: Lead,
    touch_id: str,
    identity: Identity,
    position: Position,
    received_at: datetime,
    duplicate_of: str | None = None,
) -> LeadReceived:
    """The touch as the other services see it. ``duplicate_of``: a hint, which changes nothing else."""
    return LeadReceived(
        lead_id=identity.lead_id,
        touch_id=touch_id,
        source=lead.source,
        channel=lead.channel.value,
        external_id=lead.external_id,
        received_at=received_at,
        occurred_at=lead.occurred_at,
        motion=lead.motion,
        email=lead.email,
        phone=lead.phone,
        phone_raw=lead.phone_raw,
        first_name=lead.first_name,
        last_name=lead.last_name,
        company=lead.company,
        domain=lead.domain,
        job_title=lead.job_title,
        country=lead.country,
        campaign=lead.campaign,
        is_test=lead.is_test,
        message=lead.message,
        attributes=dict(lead.attributes),
        consent=_consent(lead.consent),
        flags=lead.flags,
        delivery=position,
        identified_by=identity.kind,
        normalisation=NORMALISATION_VERSION,
        possible_duplicate_of=duplicate_of,
    )


def linked(
    alias_id: str, lead_id: str, lead: Lead, received_at: datetime, reason_code: str = SAME_DELIVERY
) -> LeadLinked:
    """What arrives under the id of the other key belongs to the lead."""
    return LeadLinked(from_=alias_id, to=lead_id, source=lead.source, reason_code=reason_code, occurred_at=received_at)


def enriched(lead: Lead, lead_id: str, received_at: datetime) -> LeadEnriched:
    """What is said of somebody who is known; it opens nothing."""
    return LeadEnriched(
        lead_id=lead_id,
        source=lead.source,
        attributes=dict(lead.attributes),
        occurred_at=min(lead.occurred_at or received_at, received_at),
        email=lead.email,
        phone=lead.phone,
        phone_raw=lead.phone_raw,
        first_name=lead.first_name,
        last_name=lead.last_name,
        company=lead.company,
        domain=lead.domain,
        job_title=lead.job_title,
        country=lead.country,
        consent=_consent(lead.consent),
    )


def corrected(item: Correction, before: str, now: str) -> LeadLinked:
    """What arrives under the id of before belongs to the lead of now."""
    return LeadLinked(
        from_=before,
        to=now,
        source=item.source,
        reason_code=item.reason_code,
        occurred_at=item.occurred_at,
        by=item.by,
    )


def activity(item: Activity, lead_id: str, activity_id: str) -> LeadActivity:
    """What was done, under the lead's id."""
    return LeadActivity(
        lead_id=lead_id,
        activity_id=activity_id,
        kind=item.kind,
        direction=item.direction,
        outcome=item.outcome,
        duration_seconds=item.duration_seconds,
        satisfaction=item.satisfaction,
        automated=item.automated,
        rep_id=item.rep_id,
        source=item.source,
        occurred_at=item.occurred_at,
        recorded_at=item.recorded_at,
    )


def suppressed(item: Suppression, lead_id: str) -> LeadSuppressed:
    """The person must not be worked on any more."""
    return LeadSuppressed(
        lead_id=lead_id, source=item.source, reason_code=item.reason_code, occurred_at=item.occurred_at
    )


def _consent(said: Consent | None) -> ConsentRecord | None:
    return ConsentRecord(given=said.given, text=said.text) if said else None
