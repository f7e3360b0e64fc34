"""Use case: why this lead, in the words of those who work with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from qualification.application.ports import RuleShelf, Told
from qualification.application.words import in_words
from qualification.domain.recorded import Version
from qualification.domain.rules import RuleSet, UnreadableRuleSet


def explained(told: Sequence[Told], shelf: RuleShelf) -> list[Told]:
    """Each verdict with itself ``in_words``; what is none stays as it is."""
    rules = _versions(shelf)
    return [with_words(each, rules) for each in told]


def with_words(told: Told, rules: Mapping[Version, RuleSet]) -> Told:
    """The verdict and itself ``in_words``. Without the rules that decided nothing is said of the next grade."""
    verdict: Mapping[str, Any] = told
    by = verdict.get("rule_set")
    words = in_words(told, rules.get((by["name"], by["version"])) if by else None)
    return told if words is None else {**told, "in_words": words}


def _versions(shelf: RuleShelf) -> Mapping[Version, RuleSet]:
    try:
        return {(each.rules.name, each.rules.version): each.rules for each in shelf.versions()}
    except UnreadableRuleSet:
        return {}  # one of them cannot be read; the verdicts can
