"""Use case: what a draft would have decided on history. Adds up what changes; decides nothing, writes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Final

from qualification.application.runs import Runs
from qualification.domain.recorded import PassedOn, Recorded, Replay, Version
from qualification.domain.rules import NoRuleSet, RuleBook
from qualification.domain.touch import Motion
from qualification.domain.verdict import Verdict

LARGEST: Final = 20
"""Leads that are shown with what changes for them."""
_KEPT: Final = 50 * LARGEST
_NOWHERE: Final = "unknown"
"""The source of a touch of somebody who must not be contacted: it is not kept."""
_COUNTS: Final = ("read", "replayed", "changed", "others", "without_basis", "without_rules", "asked_anew")
_COUNTERS: Final = ("reasons", "grades", "rules", "sources", "changed_sources", "anew")


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict of the past and the one that the draft would give instead, of ``motion``, by the set ``by``."""

    past: Recorded
    motion: Motion
    verdict: Verdict
    by: Version

    @property
    def size(self) -> tuple[bool, int, int]:
        """How much it changes: somebody's work or nobody's, the score, the order of answering."""
        then, now = self.past.verdict, self.verdict
        works = (then.reason_code is None) is not (now.reason_code is None)
        return works, abs(now.score - then.score), abs(now.priority - then.priority)


@dataclass(frozen=True, slots=True)
class Asks:
    """What rule sets ask of a touch that no verdict keeps: meanings of a message, attributes of a delivery."""

    messages: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()


@dataclass
class Findings:
    """The counts of verdicts; ``runs``: of the cycles of leads. Of several parts of the history they add up."""

    read: int = 0
    replayed: int = 0
    changed: int = 0
    others: int = 0
    """Verdicts that the draft's motions have no say in."""
    without_basis: int = 0
    """Verdicts of releases that did not keep what a replay needs."""
    without_rules: int = 0
    """Verdicts in which rules had a say that cannot be read."""
    asked_anew: int = 0
    """Verdicts of which the draft asks what the rules of the day did not, and which nobody has kept."""
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    grades: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    changed_sources: Counter[str] = field(default_factory=Counter)
    anew: Counter[str] = field(default_factory=Counter)
    """What is asked anew, with the verdicts concerned."""
    runs: Runs = field(default_factory=Runs)
    largest: dict[str, Change] = field(default_factory=dict)

    def add(self, other: "Findings") -> None:
        """Takes in what was found in a part with other leads."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        self.runs.add(other.runs)
        self.largest = _largest({**self.largest, **other.largest}, LARGEST)

    def keep(self, change: Change) -> None:
        """Counts a change."""
        then, now, lead_id = change.past.verdict, change.verdict, change.past.lead_id
        self.changed += 1
        self.changed_sources[source_of(change.past)] += 1
        if then.reason_code != now.reason_code:
            self.reasons[outcome(then), outcome(now)] += 1
        if then.grade != now.grade:
            self.grades[then.grade, now.grade] += 1
        self.rules.update(_differing(then, now))
        if lead_id not in self.largest or change.size > self.largest[lead_id].size:
            self.largest[lead_id] = change
            if len(self.largest) > _KEPT:
                self.largest = _largest(self.largest, LARGEST)


class WhatIf:
    """Goes through the verdicts of leads, those of a lead in their order.

    ``asks``: by motion, what the draft asks; its motions are those it decides about. ``asked``: what the published
    versions asked.
    """

    def __init__(self, book: RuleBook, asks: Mapping[Motion, Asks], asked: Mapping[Version, Asks]) -> None:
        self._replay, self._asks, self._asked = Replay(book), asks, asked
        self.found = Findings()

    def take(self, past: Recorded | None) -> None:
        """A verdict; None for one without its basis."""
        self.found.read += 1
        if past is None:
            self.found.without_basis += 1
            return
        self.found.sources[source_of(past)] += 1
        if past.motions.isdisjoint(self._asks):
            self.found.others += 1
            self.found.runs.take(past, past.motion, past.verdict.reason_code)
            return
        try:
            again = self._replay.again(past)
        except NoRuleSet:
            self.found.without_rules += 1
            return
        self.found.replayed += 1
        self._count_what_is_asked_anew(past)
        self.found.runs.take(past, again.motion, again.verdict.reason_code)
        if (again.motion, again.verdict) != (past.motion, past.verdict):
            self.found.keep(Change(past, again.motion, again.verdict, (again.rules.name, again.rules.version)))

    def pass_on(self, past: PassedOn) -> None:
        """A cycle that no touch opened. It is no verdict to replay, and somebody's work all the same."""
        self.found.runs.pass_on(past)

    def end(self) -> Findings:
        """What was found: the history ends here."""
        self.found.runs.settle()
        self.found.largest = _largest(self.found.largest, LARGEST)
        return self.found

    def _count_what_is_asked_anew(self, past: Recorded) -> None:
        asks = self._asks.get(past.touch.motion)
        if asks is None or past.is_set_aside:
            return
        known = self._asked.get(past.counted_by, Asks())
        anew = asks.attributes - known.attributes
        if past.has_message:
            anew |= asks.messages - known.messages
        self.found.anew.update(anew)
        self.found.asked_anew += bool(anew)


def outcome(verdict: Verdict) -> str:
    """Why the touch is nobody's work, or that it is somebody's."""
    return verdict.reason_code or "work"


def source_of(past: Recorded) -> str:
    """Where the touch came from."""
    return past.touch.source or _NOWHERE


def _differing(then: Verdict, now: Verdict) -> Iterable[str]:
    """The rules that say something else, or speak in one of the two alone."""
    before, after = ({each.rule: each.points for each in side.reasons} for side in (then, now))
    return [rule for rule in before.keys() | after.keys() if before.get(rule) != after.get(rule)]


def _largest(changes: dict[str, Change], count: int) -> dict[str, Change]:
    kept = nlargest(count, changes.items(), key=lambda item: (item[1].size, item[0]))
    return dict(kept)
