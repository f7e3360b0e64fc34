"""How a CSV file parts its cells: said by Excel's ``sep=`` line, else found by trying."""

import csv
import io
import re
from collections import Counter
from typing import Final

from lead_intake.adapters.sources.words import member_for

SAMPLE: Final = 1 << 16
"""Characters, the most that are looked at."""
_DELIMITERS: Final = (",", ";", "\t", "|", "^", "~", "\x1f", ":")
"""The likeliest first."""
_ROWS: Final = 30
_SAID: Final = re.compile(r'\ufeff?"?sep=(.)"?[,;\t|]*\r?\n?\Z', re.IGNORECASE)


def said(line: str) -> str | None:
    """The delimiter that a first line ``sep=;`` names, as Excel reads it; None for any other line."""
    found = _SAID.match(line)
    return found[1] if found else None


def delimiter_of(sample: str) -> str:
    """The delimiter that gives the most known columns, then rows of one length, then the most cells.

    One line is not enough: a header without a semicolon may stand above cells full of them, and decimal commas part
    no cells.
    """
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[int, float, int]:
    """``max`` takes the first of equals."""
    rows = _rows(sample, delimiter)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0, 0
    width, as_wide = widths.most_common(1)[0]
    known = max(sum(member_for(cell) is not None for cell in row) for row in rows if len(row) > 1)
    return known, as_wide / len(rows), width


def _rows(sample: str, delimiter: str) -> list[list[str]]:
    """The first rows; the last one may be cut off and is left out."""
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(row):
                rows.append(row)
            if len(rows) > _ROWS:
                break
    except csv.Error:  # a quote that is not closed: what came before it tells enough
        pass
    return rows[:-1] if len(rows) > 1 and not sample.endswith(("\n", "\r")) else rows
