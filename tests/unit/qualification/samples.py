"""What the tests of qualification share: rule sets, touches, events, and a driver with the shipped rules published."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from tests.support import NOWHERE

from lead_contracts.events import (
    ConfigPublished,
    LeadActivity,
    LeadAssigned,
    LeadCloseRequest,
    LeadLinked,
    LeadReceived,
    LeadReleased,
    LeadSuppressed,
)
from lead_contracts.events.lead_assigned import Decision
from lead_contracts.ids import derived_id
from lead_contracts.values import ActorRole, VersionRef
from lead_runtime.config import load_yaml
from lead_runtime.testing import Driver
from qualification.adapters.publish import published_rules
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.adapters.tables import Limits
from qualification.adapters.worker import topology
from qualification.domain.rules import Published, RuleBook, RuleSet
from qualification.domain.touch import Channel, Motion, Touch

NOW = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
RULES = Path(__file__).parents[3] / "deploy" / "config" / "rules"
FILES = (RULES / "inbound.yaml", RULES / "outbound.yaml")
LEAD = derived_id("person-1", "lead", "tests")

IDEAL = {
    "company": "Nordfrakt AB",
    "company_type": "privately held",
    "sector": "Logistics and supply chain",
    "employees": "250",
    "job_title": "Head of Logistics IT",
    "country": "SE",
    "budget": "50000-80000 EUR",
}
"""The facts of a customer that the shipped rules find ideal."""


@cache
def rules(motion: Motion) -> RuleSet:
    """The shipped rule set."""
    return compile_rules(load_yaml(RULES / f"{motion}.yaml", RuleFile), version=1)


def book() -> RuleBook:
    """Both shipped rule sets, in effect."""
    return RuleBook(tuple(Published(rules(motion), NOW - timedelta(days=1), NOW) for motion in ("inbound", "outbound")))


def touch(
    touch_id: str = "t-1",
    *,
    motion: Motion = "inbound",
    channel: Channel = "live",
    at: datetime = NOW,
    facts: Mapping[str, str] | None = None,
    contact: Mapping[str, str] | None = None,
    campaign: str | None = None,
    is_test: bool = False,
) -> Touch:
    """A touch of the domain."""
    return Touch(
        touch_id=touch_id,
        motion=motion,
        channel=channel,
        source="web",
        at=at,
        received_at=at,
        facts=facts or {},
        contact=contact or {},
        attributes={},
        campaign=campaign,
        is_test=is_test,
    )


def driver(now: datetime = NOW, limits: Limits | None = None) -> Driver:
    """The group in memory, the shipped rules published a day ago."""
    made = Driver(topology(limits), now=now)
    for event in shipped(now - timedelta(days=1)):
        made.set_global(event)
    return made


@cache
def shipped(now: datetime) -> tuple[ConfigPublished, ...]:
    """The shipped rules as they are published at ``now``."""
    return published_rules(FILES, now, "tests")


def received(touch_id: str = "t-1", lead_id: str = LEAD, **members: object) -> LeadReceived:
    """A received lead of a good prospect; ``members`` override."""
    known: dict[str, object] = {
        "source": "web",
        "channel": "live",
        "received_at": NOW,
        "motion": "inbound",
        "email": "maya@nordfrakt.example",
        "first_name": "Maya",
        "company": "Nordfrakt AB",
        "job_title": "Head of Logistics IT",
        "country": "SE",
        "attributes": {"industry": "LOGISTICS_AND_SUPPLY_CHAIN", "numemployees": "250"},
        "delivery": NOWHERE,
    }
    return LeadReceived.model_validate({**known, **members, "touch_id": touch_id, "lead_id": lead_id})


def poor(touch_id: str = "t-1", lead_id: str = LEAD, **members: object) -> LeadReceived:
    """An outbound prospect whom the rules turn down: everything is known and nothing fits."""
    nothing_fits: dict[str, object] = {
        "motion": "outbound",
        "channel": "list",
        "company": "Lucky Star",
        "job_title": "Intern",
        "country": "BR",
        "attributes": {"industry": "Casino", "employees": "5"},
    }
    return received(touch_id, lead_id, **{**nothing_fits, **members})


def suppressed(lead_id: str = LEAD, at: datetime = NOW) -> LeadSuppressed:
    """The person wants to be left alone."""
    return LeadSuppressed(lead_id=lead_id, source="crm", reason_code="erasure", occurred_at=at)


def linked(from_: str, to: str = LEAD, at: datetime = NOW) -> LeadLinked:
    """``from_`` stands for ``to``."""
    return LeadLinked(from_=from_, to=to, source="crm", reason_code="same_delivery", occurred_at=at)


def activity(activity_id: str = "a-1", lead_id: str = LEAD, **members: object) -> LeadActivity:
    """A mail that the person sent us; ``members`` override."""
    known: dict[str, object] = {"kind": "email", "direction": "in", "occurred_at": NOW, "recorded_at": NOW}
    return LeadActivity.model_validate({**known, **members, "activity_id": activity_id, "lead_id": lead_id})


def assigned(rep_id: str = "rep-1", *, cycle: int = 1, attempt: int = 1, lead_id: str = LEAD) -> LeadAssigned:
    """The lead went to a rep."""
    return LeadAssigned(
        lead_id=lead_id,
        cycle=cycle,
        assignment_id=f"as-{cycle}-{attempt}",
        attempt=attempt,
        rep_id=rep_id,
        role="farmer",
        team="farmers",
        pool="default",
        decided_at=NOW,
        decision=Decision(policy=VersionRef(name="routing", version=1)),
        facts={},
    )


def released(rep_id: str = "rep-1", *, cycle: int = 1, attempt: int = 1) -> LeadReleased:
    """The rep gave it back."""
    return LeadReleased(
        lead_id=LEAD, cycle=cycle, assignment_id=f"as-{cycle}-{attempt}", rep_id=rep_id, occurred_at=NOW
    )


def close(
    request_id: str = "r-1",
    *,
    actor: str = "rep-1",
    role: ActorRole | None = "rep",
    lead_id: str = LEAD,
    **members: object,
) -> LeadCloseRequest:
    """A request to end the cycle."""
    known: dict[str, object] = {"outcome": "won", "occurred_at": NOW, "recorded_at": NOW}
    who = {"request_id": request_id, "actor": actor, "actor_role": role, "lead_id": lead_id}
    return LeadCloseRequest.model_validate({**known, **members, **who})
