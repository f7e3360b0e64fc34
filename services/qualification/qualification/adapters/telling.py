"""Verdicts as they are published. Pure."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from lead_contracts.base import built
from lead_contracts.events import LeadDisqualified, LeadQualified, LeadTouched
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_contracts.events.verdict import BASIS
from lead_contracts.events.verdict import Verdict as VerdictEvent
from lead_contracts.ids import account_handover_id
from lead_contracts.values import JsonObject, VersionRef
from lead_contracts.values import Reason as ReasonEvent
from qualification.adapters.basis import basis_members
from qualification.domain.account import FARMERS, HandedOver
from qualification.domain.reason import Reason
from qualification.domain.receive import Kind, Received
from qualification.domain.rules import RuleSet
from qualification.domain.touch import Touch
from qualification.domain.verdict import Verdict

_MODELS: Final[Mapping[Kind, type[VerdictEvent]]] = {
    "qualified": LeadQualified,
    "disqualified": LeadDisqualified,
    "touched": LeadTouched,
}


def verdict_event(
    lead_id: str, touch: Touch, received: Received, now: datetime, duplicate_of: str | None = None
) -> VerdictEvent:
    """The verdict as the one event that the touch ends in. ``duplicate_of``: a hint for people, which no rule sees."""
    verdict = received.verdict
    facts = _facts(verdict)
    if duplicate_of is not None:
        facts["possible_duplicate_of"] = duplicate_of
    facts[BASIS] = basis_members(received)
    code = {} if received.kind == "touched" else {"reason_code": verdict.reason_code}
    return built(
        _MODELS[received.kind],
        lead_id=lead_id,
        touch_id=touch.touch_id,
        motion=received.motion,
        **_judgement(verdict, received.rules),
        received_at=touch.received_at,
        decided_at=now,
        facts=facts,
        cycle=received.cycle,
        **code,
    )


def account_event(lead_id: str, request_id: str, handed: HandedOver, now: datetime) -> LeadQualified:
    """A farmer's cycle that no touch opened. It has no basis: a replay of rules asks what touches were worth."""
    return built(
        LeadQualified,
        lead_id=lead_id,
        touch_id=account_handover_id(lead_id, request_id),
        motion=FARMERS,
        **_judgement(handed.verdict, handed.rules),
        received_at=now,
        decided_at=now,
        facts=_facts(handed.verdict),
        cycle=handed.lead.cycle,
        reason_code=ACCOUNT_HANDOVER,
    )


def _facts(verdict: Verdict) -> JsonObject:
    facts: JsonObject = dict(verdict.facts)
    return facts if verdict.approach is None else facts | {"suggested_approach": verdict.approach}


def _judgement(verdict: Verdict, rules: RuleSet) -> dict[str, Any]:
    return {
        "score": verdict.score,
        "fit": verdict.fit,
        "engagement": verdict.engagement,
        "grade": verdict.grade,
        "priority": verdict.priority,
        "reasons": tuple(map(_told, verdict.reasons)),
        "open_questions": verdict.open_questions,
        "rule_set": _version(rules.name, rules.version),
    }


@lru_cache(maxsize=8192)
def _told(reason: Reason) -> ReasonEvent:
    """Remembered: of many leads a rule says the same. It holds no personal data."""
    return ReasonEvent(rule=reason.rule, points=reason.points, evidence=reason.evidence)


@lru_cache(maxsize=64)
def _version(name: str, version: int) -> VersionRef:
    return VersionRef(name=name, version=version)
