"""The same work with the same models for every engine compared: decode, validate, score, encode. About 500 bytes in."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from lead_contracts.codec import Envelope, decode, encode
from lead_contracts.events import LeadQualified, LeadReceived
from lead_contracts.ids import derived_id
from lead_contracts.values import Position, Reason, VersionRef

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
RULES = VersionRef(name="bench", version="1")
BUYERS = ("head", "vp", "chief", "director", "cto", "ceo")
COMPANIES = 97


def leads(count: int, companies: int = COMPANIES) -> Iterator[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    """Key, value and headers of ``count`` received leads, of so many companies."""
    for n in range(count):
        lead = str(uuid.UUID(int=n))
        event = LeadReceived(
            lead_id=lead,
            touch_id=f"touch-{n}",
            source="hubspot",
            channel="live",
            received_at=NOW,
            motion="inbound",
            email=f"person{n}@company{n % companies}.example",
            first_name="Maya",
            last_name="Lindqvist",
            company=f"Company {n % companies}",
            domain=f"company{n % companies}.example",
            job_title=("Head of Logistics IT", "Intern", "Plant Manager")[n % 3],
            country=("SE", "DE", "GB")[n % 3],
            message="We need a warehouse integration before March.",
            delivery=Position(topic="marketing.events", partition=n % 12, offset=n),
        )
        headers, value = encode(Envelope(f"id-{n}", "/bench", NOW), event)
        yield lead.encode(), value, list(headers)


def score(lead: LeadReceived) -> LeadQualified:
    """A verdict by three rules: enough to be real work, little enough to show the engine."""
    reasons = []
    if lead.country in {"SE", "DE", "GB"}:
        reasons.append(Reason(rule="place", points=20, evidence=lead.country))
    if any(word in (lead.job_title or "").lower() for word in BUYERS):
        reasons.append(Reason(rule="buyer", points=40, evidence="title"))
    if lead.message:
        reasons.append(Reason(rule="asked", points=15, evidence="message"))
    points = int(sum(reason.points for reason in reasons))
    return LeadQualified(
        lead_id=lead.lead_id,
        touch_id=lead.touch_id,
        cycle=1,
        motion=lead.motion or "inbound",
        score=points,
        fit=points,
        engagement=0,
        grade="A" if points > 60 else "B",
        priority=points,
        reasons=tuple(reasons),
        rule_set=RULES,
        received_at=lead.received_at,
        decided_at=NOW,
        facts={"country": lead.country, "domain": lead.domain},
    )


def handle(value: bytes, headers: list[tuple[str, bytes]]) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Bytes to bytes: what an engine that brings no codec of its own is given to do."""
    envelope, lead = decode(headers, value)
    assert isinstance(lead, LeadReceived)
    verdict = score(lead)
    identity = derived_id(envelope.id, verdict.type(), "0")
    out, encoded = encode(Envelope(identity, "/bench", NOW), verdict)
    return encoded, list(out)
