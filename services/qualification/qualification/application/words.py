"""A verdict in the words of those who work with it: why this lead, what to ask, how to begin, what would lift it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, TypedDict

from qualification.application.ports import Told
from qualification.domain.account import ACCOUNT_HANDOVER
from qualification.domain.conditions import ALWAYS
from qualification.domain.rules import RuleSet

QUESTIONS: Final[Mapping[str, str]] = {
    "sector": "What line of business are they in?",
    "company_type": "What kind of company is it?",
    "company_size": "How many people work there?",
    "buyer": "What is their role, and who decides?",
    "place": "Which country are they in?",
    "budget": "What can they spend, and in which currency?",
}
"""What to ask where nobody knows the answer."""
_BEGIN: Final[Mapping[str, str]] = {
    "phone": "call them",
    "demo": "offer a demo",
    "email": "write an e-mail",
    "social": "reach out on a social network",
    "networking": "meet them where their trade meets",
    "referral": "ask somebody who knows them",
}
_REFUSED: Final[Mapping[str, str]] = {
    "test": "it is a test",
    "suppressed": "they must not be contacted",
    "below_threshold": "it cannot reach the score that is needed",
}
_HEADS: Final[Mapping[str, str]] = {
    "lead.qualified": "Work for sales",
    "lead.touched": "Another touch of an open lead",
    "lead.disqualified": "Nobody's work",
}
_SAID: Final[Mapping[str, str]] = {
    "engagement.earlier": "for what they did before",
    "engagement.faded": "faded since",
}
_VARIABLE: Final = re.compile(r"\b([a-z][a-z_]*) = (true\b|false\b|)")
_SAID_OF: Final[Mapping[str, str]] = {"true": "{}", "false": "not {}", "": "{} is "}
_NOTHING_ODD: Final = re.compile(r", flags = none\b|\bflags = none, ")
_SIDES: Final = ("fit", "engagement")
_GRADES: Final = "ABCD"


class InWords(TypedDict):
    """``headline``: what was decided; ``score``: of what it is made; ``reasons``: each with its points and what it saw;
    ``ask``: a question for everything that nobody knows; ``begin``, ``next_grade``: None where there is nothing to say;
    ``decided``: when (UTC), and by which rules.
    """

    headline: str
    score: str
    reasons: list[str]
    ask: list[str]
    begin: str | None
    next_grade: str | None
    decided: str


def in_words(told: Told, rules: RuleSet | None = None) -> InWords | None:
    """The verdict in words; None for what is none (an end of a cycle). ``rules``: the set that decided, if at hand."""
    verdict: Mapping[str, Any] = told
    if verdict["type"] not in _HEADS:
        return None
    reasons = [(each["rule"], each["points"], _spoken(each["evidence"])) for each in verdict["reasons"]]
    code = refusal_of(told)
    at, version = datetime.fromisoformat(verdict["decided_at"]), verdict["rule_set"]
    return InWords(
        headline=_headline(verdict, code),
        score=f"{verdict['score']} of 100: fit {verdict['fit']} (who they are), "
        f"engagement {verdict['engagement']} (what they did)",
        reasons=[line for rule, points, evidence in reasons if (line := _reason(rule, points, evidence, code))],
        ask=[QUESTIONS.get(name, f"{_plain(name)}?") for name in verdict.get("open_questions", ())],
        begin=_begin(reasons),
        next_grade=_lift(verdict, rules) if rules else None,
        decided=f"{at:%Y-%m-%d %H:%M:%S} UTC by {_named(version)}",
    )


def lines(words: InWords) -> Iterator[str]:
    """The same, line by line."""
    yield words["headline"]
    yield f"score {words['score']}"
    yield from words["reasons"]
    yield from (f"to ask: {question}" for question in words["ask"])
    if words["begin"]:
        yield f"to begin: {words['begin']}"
    if words["next_grade"]:
        yield words["next_grade"]
    yield f"decided {words['decided']}"


def refusal_of(told: Told) -> str | None:
    """Why the touch alone would have been nobody's work, in an open cycle too."""
    code = told.get("reason_code") if told.get("type") == "lead.disqualified" else None
    facts: Any = told.get("facts") or {}
    refused = code or (facts.get("basis") or {}).get("refusal")
    return str(refused) if refused else None


def _named(version: Mapping[str, Any]) -> str:
    name, number = version["name"], version["version"]
    return f"rules {name} {number}" if number else f"the draft {name}"


def _headline(verdict: Mapping[str, Any], code: str | None) -> str:
    head, way = _HEADS[verdict["type"]], "they came to us" if verdict["motion"] == "inbound" else "we go to them"
    if verdict.get("reason_code") == ACCOUNT_HANDOVER:
        return (
            f"{head}: a hunter won the account, a farmer goes on with it; grade {verdict['grade']}, {verdict['motion']}"
        )
    why = f": {_REFUSED.get(code, _plain(code))}" if code and verdict["type"] == "lead.disqualified" else ""
    return f"{head}{why}; grade {verdict['grade']}, {verdict['motion']} ({way})"


def _reason(rule: str, points: float, evidence: str, code: str | None) -> str:
    if rule == code:
        return f"turned down, {_REFUSED.get(rule, _plain(rule))}: {evidence}"
    if rule == ACCOUNT_HANDOVER:
        return f"handed over: {evidence}"
    part, _, name = rule.partition(".")
    if part == "approach":
        return ""
    if part == "motion":
        return f"{evidence}: {'its motion is the new one' if name == 'switch' else 'its motion stays'}"
    what = _SAID.get(rule) or (_plain(name) if part in _SIDES else f"{_plain(part)}, {_plain(name)}")
    return f"{points:+g} {what}: {evidence}"


def _begin(reasons: Sequence[tuple[str, float, str]]) -> str | None:
    for rule, _, evidence in reasons:
        part, _, name = rule.partition(".")
        if part == "approach":
            why = "" if evidence == ALWAYS else f" ({evidence})"
            return f"{_BEGIN.get(name, _plain(name))}{why}"
    return None


def _lift(verdict: Mapping[str, Any], rules: RuleSet) -> str | None:
    """The least that makes the next grade: answers to open questions, or else more that they do."""
    place = _GRADES.index(verdict["grade"])
    if place == 0:
        return None
    better, needed = _GRADES[place - 1], rules.thresholds.grades[place - 1]
    fit, warm = verdict["fit"], verdict["engagement"]
    answers = _answers(verdict, rules, needed)
    if answers:
        return f"to grade {better} ({needed}): a good answer about {' and '.join(answers)}"
    more = next((more for more in range(1, 101 - warm) if rules.thresholds.score(fit, warm + more) >= needed), None)
    return None if more is None else f"to grade {better} ({needed}): {more} more points of engagement"


def _answers(verdict: Mapping[str, Any], rules: RuleSet, needed: int) -> list[str]:
    """The fewest open questions whose best answers reach what is needed; none where even all do not."""
    best = {criterion.name: criterion.best for criterion in rules.criteria}
    unknown = sorted(verdict.get("open_questions", ()), key=lambda name: -best.get(name, 0))
    fit, told = verdict["fit"], list[str]()
    for name in unknown:
        fit, told = min(100, fit + best.get(name, 0)), [*told, f"{_plain(name)} (up to {best.get(name, 0):+d})"]
        if rules.thresholds.score(fit, verdict["engagement"]) >= needed:
            return told
    return []


def _spoken(evidence: str) -> str:
    """``seniority = head (Head of IT), can_call = true`` as one says it."""
    telling = _NOTHING_ODD.sub("", evidence)
    return _VARIABLE.sub(lambda hit: _SAID_OF[hit[2]].format(_plain(hit[1])), telling)


def _plain(name: str) -> str:
    return name.replace("_", " ")
