"""The names of a list's columns, and where the list begins."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Final

from lead_intake.adapters.lists.cells import may_reach, plain
from lead_intake.adapters.lists.records import MOST_COLUMNS, Record
from lead_intake.adapters.sources.words import member_for
from lead_intake.domain.errors import WrongShape

LOOKED_AT: Final = 20
"""Rows in which the header is looked for."""
_REACH: Final = frozenset({"email", "phone"})


def place_of(records: Sequence[Record]) -> int:
    """The index of the header among the first rows: titles and remarks may stand above it.

    It is the first row that names a column of e-mail addresses or phone numbers, else the first of all. Raises
    WrongShape where there is none, where it holds data, and where nobody in the list could be reached.
    """
    if not records:
        raise WrongShape("the file has no header line")
    named = (index for index, record in enumerate(records) if _names_reach(record.cells))
    place = next(named, 0)
    header = records[place]
    if any("@" in cell for cell in header.cells):
        raise WrongShape(f"line {header.line} holds an e-mail address: a header line was expected", "header")
    if len(header.cells) > MOST_COLUMNS:
        raise WrongShape(f"line {header.line} has more than {MOST_COLUMNS} columns", "header")
    if not _names_reach(header.cells) and not _holds_reach(records[place + 1 :]):
        raise WrongShape("a column with e-mail addresses or phone numbers was expected", "email")
    return place


class Looks(IntEnum):
    """How much the first rows of a sheet look like a list."""

    EMPTY = 0
    NO_LIST = 1
    REACHING = 2
    """Somebody could be reached; which column says how is not named."""
    NAMED = 3


def looks(records: Sequence[Record]) -> Looks:
    """Of the first rows of one sheet among several."""
    try:
        header = records[place_of(records)]
    except WrongShape:
        return Looks.NO_LIST if records else Looks.EMPTY
    return Looks.NAMED if _names_reach(header.cells) else Looks.REACHING


def is_second_line(header: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below goes on with the header, as under merged cells: it names what the header leaves empty."""
    fills = any(cell.strip() and not name.strip() for name, cell in zip(header, below, strict=False))
    return fills and not any(may_reach(cell) or _fills_reach(name, cell) for name, cell in _pairs(header, below))


def joined(header: Sequence[str], below: Sequence[str]) -> list[str]:
    """A header of two lines as one: the lower name is the closer one."""
    return [lower.strip() or upper for upper, lower in _pairs(header, below)]


def names_of(cells: Sequence[str]) -> list[str]:
    """A name for each column, all different: ``column 3`` where there is none, ``Phone (2)`` for the second of a name.

    Empty columns at the end have no name, and are left out.
    """
    names = [" ".join(plain(cell).split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    found: dict[str, None] = {}
    for index, name in enumerate(names):
        found[_other(name or f"column {index + 1}", found)] = None
    return list(found)


def _other(name: str, taken: dict[str, None]) -> str:
    number, other = 1, name
    while other in taken:
        number += 1
        other = f"{name} ({number})"
    return other


def _pairs(header: Sequence[str], below: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(header), len(below))
    padded = [list(row) + [""] * (width - len(row)) for row in (header, below)]
    return list(zip(*padded, strict=True))


def _names_reach(cells: Sequence[str]) -> bool:
    return any(member_for(plain(cell)) in _REACH for cell in cells)


def _fills_reach(name: str, cell: str) -> bool:
    return bool(cell.strip()) and member_for(plain(name)) in _REACH


def _holds_reach(records: Sequence[Record]) -> bool:
    return any("@" in cell for record in records for cell in record.cells)
