"""The words of conditions: which variables there are, of which type, where each may stand, what it can be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

import cel_expr_python.cel as cel

from lead_contracts.flags import FLAGS
from qualification.adapters.rules.ideal_customer import IdealCustomer
from qualification.adapters.rules.term import TermPart
from qualification.domain import variables
from qualification.domain.conditions import Variable
from qualification.domain.rules import Grade
from qualification.domain.terms import OTHER, Term, term
from qualification.domain.text import Words
from qualification.domain.touch import Channel, Motion

Place: TypeAlias = Literal["touch", "answer", "points", "disqualify", "approach"]
"""Where a condition stands."""
PLACES: Final[tuple[Place, ...]] = get_args(Place)
_LATE: Final[tuple[Place, ...]] = ("points", "disqualify", "approach")
_OF_A_TOUCH: Final[tuple[Place, ...]] = ("touch", "disqualify", "approach")
_TOUCH_FACTS: Final = frozenset({"campaign"})
_ANSWERED: Final = ("sector", "company_type", "company_size", "buyer", "place")
_VARIOUS: Final = frozenset({"company", "job_title", "domain", "mail_domain", "domains"})
_COUNTED: Final = ("fit", "engagement", "score")
_KINDS: Final = {"text": cel.Type.STRING, "words": cel.Type.STRING, "number": cel.Type.INT, "yes_no": cel.Type.BOOL}
Kind: TypeAlias = Literal["text", "words", "country", "region", "postal_prefix", "language", "number", "yes_no", "list"]


@dataclass(frozen=True, slots=True)
class Word:
    """A variable. ``values``: all that it can be (of a list: its items), None where nobody can say.

    ``read``: how it comes from the facts; None where it only comes up while a lead is judged.
    """

    name: str
    kind: Kind
    places: tuple[Place, ...] = PLACES
    values: frozenset[str] | None = None
    read: Variable | None = None

    @property
    def type(self) -> cel.Type:
        """Of the value."""
        if self.kind == "list":
            return cel.Type.List(cel.Type.STRING)
        return _KINDS.get(self.kind, cel.Type.STRING)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All variables of a rule set, by name."""

    words: Mapping[str, Word]

    @classmethod
    def of(cls, motion: Motion, terms: Mapping[str, TermPart], ideal: IdealCustomer) -> "Vocabulary":
        """Those that every rule set has, its terms, the answers to its questions."""
        found = (*_facts(motion), *_budget(ideal), *_answers(ideal), *_judged(), *_terms(terms))
        return cls({word.name: word for word in found})

    def various(self) -> frozenset[str]:
        """Those that differ from lead to lead."""
        return _VARIOUS & self.words.keys()

    def at(self, place: Place) -> dict[str, Word]:
        """Those that may stand there."""
        return {name: word for name, word in self.words.items() if place in word.places}


def term_of(name: str, part: TermPart) -> Term:
    """The term as it reads."""
    return term(name, part.reads, tuple((each.name, Words.of(each.words)) for each in part.meanings))


def rates_of(ideal: IdealCustomer) -> Mapping[str, float]:
    """What a unit of each currency is worth in that of the rule set; empty without the question."""
    if ideal.budget is None:
        return {}
    rates = {**ideal.budget.rates, ideal.budget.currency: 1.0}
    if ideal.budget.without_currency is not None:
        rates[""] = rates[ideal.budget.without_currency]
    return rates


def _facts(motion: Motion) -> Iterator[Word]:
    of_a_touch = _OF_A_TOUCH
    for read, kind, values in (
        (variables.words("company"), "words", None),
        (variables.words("job_title"), "words", None),
        (variables.text("domain"), "text", None),
        (variables.text("mail_domain"), "text", None),
        (variables.domains(), "list", None),
        (variables.text("mailbox"), "text", {"personal", "shared", "business"}),
        (variables.text("country"), "country", None),
        (variables.text("region"), "region", None),
        (variables.text("postal_prefix"), "postal_prefix", None),
        (variables.text("language"), "language", None),
        (variables.amount("employees", {"": 1.0}), "number", None),
        (variables.text("consent"), "text", {"given", "refused"}),
        (variables.consent_given(), "yes_no", None),
        (variables.flag("do_not_call"), "yes_no", None),
        (variables.flag("do_not_mail"), "yes_no", None),
        (variables.reachable("can_call", "phone", "do_not_call"), "yes_no", None),
        (variables.reachable("can_mail", "email", "do_not_mail"), "yes_no", None),
        (variables.constant("motion", motion), "text", set(get_args(Motion))),
    ):
        yield _word(read, kind, PLACES, values)  # type: ignore[arg-type]
    yield _word(variables.text("source"), "text", of_a_touch)
    yield _word(variables.text("channel"), "text", of_a_touch, set(get_args(Channel)))
    yield _word(variables.words("campaign"), "words", of_a_touch)
    yield _word(variables.flags(), "list", of_a_touch, set(FLAGS))


def _word(read: Variable, kind: Kind, places: tuple[Place, ...], values: Iterable[str] | None = None) -> Word:
    return Word(read.name, kind, places, None if values is None else frozenset(values), read)


def _budget(ideal: IdealCustomer) -> Iterator[Word]:
    if ideal.budget is not None:
        yield _word(variables.amount("budget", rates_of(ideal)), "number", PLACES)


def _terms(terms: Mapping[str, TermPart]) -> Iterator[Word]:
    for name, part in terms.items():
        places = _OF_A_TOUCH if part.reads in _TOUCH_FACTS else PLACES
        values = {OTHER, *(each.name for each in part.meanings)}
        yield _word(variables.meaning(term_of(name, part)), "text", places, values)


def _answers(ideal: IdealCustomer) -> Iterator[Word]:
    """By the names of their questions. A budget is a number, which says more."""
    for name in _ANSWERED:
        question = getattr(ideal, name)
        if question is not None:
            yield Word(name, "text", _LATE, frozenset({OTHER, *(answer.name for answer in question.answers)}))


def _judged() -> Iterator[Word]:
    for name in _COUNTED:
        yield Word(name, "number", ("approach",))
    yield Word("grade", "text", ("approach",), frozenset(get_args(Grade)))


BUILT_IN: Final = frozenset(word.name for word in (*_facts("inbound"), *_judged())) | {*_ANSWERED, "budget"}
"""Names that mean something in conditions whatever a rule set says."""
