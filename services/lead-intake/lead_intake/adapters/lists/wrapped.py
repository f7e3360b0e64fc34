"""Rows that lie whole in their first cell: a CSV file that a spreadsheet did not part, and saved again."""

import csv
from collections.abc import Sequence

from lead_intake.adapters.lists.dialect import delimiter_of
from lead_intake.adapters.lists.records import Broken, Cut, Record
from lead_intake.adapters.sources.words import member_for

_REACH = frozenset({"email", "phone"})


def delimiter_within(records: Sequence[Record]) -> str | None:
    """What parts the only cell of the first rows; None where they have several, or none of them is such a header."""
    if any(any(map(str.strip, record.cells[1:])) for record in records):
        return None
    found = delimiter_of("\n".join(record.cells[0] for record in records))
    for record in records:
        parted = unwrapped(record, found)
        members = {member_for(cell) for cell in parted.cells} - {None} if isinstance(parted, Record) else set()
        if len(members) > 1 and members & _REACH:
            return found
    return None


def unwrapped(cut: Cut, delimiter: str) -> Cut:
    """The row with the cells that are in its first one; one that has several stays as it is."""
    if isinstance(cut, Broken) or any(map(str.strip, cut.cells[1:])):
        return cut
    try:
        return Record(cut.line, next(csv.reader([cut.cells[0]], delimiter=delimiter), []))
    except csv.Error:
        return Broken(cut.line, "the row lies in one cell, and cannot be parted")
