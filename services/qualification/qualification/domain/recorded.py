"""A verdict of the past with all that it rests on, and the same touch judged again, by other rules or the same."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from qualification.domain.engagement import Mark
from qualification.domain.patience import CAME, IN_VAIN
from qualification.domain.receive import Kind
from qualification.domain.rules import RuleBook
from qualification.domain.touch import Motion, Touch
from qualification.domain.verdict import Verdict
from qualification.domain.weigh import Before, Weighed, set_aside, weigh

Version: TypeAlias = tuple[str, int]
"""Name and number of a rule set."""
Counted: TypeAlias = tuple[datetime, int]
"""When a touch was (UTC), and what it was worth on its day."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """``touch``: without personal data; its facts, and those of the verdict, hold what the rules saw of the person.
    ``rules`` decided, ``counted_by`` gave the touch its ``points``.
    """

    lead_id: str
    kind: Kind
    cycle: int | None
    motion: Motion
    decided_at: datetime
    rules: Version
    counted_by: Version
    points: int
    touch: Touch
    before: Before
    has_message: bool
    verdict: Verdict

    @property
    def is_set_aside(self) -> bool:
        """Whether no rule had a say: a test, or a person who must not be contacted."""
        return self.touch.is_test or self.before.suppressed

    def with_wait(self, weighed: Weighed) -> Weighed:
        """The same verdict, saying too what came of the wait before it: that is history, and no rule's say."""
        waited = tuple(reason for reason in self.verdict.reasons if reason.rule in (CAME, IN_VAIN))
        if not waited:
            return weighed
        reasons = (*weighed.verdict.reasons, *waited)
        return weighed._replace(verdict=weighed.verdict._replace(reasons=reasons))

    @property
    def motions(self) -> frozenset[Motion]:
        """Those whose rules had, or may have had, a say."""
        before = self.before.motion
        return frozenset(
            (self.touch.motion, self.motion) if before is None else (self.touch.motion, self.motion, before)
        )


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A cycle that no touch opened: a hunter won the one before, and the account went to a farmer. No rule had a say."""

    lead_id: str
    cycle: int
    source: str
    decided_at: datetime


class Replay:
    """Judges the touches of leads again by ``book``, each at its recorded instant, those of a lead in their order.

    Earlier touches count what the book gives them, as far as the replay has met them; else what they counted then.
    """

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._otherwise: dict[str, dict[Counted, list[int]]] = {}

    def again(self, past: Recorded) -> Weighed:
        """The verdict by the book. Raises NoRuleSet."""
        facts, now = past.verdict.facts, past.decided_at
        before = past.before._replace(marks=tuple(self._recounted(past)))
        if past.is_set_aside:
            return set_aside(past.touch, before, facts, self._book, now)
        weighed = past.with_wait(weigh(past.touch, before, facts, {}, self._book, now))
        if weighed.mark.points != past.points:
            counted = self._otherwise.setdefault(past.lead_id, {})
            counted.setdefault((past.touch.at, past.points), []).append(weighed.mark.points)
        return weighed

    def _recounted(self, past: Recorded) -> Iterator[Mark]:
        """The earlier marks. Touches are known again by their instants and points, which the sum cannot tell apart."""
        left = {key: list(points) for key, points in self._otherwise.get(past.lead_id, {}).items()}
        for mark in past.before.marks:
            points = left.get((mark.at, mark.points)) if mark.reply is None else None
            yield replace(mark, points=points.pop(0)) if points else mark
