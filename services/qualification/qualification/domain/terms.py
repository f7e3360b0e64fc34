"""What a text means: a job title is one of a director in logistics, a message asks for a price."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qualification.domain.text import Words, plain

OTHER: Final = "other"
"""The meaning of a text that is known and fits none."""
PERSONAL: Final = frozenset({"message"})
"""Texts of the person's own: their meaning is kept, they are not."""


@dataclass(frozen=True, slots=True)
class Term:
    """``reads``: the fact that it reads, or ``message``. ``meaning``: of such a text, by its name."""

    name: str
    reads: str
    meaning: Callable[[str], str]

    @property
    def is_personal(self) -> bool:
        """Whether it reads the person's own words."""
        return self.reads in PERSONAL


def term(name: str, reads: str, meanings: tuple[tuple[str, Words], ...]) -> Term:
    """The first meaning of which a word is found counts. Texts that repeat are looked at once; personal ones always."""

    def meaning(text: str) -> str:
        words = plain(text)
        return next((name for name, each in meanings if each.find(words) is not None), OTHER)

    return Term(name, reads, meaning if reads in PERSONAL else lru_cache(maxsize=8192)(meaning))
