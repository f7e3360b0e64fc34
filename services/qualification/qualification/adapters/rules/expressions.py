"""The text of a condition: what stands in it, without evaluating anything."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_STRING: Final = r"""[rR]'[^']*'|[rR]"[^"]*"|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*\""""
_LONG: Final = r"'''.*?'''|\"\"\".*?\"\"\""
_TOKENS: Final = re.compile(rf"{_LONG}|{_STRING}|//[^\n]*", re.DOTALL)
_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()")
_BOUND: Final = re.compile(r"\.(?:exists|exists_one|all|map|filter)\s*\(\s*([A-Za-z_]\w*)\s*,")
_BRANCHES: Final = re.compile(r"&&|\|\||\?|\.(?:exists|exists_one|all|map|filter)\s*\(")
_STRUCTURE: Final = re.compile(r"&&|\|\||[?()\[\]{}]")
_COMPARED: Final = re.compile(rf"(?<![\w.])([A-Za-z_]\w*)\s*[!=]=\s*({_STRING})")
_COMPARED_TO: Final = re.compile(rf"({_STRING})\s*(?:[!=]=|\bin\b)\s*([A-Za-z_]\w*)(?![\w.(])")
_LISTED: Final = re.compile(rf"(?<![\w.])([A-Za-z_]\w*)\s+in\s+\[((?:\s|,|{_STRING})*)\]")
_ITEMS_LISTED: Final = re.compile(
    rf"(?<![\w.])([A-Za-z_]\w*)\.exists\s*\(\s*(\w+)\s*,\s*\2\s+in\s+\[((?:\s|,|{_STRING})*)\]\s*\)"
)
_SHAPES: Final = ((1, 2, _COMPARED), (2, 1, _COMPARED_TO), (1, 2, _LISTED), (1, 3, _ITEMS_LISTED))
"""The group of the name, that of the literals, the shape."""
_ONE: Final = re.compile(_STRING)
_PATTERN: Final = re.compile(rf"\.matches\s*\(\s*({_STRING})\s*\)|\bmatches\s*\([^,()]*,\s*({_STRING})\s*\)")


class Compared(NamedTuple):
    """A literal that a variable is compared with; ``at`` is its place in the text, from 0."""

    name: str
    literal: str
    at: int


def names_in(text: str) -> frozenset[str]:
    """Every name that stands where a variable can stand."""
    return frozenset(_NAME.findall(_bare(text)))


def bound_in(text: str) -> frozenset[str]:
    """Names that the macros of the text give to the items of a list."""
    return frozenset(_BOUND.findall(_bare(text)))


def has_branches(text: str) -> bool:
    """Whether part of it can decide the whole: only then does it say anything while one of its variables is unknown."""
    return _BRANCHES.search(_bare(text)) is not None


def split(text: str) -> tuple[tuple[str, ...], str]:
    """The parts that one sign, ``&&`` or ``||``, joins into the whole; the whole alone where neither does."""
    parts, signs, start, depth = [], set[str](), 0, 0
    for hit in _STRUCTURE.finditer(_bare(text)):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(hit[0], 0)
        if depth == 0 and hit[0] in ("&&", "||", "?"):
            parts.append(text[start : hit.start()].strip())
            signs.add(hit[0])
            start = hit.end()
    if signs not in ({"&&"}, {"||"}):
        return (text,), "&&"
    return (*parts, text[start:].strip()), signs.pop()


def compared(text: str) -> Iterator[Compared]:
    """What is surely compared: ``name == "literal"``, ``name in ["literal", …]``, ``"literal" in name``.

    Where a sum is compared, or a literal has escapes, nobody says anything.
    """
    bare = _bare(text)
    for name, literals, shape in _SHAPES:
        for hit in shape.finditer(text):
            whole, start = hit[name], hit.start(name)
            if bare[start : hit.end(name)] != whole or _is_part_of_a_sum(bare, hit.start(), hit.end()):
                continue
            for one in _ONE.finditer(hit[literals]):
                if "\\" not in one[0]:
                    yield Compared(whole, one[0].lstrip("rR")[1:-1], hit.start(literals) + one.start())


def patterns(text: str) -> Iterator[str]:
    """The regular expressions that are written out in it, as CEL literals."""
    return (hit[1] or hit[2] for hit in _PATTERN.finditer(text))


def _bare(text: str) -> str:
    """The text without what is said in strings and comments, every other character at its place."""
    return _TOKENS.sub(lambda hit: '"' + " " * (len(hit[0]) - 1), text)


def _is_part_of_a_sum(bare: str, start: int, end: int) -> bool:
    return bare[:start].rstrip()[-1:] in ("+", ".") or bare[end:].lstrip()[:1] in ("+", ".", "[")
