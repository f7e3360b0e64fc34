"""The ideal customer, question by question: each criterion looks at the facts and says what it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from qualification.domain.conditions import Judged
from qualification.domain.span import Span
from qualification.domain.text import Words, plain_fact, shown


class Finding(NamedTuple):
    """``points`` now, ``best`` what the best answer could still give. ``evidence`` None: nobody knows yet."""

    rule: str
    points: int
    best: int
    evidence: str | None = None


class Criterion(Protocol):
    """One question about the ideal customer; ``best`` is the most points that an answer gives."""

    @property
    def name(self) -> str:
        """The question's short name: sector, company_type, company_size, buyer, place, budget."""

    @property
    def best(self) -> int:
        """The most points that an answer gives."""

    def find(self, facts: Mapping[str, str], judged: Judged) -> Finding:
        """Looks at the facts and at the conditions of the answers. A missing fact is unknown and not false."""


@dataclass(frozen=True, slots=True)
class WordAnswer:
    """An answer that shows by its ``words``, or by the condition at place ``when``."""

    name: str
    points: int
    words: Words | None = None
    when: int | None = None


@dataclass(frozen=True, slots=True)
class WordCriterion:
    """Answered by words in the facts ``says``, or by a hit in ``hints``, which alone prove nothing when they miss.

    The first answer of the list that fits counts, so that "assistant to the CEO" can stand before "CEO".
    """

    name: str
    answers: tuple[WordAnswer, ...]
    says: tuple[str, ...]
    hints: tuple[str, ...]
    otherwise: int
    best: int

    def find(self, facts: Mapping[str, str], judged: Judged) -> Finding:
        """See ``Criterion``."""
        said = None
        for name in (*self.says, *self.hints):
            text = facts.get(name)
            if text is None:
                continue
            found = self._fitting(text, judged)
            if found is not None:
                return found
            if said is None and name in self.says:
                said = text
        return (self._fitting(None, judged) or _unknown(self)) if said is None else self._other(said, judged)

    def _fitting(self, text: str | None, judged: Judged) -> Finding | None:
        """The first answer that fits a text; one before it that nobody can judge yet could still be the right one."""
        words = None if text is None else plain_fact(text)
        still: list[int] = []
        for answer in self.answers:
            if answer.when is not None:
                if judged.holds(answer.when):
                    return self._found(answer, judged.evidence(answer.when), still)
                if judged.is_open(answer.when):
                    still.append(answer.points)
            elif text is not None and words and answer.words is not None and _says(words, answer.words):
                return self._found(answer, shown(text), still)
        return None

    def _found(self, answer: WordAnswer, evidence: str, still: list[int]) -> Finding:
        return Finding(f"{self.name}.{answer.name}", answer.points, max([answer.points, *still]), evidence)

    def _other(self, said: str, judged: Judged) -> Finding:
        still = [each.points for each in self.answers if each.when is not None and judged.is_open(each.when)]
        return Finding(f"{self.name}.other", self.otherwise, max([self.otherwise, *still]), shown(said))


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """An answer that is a set of countries, ISO 3166 alpha-2."""

    name: str
    points: int
    countries: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlaceCriterion:
    """Answered by the country."""

    name: str
    answers: tuple[PlaceAnswer, ...]
    otherwise: int
    best: int

    def find(self, facts: Mapping[str, str], judged: Judged) -> Finding:
        """See ``Criterion``."""
        country = facts.get("country")
        if country is None:
            return _unknown(self)
        for answer in self.answers:
            if country in answer.countries:
                return Finding(f"{self.name}.{answer.name}", answer.points, answer.points, country)
        return _other(self, country)


@dataclass(frozen=True, slots=True)
class SpanAnswer:
    """An answer from ``low`` to ``high``, both included; ``high`` None has no end."""

    name: str
    points: int
    low: float
    high: float | None

    def holds(self, value: float) -> bool:
        """Whether the value lies in it."""
        return self.low <= value and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class SpanCriterion:
    """Answered by a number or a range (its middle counts), in units that ``rates`` turns into those of the answers.

    A unit without a rate is unknown: nobody is turned down for a currency that we forgot.
    """

    name: str
    fact: str
    answers: tuple[SpanAnswer, ...]
    rates: Mapping[str, float]
    otherwise: int
    best: int

    def find(self, facts: Mapping[str, str], judged: Judged) -> Finding:
        """See ``Criterion``."""
        text = facts.get(self.fact)
        span = None if text is None else Span.parse(text)
        rate = None if span is None else self.rates.get(span.unit)
        if text is None or span is None or rate is None:
            return _unknown(self)
        value = span.typical * rate
        for answer in self.answers:
            if answer.holds(value):
                return Finding(f"{self.name}.{answer.name}", answer.points, answer.points, text)
        return _other(self, text)


@lru_cache(maxsize=8192)
def _says(plain_text: str, words: Words) -> bool:
    """Remembered: sectors, types and companies repeat."""
    return words.find(plain_text) is not None


def _unknown(criterion: Criterion) -> Finding:
    return Finding(f"{criterion.name}.unknown", 0, criterion.best)


def _other(criterion: PlaceCriterion | SpanCriterion, text: str) -> Finding:
    return Finding(f"{criterion.name}.other", criterion.otherwise, criterion.otherwise, shown(text))
