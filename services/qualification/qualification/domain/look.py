"""What the rules make of facts alone. It is remembered: leads repeat what others said, and what they said before."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from qualification.domain.conditions import Facts, Judged, Seen
from qualification.domain.criteria import Finding
from qualification.domain.disqualifiers import disqualified
from qualification.domain.points import PointRule, give
from qualification.domain.reason import Reason
from qualification.domain.rules import RuleSet

LOOKS_KEPT: Final = 1024
"""Sets of facts whose looks are kept, those that were asked for last; some 3 kB each."""
_Known: TypeAlias = tuple[tuple[str, str], ...]


class Look(NamedTuple):
    """What the rules make of facts alone, whenever they are asked and whatever came before.

    ``seen``: the variables that are known, answers among them. ``fit``, ``best_fit``: 0..100, now and if all were known.
    ``warm``, ``warm_possible``: points for engagement that hold, and those that open rules could still add.
    ``refusal``: of the first disqualifier that applies.
    """

    seen: Seen
    fit: int
    best_fit: int
    what_fits: tuple[Reason, ...]
    warm: int
    warm_possible: int
    warmth: tuple[Reason, ...]
    refusal: Reason | None
    open_questions: tuple[str, ...]


def look(facts: Facts, rules: RuleSet) -> Look:
    """Of what is known of a lead."""
    return _look(tuple(facts.items()), rules)


def worth(said: Facts, rules: RuleSet) -> tuple[int, tuple[Reason, ...]]:
    """The points of a touch that says this, and why."""
    return _worth(tuple(said.items()), rules)


@lru_cache(maxsize=LOOKS_KEPT)
def _look(known: _Known, rules: RuleSet) -> Look:
    facts = dict(known)
    seen = rules.lead.read(facts)
    answers = rules.answers.judge(seen, facts)
    findings = tuple(criterion.find(facts, answers) for criterion in rules.criteria)
    for finding in findings:
        if finding.evidence is not None:
            question, _, answer = finding.rule.partition(".")
            seen.setdefault(question, answer)  # budget is a number already
    judged = rules.lead.judge(seen, facts)
    fit, best_fit, what_fits = _fit(findings, judged, rules)
    warm = give(rules.warm_points, judged)
    found = disqualified(rules.disqualifiers, judged)
    return Look(
        seen=seen,
        fit=fit,
        best_fit=best_fit,
        what_fits=what_fits,
        warm=warm.points,
        warm_possible=warm.possible,
        warmth=_points(warm.rules, judged),
        refusal=Reason(found.reason_code, 0, judged.evidence(found.when)) if found is not None else None,
        open_questions=tuple(_question(finding) for finding in findings if finding.evidence is None),
    )


def _fit(findings: tuple[Finding, ...], judged: Judged, rules: RuleSet) -> tuple[int, int, tuple[Reason, ...]]:
    """The value (0..100), the best that it could be if all were known, and the reasons."""
    extra = give(rules.fit_points, judged)
    reasons, fit, best = [], extra.points, extra.points + extra.possible
    for rule, points, at_best, evidence in findings:
        fit += points
        best += at_best
        if evidence is not None:
            reasons.append(Reason(rule, points, evidence))
    return in_range(fit), in_range(best), (*reasons, *_points(extra.rules, judged))


@lru_cache(maxsize=LOOKS_KEPT)
def _worth(said: _Known, rules: RuleSet) -> tuple[int, tuple[Reason, ...]]:
    facts, engagement = dict(said), rules.engagement
    judged = engagement.panel.judge(engagement.panel.read(facts), facts)
    held = [rule for rule in engagement.touches if judged.holds(rule.when)]
    reasons = [Reason(f"engagement.{rule.name}", rule.points, judged.evidence(rule.when)) for rule in held]
    return sum([rule.points for rule in held]), tuple(reasons)


def _points(rules: Iterable[PointRule], judged: Judged) -> tuple[Reason, ...]:
    return tuple([Reason(rule.rule, rule.points, judged.evidence(rule.when)) for rule in rules])


def _question(finding: Finding) -> str:
    return finding.rule.partition(".")[0]


def in_range(points: int) -> int:
    """0..100."""
    return min(100, max(0, points))
