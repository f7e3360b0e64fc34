"""Comparing words across spellings and languages."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

EVIDENCE_LENGTH = 80
"""Evidence is shown to people and kept for a year: a glance, not a document."""

_GAPS = re.compile(r"[\W_]+")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take for others with an accent, and people do."""


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: ``Head of R&D`` and ``head_of_r_d`` are the same."""
    folded = text.casefold()
    if not folded.isascii():
        bare = (char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
        folded = "".join(bare).translate(_LETTERS)
    return _GAPS.sub(" ", folded).strip()


@lru_cache(maxsize=8192)
def plain_fact(text: str) -> str:
    """``plain``, remembered: titles, sectors and companies repeat. Not for personal data."""
    return plain(text)


def shown(text: str) -> str:
    """The text as evidence: one line of at most 80 characters."""
    line = " ".join(text.split())
    return line if len(line) <= EVIDENCE_LENGTH else f"{line[: EVIDENCE_LENGTH - 1]}…"


@dataclass(frozen=True, slots=True, eq=False)  # to hash a long pattern takes longer than to search by it
class Words:
    """A list of words and phrases, compiled once. ``*`` at either end of a word stands for any letters."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """Compiles; the longest phrase is tried first. Raises ValueError when nothing is left to look for."""
        parts = sorted({part for word in words if (part := _part(word))}, key=lambda part: (-len(part), part))
        if not parts:
            raise ValueError("no word to look for")
        return cls(re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)"))

    def find(self, plain_text: str) -> str | None:
        """The first hit in a text that went through ``plain``, or None."""
        hit = self.pattern.search(plain_text)
        return hit.group() if hit else None


def _part(word: str) -> str:
    core = re.escape(plain(word))
    if not core:
        return ""
    return f"{_any(word.startswith('*'))}{core}{_any(word.endswith('*'))}"


def _any(starred: bool) -> str:
    return r"\w*" if starred else ""
