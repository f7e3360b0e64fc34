"""The variables of conditions, and how each is read from the facts."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from qualification.domain.conditions import Facts, Variable
from qualification.domain.span import Span
from qualification.domain.terms import Term
from qualification.domain.text import plain_fact, shown

YES: Final = "yes"
REACH: Final = "reach"
"""The fact that says by what the person can be reached: ``email``, ``phone``, both."""


def text(name: str) -> Variable:
    """A fact as it stands."""
    return Variable(name, lambda facts: facts.get(name))


def words(name: str) -> Variable:
    """A fact in plain words; evidence shows it as it was written."""

    def read(facts: Facts) -> str | None:
        written = facts.get(name)
        return None if written is None else plain_fact(written)

    return Variable(name, read, lambda facts: shown(facts.get(name, "")))


def flag(name: str) -> Variable:
    """A yes or no; unknown until somebody says it."""

    def read(facts: Facts) -> bool | None:
        said = facts.get(name)
        return None if said is None else said == YES

    return Variable(name, read)


def constant(name: str, value: str) -> Variable:
    """The same for every lead of a rule set."""
    return Variable(name, lambda _: value)


def flags() -> Variable:
    """What intake found odd about this touch; often nothing, never unknown."""
    return Variable("flags", lambda facts: tuple(facts.get("flags", "").split()))


def consent_given() -> Variable:
    """Whether a stated yes is on record; never unknown."""
    return Variable("consent_given", lambda facts: facts.get("consent") == "given")


def reachable(name: str, way: str, wish: str) -> Variable:
    """Whether there is a ``way`` to reach the person and no ``wish`` against it; never unknown."""
    return Variable(name, lambda facts: way in facts.get(REACH, "").split() and facts.get(wish) != YES)


def domains() -> Variable:
    """The company's domain and that of the e-mail address, each with all domains above it."""

    def read(facts: Facts) -> tuple[str, ...] | None:
        known = [facts[name] for name in ("domain", "mail_domain") if name in facts]
        return tuple(dict.fromkeys(above for each in known for above in _above(each))) if known else None

    def show(facts: Facts) -> str:
        return ", ".join(dict.fromkeys(facts[name] for name in ("domain", "mail_domain") if name in facts))

    return Variable("domains", read, show)


def amount(name: str, rates: Mapping[str, float]) -> Variable:
    """A number, or the middle of a range, rounded; ``rates`` turn its unit into ours, one that has none is unknown."""

    def read(facts: Facts) -> int | None:
        said = facts.get(name)
        span = None if said is None else Span.parse(said)
        rate = None if span is None else rates.get(span.unit)
        return None if span is None or rate is None else round(span.typical * rate)

    return Variable(name, read, lambda facts: facts.get(name, ""))


def meaning(term: Term) -> Variable:
    """What a text means. A personal one was read when it came: the facts hold what it meant under the term's name."""
    if term.is_personal:
        return text(term.name)

    def read(facts: Facts) -> str | None:
        said = facts.get(term.reads)
        return None if said is None else term.meaning(said)

    return Variable(term.name, read, lambda facts: f"{read(facts)} ({shown(facts.get(term.reads, ''))})")


@lru_cache(maxsize=8192)
def _above(domain: str) -> tuple[str, ...]:
    parts = domain.lower().split(".")
    return tuple(".".join(parts[start:]) for start in range(len(parts)))
