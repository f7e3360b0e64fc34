"""A rule set as it decides: compiled once, never changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from qualification.domain.approach import Step
from qualification.domain.conditions import Panel
from qualification.domain.criteria import Criterion
from qualification.domain.disqualifiers import Disqualifier
from qualification.domain.engagement import Engagement
from qualification.domain.points import PointRule
from qualification.domain.terms import Term
from qualification.domain.touch import Channel, Motion

Grade: TypeAlias = Literal["A", "B", "C", "D"]
OtherMotion: TypeAlias = Literal["switch", "keep"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """``grades``: the least score of A, B and C, falling. ``qualify``: the least score that is anybody's work.

    ``fit_share``: how much of the score is fit (0..1); the rest is engagement. ``priority``: the larger the sooner.
    """

    fit_share: float
    qualify: int
    grades: tuple[int, int, int]
    priority: Mapping[Grade, int]

    def score(self, fit: int, engagement: int) -> int:
        """0..100."""
        return round(fit * self.fit_share + engagement * (1 - self.fit_share))

    def grade(self, score: int) -> Grade:
        """A is the best."""
        a, b, c = self.grades
        return "A" if score >= a else "B" if score >= b else "C" if score >= c else "D"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a first touch may wait for what is looked up elsewhere; zero: not at all.

    ``for_reach``: one that names its person by an id alone, for a way to answer. ``for_facts``: one that came by one of
    ``channels`` and names a company, for those of ``facts`` that are unknown.
    """

    for_reach: timedelta = timedelta()
    for_facts: timedelta = timedelta()
    facts: tuple[str, ...] = ()
    channels: frozenset[Channel] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)  # one that decides is known by itself: what it found is remembered
class RuleSet:
    """What decides about one motion. ``reads``: for each fact, the names of attributes that may answer it.

    ``fit_points``, ``warm_points``: what is added to the fit and to the engagement.
    ``answers``: the conditions of the criteria; ``lead``: those of points and disqualifiers, which know the answers too;
    ``begin``: those of the approach, which know the score besides.
    ``other_motion``: what a touch of the other motion does to an open cycle of this one: switch it, or keep it.
    ``hands_over``: whether a cycle of this motion that is won goes on with a farmer.
    """

    name: str
    version: int
    motion: Motion
    reads: Mapping[str, tuple[str, ...]]
    terms: tuple[Term, ...]
    criteria: tuple[Criterion, ...]
    answers: Panel
    fit_points: tuple[PointRule, ...]
    warm_points: tuple[PointRule, ...]
    engagement: Engagement
    thresholds: Thresholds
    disqualifiers: tuple[Disqualifier, ...]
    lead: Panel
    approach: tuple[Step, ...]
    begin: Panel
    other_motion: OtherMotion
    patience: Patience = Patience()
    hands_over: bool = False


class QualificationError(Exception):
    """The root of the errors of this domain."""


class NoRuleSet(QualificationError):
    """No rule set is in effect for a motion: nothing can be decided until one is published."""


class UnreadableRuleSet(QualificationError):
    """A published rule set means nothing to this release: better to wait for the next than to decide by less."""


@dataclass(frozen=True, slots=True)
class Published:
    """A rule set with the instant (UTC) from which it decides and the one at which it was published."""

    rules: RuleSet
    effective_from: datetime
    published_at: datetime


class RuleBook:
    """Every published rule set, by motion."""

    def __init__(self, sets: tuple[Published, ...] = ()) -> None:
        self._by_motion: dict[Motion, tuple[Published, ...]] = {}
        for entry in sorted(sets, key=_rank, reverse=True):
            motion = entry.rules.motion
            self._by_motion[motion] = (*self._by_motion.get(motion, ()), entry)

    def at(self, motion: Motion, now: datetime) -> RuleSet:
        """The set in effect: the one whose effective date came last. Raises NoRuleSet."""
        for entry in self._by_motion.get(motion, ()):
            if entry.effective_from <= now:
                return entry.rules
        raise NoRuleSet(f"no rule set is in effect for {motion} leads: publish one (handover rules publish)")


def _rank(entry: Published) -> tuple[datetime, datetime, int]:
    return entry.effective_from, entry.published_at, entry.rules.version
