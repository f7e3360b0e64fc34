"""The bodies of the HTTP side."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from lead_contracts.base import Instant
from lead_contracts.events import LeadReceived
from lead_contracts.values import JsonObject, Position
from qualification.application.ports import RuleVersion
from qualification.domain.receive import Kind, Received
from qualification.domain.rules import Grade
from qualification.domain.touch import Channel, Motion

Text = Annotated[str, StringConstraints(max_length=1000)]
NOWHERE = Position(topic="dry-run", partition=0, offset=0)


class LeadBody(BaseModel):
    """A lead that nobody submitted, with the members of lead.received; nothing of it is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Annotated[str, StringConstraints(min_length=1, max_length=200)] = "dry-run"
    channel: Channel = "live"
    motion: Motion | None = None
    occurred_at: Instant | None = None
    email: Text | None = None
    phone: Text | None = None
    company: Text | None = None
    domain: Text | None = None
    job_title: Text | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    campaign: Text | None = None
    message: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    is_test: bool = False
    consent_given: bool | None = None
    flags: tuple[Annotated[str, StringConstraints(max_length=100)], ...] = ()
    attributes: JsonObject = Field(default_factory=dict)

    def as_event(self, now: datetime) -> LeadReceived:
        """The lead as if it had arrived at ``now``."""
        members = self.model_dump(exclude={"consent_given"})
        consent = None if self.consent_given is None else {"given": self.consent_given}
        where = {"lead_id": "dry-run", "touch_id": "dry-run", "received_at": now, "delivery": NOWHERE}
        return LeadReceived.model_validate({**members, **where, "consent": consent})


class ReasonBody(BaseModel):
    """One rule's say."""

    rule: str
    points: float
    evidence: str


class DryRunBody(BaseModel):
    """What the rules would say."""

    outcome: Kind
    reason_code: str | None
    motion: Motion
    score: int
    fit: int
    engagement: int
    grade: Grade
    priority: int
    reasons: list[ReasonBody]
    open_questions: list[str]
    suggested_approach: str | None
    rule_set: dict[Literal["name", "version"], str | int]
    facts: dict[str, str]

    @classmethod
    def of(cls, received: Received) -> "DryRunBody":
        """Translates."""
        verdict, rules = received.verdict, received.rules
        return cls(
            outcome=received.kind,
            reason_code=verdict.reason_code,
            motion=received.motion,
            score=verdict.score,
            fit=verdict.fit,
            engagement=verdict.engagement,
            grade=verdict.grade,
            priority=verdict.priority,
            reasons=[ReasonBody(rule=r.rule, points=r.points, evidence=r.evidence) for r in verdict.reasons],
            open_questions=list(verdict.open_questions),
            suggested_approach=verdict.approach,
            rule_set={"name": rules.name, "version": rules.version},
            facts=dict(verdict.facts),
        )


class RuleSetBody(BaseModel):
    """A published version of a rule set."""

    name: str
    version: int
    motion: Motion
    in_effect: bool
    effective_from: datetime
    published_at: datetime
    published_by: str
    content: dict[str, JsonValue]

    @classmethod
    def of(cls, version: RuleVersion, in_effect: bool) -> "RuleSetBody":
        """Translates."""
        return cls.model_validate(
            {
                "name": version.rules.name,
                "version": version.rules.version,
                "motion": version.rules.motion,
                "in_effect": in_effect,
                "effective_from": version.effective_from,
                "published_at": version.published_at,
                "published_by": version.published_by,
                "content": version.content,
            }
        )


class RulesBody(BaseModel):
    """All published versions, the newest first."""

    rules: list[RuleSetBody]


class VerdictsBody(BaseModel):
    """What was decided about a lead, the newest first."""

    lead_id: str
    verdicts: list[dict[str, JsonValue]]
