"""The verdict: a pure function of what is known, the rules and the instant."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from qualification.domain.approach import Approach, suggest
from qualification.domain.conditions import Facts
from qualification.domain.engagement import Mark
from qualification.domain.look import Look, in_range, look, worth
from qualification.domain.reason import Reason
from qualification.domain.rules import Grade, RuleSet
from qualification.domain.touch import Touch

TEST = "test"
SUPPRESSED = "suppressed"
BELOW_THRESHOLD = "below_threshold"


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
    found = look(case.facts, rules)
    warm, best_warm, warmth = _engagement(case, rules, found, now)
    score = rules.thresholds.score(found.fit, warm)
    grade = rules.thresholds.grade(score)
    refusal = _refusal(case, rules, found, rules.thresholds.score(found.best_fit, best_warm))
    reasons = (*found.what_fits, *warmth)
    step = None
    if refusal is not None:
        reasons = (refusal, *reasons)
    elif rules.approach:
        known = {**found.seen, "fit": found.fit, "engagement": warm, "score": score, "grade": grade}
        begin = rules.begin.judge(known, case.facts)
        step = suggest(rules.approach, begin)
        if step is not None:
            reasons = (*reasons, Reason(f"approach.{step.use}", 0, begin.evidence(step.when)))
    return Verdict(
        fit=found.fit,
        engagement=warm,
        score=score,
        grade=grade,
        priority=rules.thresholds.priority[grade],
        reason_code=refusal.rule if refusal else None,
        reasons=reasons,
        open_questions=found.open_questions,
        approach=step.use if step else None,
        facts=case.facts,
    )


def count(touch: Touch, said: Facts, rules: RuleSet) -> tuple[Mark, tuple[Reason, ...]]:
    """What a touch is worth on its day, and why. Only what the touch itself ``said`` counts, so no order ever shows."""
    points, reasons = worth(said, rules)
    return Mark(touch.touch_id, touch.at, points), reasons


def _refusal(case: Case, rules: RuleSet, found: Look, best: int) -> Reason | None:
    if case.is_test:
        return Reason(TEST, 0, "marked as a test by its source")
    if case.suppressed:
        return Reason(SUPPRESSED, 0, "must not be contacted")
    if found.refusal is not None:
        return found.refusal
    if best < rules.thresholds.qualify:
        return Reason(BELOW_THRESHOLD, 0, f"{best} at best, {rules.thresholds.qualify} needed")
    return None


def _engagement(case: Case, rules: RuleSet, found: Look, now: datetime) -> tuple[int, int, tuple[Reason, ...]]:
    """The value (0..100), the best it could be, and the reasons: this touch, what is known, what came before and faded."""
    marks = case.marks if case.mark is None else (*case.marks, case.mark)
    value = rules.engagement.value(marks, now)
    reasons = [*case.said, *found.warmth]
    earlier = sum([rules.engagement.worth(mark) for mark in case.marks])
    if earlier:
        reasons.append(Reason("engagement.earlier", earlier, f"{len(case.marks)} earlier touches or replies"))
    faded = round(value - (earlier if case.mark is None else earlier + rules.engagement.worth(case.mark)), 1)
    if faded:
        reasons.append(Reason("engagement.faded", faded, f"half-life {rules.engagement.half_life.days} days"))
    warm = round(value) + found.warm
    return in_range(warm), in_range(warm + found.warm_possible), tuple(reasons)
