"""What a field means by its name, in the languages and spellings of ``vocabulary.py``."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from lead_intake.adapters.sources import vocabulary

_LONGEST = 160
"""Longer names are sentences: they mean nothing here, and are not kept in the caches."""
_LONGEST_SNAKE = 80
_CACHED = 8192
_EDGES: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\W_]+")
_ALTERNATIVES: Final = re.compile(r"\s*[/|(),:;]\s*")
"""Between the words of ``Firma / Organisation``."""
_NUMBERED: Final = re.compile(r"[A-Za-z]{1,10}[_-]?[0-9]{1,6}")
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
_WHOLE_LETTERS: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ł": "l", "Ł": "L", "đ": "d", "\u0131": "i", "œ": "oe"}
)
"""Those that Unicode does not take apart."""


class Meaning(NamedTuple):
    """``rank``: the lower, the better an address or number of this name is for answering a lead at work.

    ``vague``: the word has other meanings; it counts only where a person is spoken of.
    """

    member: str
    rank: int
    vague: bool


def snake(name: str) -> str:
    """``What is your budget?`` and ``whatIsYourBudget`` as ``what_is_your_budget``; ``field`` if no letter is left."""
    return _snake(name) if len(name) <= _LONGEST else _snaked(name[: 4 * _LONGEST])


def member_for(name: str | None) -> str | None:
    """The member of the lead, or the common name of the attribute, that a field of this name means."""
    found = meaning(name) if name else None
    return found.member if found else None


def common(name: str) -> str:
    """The name under which an attribute is kept: the common one if there is one."""
    return member_for(name) or snake(name)


def meaning(name: str) -> Meaning | None:
    """What a field of this name may mean; None for what is not in the vocabulary."""
    return _meaning(name) if len(name) <= _LONGEST else None


def compact(name: str) -> str:
    """The letters and digits alone: every spelling of a phrase gives the same."""
    return snake(name).replace("_", "")


def is_number(name: str) -> bool:
    """Whether a name only tells fields apart: ``q1``, ``field_3``."""
    return _NUMBERED.fullmatch(name) is not None and not _left(snake(name).split("_"))


def _snaked(name: str) -> str:
    if not name.isascii():
        letters = unicodedata.normalize("NFKD", name.translate(_WHOLE_LETTERS))
        name = unicodedata.normalize("NFC", _ACCENTS.sub("", letters))
    return _EDGES.sub("_", name).strip("_").casefold()[:_LONGEST_SNAKE] or "field"


_snake = lru_cache(_CACHED)(_snaked)


@lru_cache(_CACHED)
def _meaning(name: str) -> Meaning | None:
    tokens = _snake(name).split("_")
    key = "".join(tokens)
    member = _MEMBERS.get(key)
    if member is None:
        lefts = (_left(tokens), _left(tokens, _QUALIFIERS), _left(tokens, _QUALIFIERS - _SWITCHBOARD))
        member = next((_MEMBERS_LEFT[left] for left in lefts if left in _MEMBERS_LEFT), None)
    if member is None:
        parts = [part for part in _ALTERNATIVES.split(name) if len(part) > 1]
        return next((found for part in parts if (found := _meaning(part))), None) if len(parts) > 1 else None
    return Meaning(member, _rank(member, tokens), key in _VAGUE)


def _left(tokens: Iterable[str], also: frozenset[str] = frozenset()) -> str:
    """What is left of a name without the words that only fill, and the numbers that tell fields apart."""
    words = (token.rstrip("0123456789") for token in tokens)
    return "".join(word for word in words if word not in _FILLERS and word not in also)


def _rank(member: str, tokens: Iterable[str]) -> int:
    words = frozenset(tokens)
    aside = 4 if words & _ASIDE else 0
    if member == "phone" and words & _SWITCHBOARD:  # a company's number is not that of the person, as its address is
        return aside + 3
    if member == "occurred_at":
        return 0 if words & _SUBMITTED else 2 if words & _CREATED else 1
    return aside + (2 if words & _WORSE else 0 if words & _BETTER else 1)


def _listed(text: str) -> Iterable[str]:
    return (phrase for phrase in " ".join(text.split()).split(", ") if phrase)


_FILLERS: Final = frozenset(vocabulary.FILLERS.split())
_BETTER: Final = frozenset(vocabulary.BETTER.split())
_WORSE: Final = frozenset(vocabulary.WORSE.split())
_ASIDE: Final = frozenset(vocabulary.ASIDE.split())
_SUBMITTED: Final = frozenset(
    {"submitted", "submit", "submission", "occurred", "registered", "registration", "completed"}
)
_CREATED: Final = frozenset({"created", "create", "creation", "sent", "received"})
"""When the record was made, not when the person acted."""
_SWITCHBOARD: Final = frozenset({"company", "firmen", "main", "zentrale", "switchboard"})
_QUALIFIERS: Final = _BETTER | _WORSE | _ASIDE
_NEVER_SHORTENED: Final = frozenset(
    {"external_id", "event_id", "campaign_id", "form_id", "form_name", "page_url", "page_title", "event_name"}
)
"""Their phrases say by every word what they are the id or name of."""
_PHRASES: Final = [(phrase, member) for member, text in vocabulary.PHRASES.items() for phrase in _listed(text)]
_MEMBERS: Final = {compact(phrase): member for phrase, member in _PHRASES}
_MEMBERS_LEFT: Final = {
    left: member
    for phrase, member in _PHRASES
    if member not in _NEVER_SHORTENED and (left := _left(snake(phrase).split("_")))
}
_VAGUE: Final = frozenset(map(compact, _listed(vocabulary.VAGUE)))
