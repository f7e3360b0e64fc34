"""What spreadsheets do to a cell, undone where it can be, told where it cannot."""

import re
from typing import Final

MARKS: Final = "='#"
"""What a cell begins with that ``plain`` changes more about than its blanks."""
_LITERAL: Final = re.compile(r'="((?:[^"]|"")*)"\Z')
"""``="0123"``: how one keeps Excel from making a number of a text."""
_MARKED: Final = re.compile(r"'[\d+(=@-]")
"""An apostrophe before a number: how one tells Excel that it is text."""
_SCIENTIFIC: Final = re.compile(r"[+-]?\d(?:[.,]\d+)?[eE]\+?\d{1,2}\Z")
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"})
_TOTALS: Final = frozenset(
    {"total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "totaal", "totale", "somme", "suma",
     "soma", "razem", "итого", "всего", "合計", "总计"}
)  # fmt: skip


def plain(cell: str) -> str:
    """The cell as its author meant it: trimmed, without the marks that are for a spreadsheet alone."""
    text = cell.strip()
    if text and text[0] in MARKS:
        if found := _LITERAL.match(text):
            return found[1].replace('""', '"').strip()
        if _MARKED.match(text):
            return text[1:]
        if text in _ERRORS:
            return ""
    return text


def is_error(cell: str) -> bool:
    """Whether a formula failed there."""
    return cell.strip() in _ERRORS


def lost_digits(cell: str) -> bool:
    """``4.47912E+11``: a number that a spreadsheet rounded; what it was cannot be told any more."""
    return _SCIENTIFIC.match(cell) is not None


def is_total(cell: str) -> bool:
    """Whether the row that begins so sums up the others."""
    return cell.strip().rstrip(":").lower() in _TOTALS


def may_reach(cell: str) -> bool:
    """Whether the cell may hold an e-mail address or a phone number: an @, or six digits that are all there."""
    if "@" in cell:
        return True
    return sum(letter.isdigit() for letter in cell) >= 6 and not lost_digits(cell)
