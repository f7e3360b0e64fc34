"""The basis of a verdict as ``facts.basis`` holds it, and a published verdict as the replay wants it. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from lead_contracts.events import LeadDisqualified, LeadQualified, LeadTouched
from lead_contracts.events.lead_qualified import ACCOUNT_HANDOVER
from lead_contracts.events.verdict import BASIS
from lead_contracts.events.verdict import Verdict as VerdictEvent
from lead_contracts.values import JsonObject
from qualification.domain.engagement import Mark
from qualification.domain.reason import Reason
from qualification.domain.receive import Kind, Received
from qualification.domain.recorded import PassedOn, Recorded
from qualification.domain.touch import Touch
from qualification.domain.verdict import Verdict
from qualification.domain.weigh import Before

_KINDS: Final[Mapping[type[VerdictEvent], Kind]] = {
    LeadQualified: "qualified",
    LeadDisqualified: "disqualified",
    LeadTouched: "touched",
}
_NO_FACTS: Final = frozenset({BASIS, "suggested_approach", "possible_duplicate_of"})
"""Members of ``facts`` that no rule saw."""
_CIRCUMSTANCES: Final = frozenset({"source", "channel", "campaign", "flags"})
"""Members of ``facts`` that are members of the touch."""


def basis_members(received: Received) -> JsonObject:
    """What the verdict rests on beside its facts; what is not so, or not known, is left out."""
    basis, before, counted = received.basis, received.basis.before, received.basis.counted_by
    always: JsonObject = {"motion": basis.motion, "acted_at": basis.acted_at.isoformat(), "points": basis.points}
    where_so: JsonObject = {
        "motion_before": before.motion,
        "at_once": before.motion is not None and before.at_once,
        "earlier": [_mark(mark) for mark in before.marks],
        "said": dict(basis.said),
        "unsaid": list(basis.unsaid),
        "message": basis.has_message,
        "test": basis.is_test,
        "suppressed": before.suppressed,
        "counted_by": {"name": counted[0], "version": counted[1]} if counted else None,
        "refusal": received.verdict.reason_code if received.kind == "touched" else None,
    }
    return always | {name: value for name, value in where_so.items() if value}


def passed_on(event: VerdictEvent) -> PassedOn | None:
    """What a published verdict says where no touch opened its cycle; None for a verdict on a touch."""
    if not isinstance(event, LeadQualified) or event.reason_code != ACCOUNT_HANDOVER:
        return None
    return PassedOn(event.lead_id, event.cycle, str(event.facts.get("source", "")), event.decided_at)


def recorded(event: VerdictEvent) -> Recorded | None:
    """A published verdict on a touch with what it rests on; None for one of a release that did not keep that."""
    basis: Any = event.facts.get(BASIS)
    if not isinstance(basis, dict):
        return None
    kind, cycle = _KINDS[type(event)], getattr(event, "cycle", None)
    facts = {name: str(value) for name, value in event.facts.items() if name not in _NO_FACTS}
    rules, counted = event.rule_set, basis.get("counted_by")
    return Recorded(
        lead_id=event.lead_id,
        kind=kind,
        cycle=cycle,
        motion=event.motion,
        decided_at=event.decided_at,
        rules=(rules.name, rules.version),
        counted_by=_version(counted) if counted else (rules.name, rules.version),
        points=basis["points"],
        touch=_touch(event, facts, basis),
        before=_before(basis, is_open=cycle is not None and kind != "qualified"),
        has_message=bool(basis.get("message")),
        verdict=_verdict(event, facts, basis),
    )


def _touch(event: VerdictEvent, facts: Mapping[str, str], basis: Mapping[str, Any]) -> Touch:
    """The touch as rules saw it: what it said of the person is among the facts, by what it meant."""
    unsaid = {*basis.get("unsaid", ()), *_CIRCUMSTANCES}
    said = {name: text for name, text in facts.items() if name not in unsaid}
    return Touch(
        touch_id=event.touch_id,
        motion=basis["motion"],
        channel="list" if facts.get("channel") == "list" else "live",
        source=facts.get("source", ""),
        at=datetime.fromisoformat(basis["acted_at"]),
        received_at=event.received_at,
        facts={**said, **basis.get("said", {})},
        contact={},
        attributes={},
        campaign=facts.get("campaign"),
        is_test=bool(basis.get("test")),
        flags=tuple(facts.get("flags", "").split()),
    )


def _before(basis: Mapping[str, Any], *, is_open: bool) -> Before:
    return Before(
        motion=basis.get("motion_before"),
        at_once=bool(basis.get("at_once")),
        is_open=is_open,
        suppressed=bool(basis.get("suppressed")),
        marks=tuple(
            Mark("", datetime.fromisoformat(mark["at"]), mark.get("points", 0), mark.get("reply"))
            for mark in basis.get("earlier", ())
        ),
    )


def _verdict(event: VerdictEvent, facts: Mapping[str, str], basis: Mapping[str, Any]) -> Verdict:
    approach: Any = event.facts.get("suggested_approach")
    refusal = event.reason_code if isinstance(event, LeadDisqualified) else basis.get("refusal")
    return Verdict(
        fit=event.fit,
        engagement=event.engagement,
        score=event.score,
        grade=event.grade,
        priority=event.priority,
        reason_code=refusal,
        reasons=tuple(Reason(reason.rule, reason.points, reason.evidence) for reason in event.reasons),
        open_questions=event.open_questions,
        approach=approach,
        facts=facts,
    )


def _mark(mark: Mark) -> JsonObject:
    at = mark.at.isoformat()
    return {"at": at, "points": mark.points} if mark.reply is None else {"at": at, "reply": mark.reply}


def _version(found: Mapping[str, Any]) -> tuple[str, int]:
    return found["name"], found["version"]
