"""From what a source said to the facts that rules look at."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Final

from qualification.domain import span
from qualification.domain.knowledge import Known, current
from qualification.domain.terms import Term
from qualification.domain.text import plain, shown
from qualification.domain.touch import FACTS, Touch
from qualification.domain.variables import REACH

WISHES: Final = ("do_not_call", "do_not_mail")
"""Facts that are yes or no."""
PLACES: Final = ("region", "postal_prefix")
"""Facts that begin with their country."""
_YES: Final = "yes|y|true|t|1|on|x|checked|opted out|opt out|ja|wahr|oui|vrai|si|sim|tak|ano|kylla"
_NO: Final = "no|n|false|f|0|off|nein|falsch|non|faux|nao|nej|nie|ne|ei|nee"
_YES_OR_NO: Final = {**dict.fromkeys(_YES.split("|"), "yes"), **dict.fromkeys(_NO.split("|"), "no")}


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
        if fact in WISHES:
            if said := _wish(attributes, names):
                facts[fact] = said
            continue
        reader = _READERS.get(fact, shown)
        for name in names:
            if name in attributes and (answer := reader(attributes[name])):
                facts[fact] = answer
                break
    return facts


def in_order(known: Known) -> dict[str, str]:
    """The facts that are known, in fixed order; of a place in another country than the one said last nothing is left."""
    facts = current(known)
    seen = {name: facts[name] for name in FACTS if name in facts}
    for name in PLACES:
        if name in seen and seen.get("country", seen[name])[:2] != seen[name][:2]:
            del seen[name]
    return seen


def circumstances(touch: Touch) -> dict[str, str]:
    """How a touch came."""
    seen = {"source": touch.source, "channel": touch.channel}
    if touch.campaign is not None:
        seen["campaign"] = touch.campaign
    if touch.flags:
        seen["flags"] = " ".join(touch.flags)
    return seen


def of_person(contact: Mapping[str, str], terms: Iterable[Term]) -> dict[str, str]:
    """What rules may see of the person: how to reach them, what their message meant, not what it said."""
    seen = {}
    if ways := [way for way in ("email", "phone") if way in contact]:
        seen[REACH] = " ".join(ways)
    for term in terms:
        if term.is_personal and (said := contact.get(term.reads)) is not None:
            seen[term.name] = term.meaning(said)
    return seen


def _wish(attributes: Mapping[str, str], names: Iterable[str]) -> str:
    """A wish not to be contacted counts wherever it stands: yes before no before not said."""
    said = {_YES_OR_NO.get(plain(attributes[name]), "") for name in names if name in attributes}
    return "yes" if "yes" in said else "no" if "no" in said else ""


def _number(text: str) -> str:
    read = span.read(text)
    return "" if read is None else str(span.Span(read.low, read.high))


def _money(text: str) -> str:
    read = span.read(text)
    return "" if read is None else str(read)


_READERS: Mapping[str, Callable[[str], str]] = {"employees": _number, "budget": _money}
