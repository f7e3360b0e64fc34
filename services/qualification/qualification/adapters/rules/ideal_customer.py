"""The ideal customer as a rule file writes it: questions, answers, points, and what is checked of them."""

import re
from typing import Annotated, Final, Self

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from lead_runtime.config import ConfigModel
from qualification.domain.figures import CURRENCIES
from qualification.domain.text import Words

FULL_FIT = 100
_SLUG: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
Points = Annotated[int, Field(ge=-100, le=100)]
Condition = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
"""In CEL; ``ConditionChecker`` says what is wrong with it."""


def _a_slug(name: str) -> str:
    if not _SLUG.fullmatch(name):
        raise ValueError(f"expected a name of small letters, digits and _, such as mid_market, not {name!r}")
    return name


def _a_country(code: str) -> str:
    if not _COUNTRY.fullmatch(code):
        raise ValueError(f"expected a country by its two capital letters (ISO 3166), such as DE, not {code!r}")
    return code


def _some_words(words: tuple[str, ...]) -> tuple[str, ...]:
    Words.of(words)
    return words


def _a_currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError(f"expected an ISO 4217 code such as EUR, not {code}")
    return code


Slug = Annotated[str, AfterValidator(_a_slug)]
Country = Annotated[str, AfterValidator(_a_country)]
WordList = Annotated[tuple[str, ...], AfterValidator(_some_words)]
Currency = Annotated[str, AfterValidator(_a_currency)]


class Part(ConfigModel):
    """A part of the file."""

    model_config = ConfigDict(populate_by_name=True)


class AnswerPart(Part):
    """An answer to a question, by its name, and what it adds to the fit."""

    name: Slug
    points: Points


class WordAnswerPart(AnswerPart):
    """An answer that shows by its words, or by a condition."""

    words: WordList | None = None
    when: Condition | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.words is None) is (self.when is None):
            raise ValueError("expected either words or when")
        return self


class PlaceAnswerPart(AnswerPart):
    """An answer that is a set of countries."""

    countries: tuple[Country, ...]


class SpanAnswerPart(AnswerPart):
    """An answer from a number to a number, both included; without ``to`` there is no end."""

    low: float = Field(alias="from", ge=0)
    high: float | None = Field(default=None, alias="to", ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.high is not None and self.high < self.low:
            raise ValueError(f"expected from <= to, not {self.low:g} to {self.high:g}")
        return self


class WordQuestion(Part):
    """A question that words answer; ``otherwise``: the points of a known answer that is not in the list."""

    answers: tuple[WordAnswerPart, ...] = Field(min_length=1)
    otherwise: Points = 0


class PlaceQuestion(Part):
    """Where the company is."""

    answers: tuple[PlaceAnswerPart, ...] = Field(min_length=1)
    otherwise: Points = 0


class SizeQuestion(Part):
    """How many people work there."""

    answers: tuple[SpanAnswerPart, ...] = Field(min_length=1)
    otherwise: Points = 0


class BudgetQuestion(Part):
    """What they can spend, in ``currency``; ``rates``: what one unit of another currency is worth in it.

    ``without_currency``: what an amount without a currency is taken for; not set, it stays unknown.
    """

    currency: Currency
    rates: dict[Currency, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    without_currency: Currency | None = None
    answers: tuple[SpanAnswerPart, ...] = Field(min_length=1)
    otherwise: Points = 0

    @model_validator(mode="after")
    def _convertible(self) -> Self:
        if self.without_currency not in (None, self.currency, *self.rates):
            raise ValueError(f"without_currency: {self.without_currency} has no rate")
        return self


class IdealCustomer(Part):
    """Six questions; one that is left out is not asked. The best answers together are a fit of 100."""

    sector: WordQuestion | None = None
    company_type: WordQuestion | None = None
    company_size: SizeQuestion | None = None
    buyer: WordQuestion | None = None
    place: PlaceQuestion | None = None
    budget: BudgetQuestion | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        questions = (self.sector, self.company_type, self.company_size, self.buyer, self.place, self.budget)
        full = sum(max(answer.points for answer in question.answers) for question in questions if question is not None)
        if full != FULL_FIT:
            raise ValueError(f"expected the best answers to add up to {FULL_FIT} points, not {full}")
        return self
