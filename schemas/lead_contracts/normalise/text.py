"""Text, and what only looks like it."""

import re
from typing import Final

from pydantic import JsonValue

_NOTHING: Final = frozenset(
    {
        "", "null", "(null)", "<null>", "none", "(none)", "undefined", "nil", "n/a", "[not provided]", "[[unknown]]",
        "(not set)", "<no value>", "[object object]",
    }
)  # fmt: skip
_TOKEN: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|<%.*?%>|[$#]?\{!?[\w .:|-]+\}|\$\{.*?\}|\[\[.*?\]\]|\*\|.*?\|\*|%%.*?%%|%[A-Z_]{3,}%"
)
"""Merge tags that a tool left unresolved: Mustache, Liquid, ERB, shell, Salesforce, Marketo, Mailchimp, Pardot."""
_DUMMY: Final = re.compile(r"<\s*test lead\b.*>|test lead: dummy data.*", re.IGNORECASE | re.DOTALL)
"""Meta's lead ads testing tool: ``<test lead: dummy data for full_name>``."""
_DUMMY_BEGINS: Final = "<tT"
_NOTHING_BEGINS: Final = frozenset(first for said in _NOTHING for first in (said[:1], said[:1].upper()))
_LONGEST_NOTHING: Final = max(map(len, _NOTHING))
_NUMBER: Final = (int, float)
_UNSEEN: Final = (
    " \t\r\n\xa0\xad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""What copied text brings along at its ends: blanks of no width, marks of direction. Inside it may mean something."""
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def text(value: JsonValue) -> str | None:
    """The trimmed text of a string or number, without control characters; None for a placeholder or anything else."""
    if isinstance(value, str):
        said = value
    elif isinstance(value, _NUMBER) and not isinstance(value, bool):
        said = str(value)
    else:
        return None
    trimmed = (said if said.isprintable() else _CONTROL.sub("", said).strip(_UNSEEN)).strip()
    return None if is_placeholder(trimmed) else trimmed


def is_dummy(value: JsonValue) -> bool:
    """Whether a vendor's testing tool wrote it: the lead is a test."""
    return isinstance(value, str) and "test lead" in value.lower() and _DUMMY.fullmatch(value.strip()) is not None


def is_placeholder(trimmed: str) -> bool:
    """Whether it stands for nothing: "", "null", dashes, unresolved tokens alone, dummy text of a test lead."""
    first = trimmed[:1]
    if first in _NOTHING_BEGINS and len(trimmed) <= _LONGEST_NOTHING and trimmed.lower() in _NOTHING:
        return True
    if first in _DUMMY_BEGINS and _DUMMY.fullmatch(trimmed):
        return True
    # no merge tag begins with a letter or a digit
    return not (first.isalnum() or any(map(str.isalnum, _TOKEN.sub("", trimmed))))
