"""The verdict: a pure function of what is known, the rules and the instant."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from qualification.domain.approach import Approach, suggest
from qualification.domain.criteria import Finding
from qualification.domain.engagement import Mark
from qualification.domain.rules import Grade, RuleSet
from qualification.domain.touch import Touch

TEST = "test"
SUPPRESSED = "suppressed"
BELOW_THRESHOLD = "below_threshold"


class Reason(NamedTuple):
    """One rule's say: its points and what it saw, without personal data."""

    rule: str
    points: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Case:
    """All that is known when a touch is judged.

    ``marks``: the earlier touches and replies; ``mark``: this touch (None where it counts for nothing), whose points
    are those of ``said``.
    """

    facts: Mapping[str, str]
    contact: Mapping[str, str]
    marks: tuple[Mark, ...] = ()
    mark: Mark | None = None
    said: tuple[Reason, ...] = ()
    is_test: bool = False
    suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``fit``, ``engagement``, ``score``: 0..100. ``reason_code`` is None for a lead that somebody should answer.

    ``open_questions``: what nobody knows yet of the ideal customer. ``approach``: how to begin, where rules say so.
    """

    fit: int
    engagement: int
    score: int
    grade: Grade
    priority: int
    reason_code: str | None
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...] = ()
    approach: Approach | None = None
    facts: Mapping[str, str] = field(default_factory=dict)


def decide(case: Case, rules: RuleSet, now: datetime) -> Verdict:
    """Judges one touch of one lead. What is missing is unknown: it opens a question and takes nothing away.

    A lead is below the threshold only if the best answers to all its open questions could not lift it above.
    """
    findings = tuple(criterion.find(case.facts) for criterion in rules.criteria)
    fit = _in_range(sum(finding.points for finding in findings))
    warm, warmth = _engagement(case, rules, now)
    score = rules.thresholds.score(fit, warm)
    grade = rules.thresholds.grade(score)
    refusal = _refusal(case, rules, findings, warm)
    reasons = (*_fit_reasons(findings), *warmth)
    step = suggest(rules.approach, case.contact, grade, frozenset(finding.rule for finding in findings))
    if step is not None:
        reasons = (*reasons, Reason(f"approach.{step.use}", 0, ", ".join(sorted(step.needs)) or "always open"))
    return Verdict(
        fit=fit,
        engagement=warm,
        score=score,
        grade=grade,
        priority=rules.thresholds.priority[grade],
        reason_code=refusal.rule if refusal else None,
        reasons=(refusal, *reasons) if refusal else reasons,
        open_questions=tuple(_question(finding) for finding in findings if finding.evidence is None),
        approach=step.use if step else None,
        facts=case.facts,
    )


def count(touch: Touch, rules: RuleSet) -> tuple[Mark, tuple[Reason, ...]]:
    """What a touch is worth on its day, and why."""
    seen = ((rule, rule.evidence(touch)) for rule in rules.engagement.touches)
    said = tuple(Reason(f"engagement.{rule.name}", rule.points, text) for rule, text in seen if text is not None)
    return Mark(touch.touch_id, touch.at, int(sum(reason.points for reason in said))), said


def _refusal(case: Case, rules: RuleSet, findings: tuple[Finding, ...], engagement: int) -> Reason | None:
    if case.is_test:
        return Reason(TEST, 0, "marked as a test by its source")
    if case.suppressed:
        return Reason(SUPPRESSED, 0, "must not be contacted")
    for disqualifier in rules.disqualifiers:
        evidence = disqualifier.evidence(case.facts)
        if evidence is not None:
            return Reason(disqualifier.reason_code, 0, evidence)
    best = rules.thresholds.score(_in_range(sum(finding.best for finding in findings)), engagement)
    if best < rules.thresholds.qualify:
        return Reason(BELOW_THRESHOLD, 0, f"{best} at best, {rules.thresholds.qualify} needed")
    return None


def _fit_reasons(findings: tuple[Finding, ...]) -> tuple[Reason, ...]:
    return tuple(
        Reason(finding.rule, finding.points, finding.evidence) for finding in findings if finding.evidence is not None
    )


def _engagement(case: Case, rules: RuleSet, now: datetime) -> tuple[int, tuple[Reason, ...]]:
    """The value (0..100) and its reasons: this touch, what came before, what has faded."""
    marks = case.marks if case.mark is None else (*case.marks, case.mark)
    value = rules.engagement.value(marks, now)
    reasons = list(case.said)
    earlier = sum(map(rules.engagement.worth, case.marks))
    if earlier:
        reasons.append(Reason("engagement.earlier", earlier, f"{len(case.marks)} earlier touches or replies"))
    faded = round(value - sum(map(rules.engagement.worth, marks)), 1)
    if faded:
        reasons.append(Reason("engagement.faded", faded, f"half-life {rules.engagement.half_life.days} days"))
    return _in_range(round(value)), tuple(reasons)


def _question(finding: Finding) -> str:
    return finding.rule.partition(".")[0]


def _in_range(points: int) -> int:
    return min(100, max(0, points))
