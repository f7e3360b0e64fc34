"""From what a source said to the facts that rules look at."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from qualification.domain import span
from qualification.domain.text import plain, shown
from qualification.domain.touch import Touch


@lru_cache(maxsize=4096)
def attribute_name(name: str) -> str:
    """An attribute's name in plain words joined by ``_``: ``# Employees`` and ``employees`` are the same."""
    return plain(name).replace(" ", "_")


def facts_of(touch: Touch, reads: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What the touch says of the lead: its own facts, and those that its attributes answer."""
    return {**read_attributes(touch.attributes, reads), **touch.facts} if touch.attributes else dict(touch.facts)


def read_attributes(attributes: Mapping[str, str], reads: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """For each fact the first attribute that answers it; an answer that cannot be read stays unknown.

    Numbers are kept in their canonical form alone, so that what a person typed there by mistake goes no further.
    """
    facts = {}
    for fact, names in reads.items():
        reader = _READERS.get(fact, shown)
        for name in names:
            if name in attributes and (answer := reader(attributes[name])):
                facts[fact] = answer
                break
    return facts


def _number(text: str) -> str:
    read = span.read(text)
    return "" if read is None else str(span.Span(read.low, read.high))


def _money(text: str) -> str:
    read = span.read(text)
    return "" if read is None else str(read)


_READERS: Mapping[str, Callable[[str], str]] = {"employees": _number, "budget": _money}
