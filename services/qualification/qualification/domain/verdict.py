"""The verdict: a pure function of what is known, the rules and the instant."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from qualification.domain.approach import Approach, suggest
from qualification.domain.conditions import Facts, Judged, Value
from qualification.domain.criteria import Finding
from qualification.domain.disqualifiers import disqualified
from qualification.domain.engagement import Mark
from qualification.domain.points import give
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


class Case(NamedTuple):
    """All that is known when a touch is judged.

    ``facts``: of the lead, the circumstances of the touch and what rules may see of the person among them.
    ``marks``: the earlier touches and replies; ``mark``: this touch (None where it counts for nothing), whose points
    are those of ``said``.
    """

    facts: Mapping[str, str]
    marks: tuple[Mark, ...] = ()
    mark: Mark | None = None
    said: tuple[Reason, ...] = ()
    is_test: bool = False
    suppressed: bool = False


class Verdict(NamedTuple):
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
    facts: Mapping[str, str] = MappingProxyType({})


def decide(case: Case, rules: RuleSet, now: datetime) -> Verdict:
    """Judges one touch of one lead. What is missing is unknown: it opens a question and takes nothing away.

    A lead is below the threshold only if the best answers to all that is open could not lift it above.
    """
    seen, findings, judged = _look(case.facts, rules)
    fit, best_fit, what_fits = _fit(findings, judged, rules)
    warm, best_warm, warmth = _engagement(case, rules, judged, now)
    score = rules.thresholds.score(fit, warm)
    grade = rules.thresholds.grade(score)
    refusal = _refusal(case, rules, judged, rules.thresholds.score(best_fit, best_warm))
    begin = rules.begin.judge({**seen, "fit": fit, "engagement": warm, "score": score, "grade": grade}, case.facts)
    step = None if refusal else suggest(rules.approach, begin)
    reasons = (*what_fits, *warmth)
    if step is not None:
        reasons = (*reasons, Reason(f"approach.{step.use}", 0, begin.evidence(step.when)))
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


def count(touch: Touch, said: Facts, rules: RuleSet) -> tuple[Mark, tuple[Reason, ...]]:
    """What a touch is worth on its day, and why. Only what the touch itself ``said`` counts, so no order ever shows."""
    engagement = rules.engagement
    judged = engagement.panel.judge(engagement.panel.read(said), said)
    reasons = tuple(
        Reason(f"engagement.{rule.name}", rule.points, judged.evidence(rule.when))
        for rule in engagement.touches
        if judged.holds(rule.when)
    )
    return Mark(touch.touch_id, touch.at, int(sum(reason.points for reason in reasons))), reasons


def _look(facts: Facts, rules: RuleSet) -> tuple[dict[str, Value], tuple[Finding, ...], Judged]:
    """All variables that are known, the answers among them; what each question found; what came of the conditions."""
    seen = rules.lead.read(facts)
    answers = rules.answers.judge(seen, facts)
    findings = tuple(criterion.find(facts, answers) for criterion in rules.criteria)
    for finding in findings:
        if finding.evidence is not None:
            question, _, answer = finding.rule.partition(".")
            seen.setdefault(question, answer)  # budget is a number already
    return seen, findings, rules.lead.judge(seen, facts)


def _refusal(case: Case, rules: RuleSet, judged: Judged, best: int) -> Reason | None:
    if case.is_test:
        return Reason(TEST, 0, "marked as a test by its source")
    if case.suppressed:
        return Reason(SUPPRESSED, 0, "must not be contacted")
    found = disqualified(rules.disqualifiers, judged)
    if found is not None:
        return Reason(found.reason_code, 0, judged.evidence(found.when))
    if best < rules.thresholds.qualify:
        return Reason(BELOW_THRESHOLD, 0, f"{best} at best, {rules.thresholds.qualify} needed")
    return None


def _fit(findings: tuple[Finding, ...], judged: Judged, rules: RuleSet) -> tuple[int, int, tuple[Reason, ...]]:
    """The value (0..100), the best that it could be if all were known, and the reasons."""
    extra = give(rules.fit_points, judged)
    reasons = [Reason(each.rule, each.points, each.evidence) for each in findings if each.evidence is not None]
    reasons += (Reason(rule.rule, rule.points, judged.evidence(rule.when)) for rule in extra.rules)
    fit = sum([each.points for each in findings]) + extra.points
    best = sum([each.best for each in findings]) + extra.points + extra.possible
    return _in_range(fit), _in_range(best), tuple(reasons)


def _engagement(case: Case, rules: RuleSet, judged: Judged, now: datetime) -> tuple[int, int, tuple[Reason, ...]]:
    """The value (0..100), the best it could be, and the reasons: this touch, what is known, what came before and faded."""
    marks = case.marks if case.mark is None else (*case.marks, case.mark)
    value = rules.engagement.value(marks, now)
    extra = give(rules.warm_points, judged)
    reasons = [*case.said]
    reasons += (Reason(rule.rule, rule.points, judged.evidence(rule.when)) for rule in extra.rules)
    earlier = sum(map(rules.engagement.worth, case.marks))
    if earlier:
        reasons.append(Reason("engagement.earlier", earlier, f"{len(case.marks)} earlier touches or replies"))
    faded = round(value - sum(map(rules.engagement.worth, marks)), 1)
    if faded:
        reasons.append(Reason("engagement.faded", faded, f"half-life {rules.engagement.half_life.days} days"))
    warm = round(value) + extra.points
    return _in_range(warm), _in_range(warm + extra.possible), tuple(reasons)


def _question(finding: Finding) -> str:
    return finding.rule.partition(".")[0]


def _in_range(points: int) -> int:
    return min(100, max(0, points))
