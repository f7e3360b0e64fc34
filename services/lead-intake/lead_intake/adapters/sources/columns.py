"""Cells of vendors' exports by the name of their column, however it is written, and what spreadsheets do to ids."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from lead_contracts.normalise import text
from lead_intake.adapters.sources.rows import Row, rows_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import WrongShape

_LONGEST_NAME = 200
_ID = re.compile(r"'?(-?[0-9A-Za-z]{1,64})")


def rows_by_column(delivery: Delivery, known: Collection[str], vendor: str) -> Sequence[Row]:
    """The rows, names of columns in small letters. WrongShape where none of the ``known`` columns is there at all."""
    rows = [{_column(name): value for name, value in row.items()} for row in rows_of(delivery)]
    if rows and not any(name in row for row in rows for name in known):
        raise WrongShape(f"no column Email or another that {vendor} exports", "Email")
    return rows


def _column(name: str) -> str:
    return _folded(name) if len(name) <= _LONGEST_NAME else name


@lru_cache(2048)
def _folded(name: str) -> str:
    return " ".join(name.lower().split())


def cell(row: Row, *names: str) -> str | None:
    """The first of the columns that says something."""
    for name in names:
        if (said := row.get(name)) and (found := text(said)):
            return found
    return None


def id_of(row: Row, name: str) -> str | None:
    """An id, maybe negative or with an apostrophe before it; none where a spreadsheet rounded it (``-1.23E+09``)."""
    found = _ID.fullmatch(cell(row, name) or "")
    return found[1] if found else None
