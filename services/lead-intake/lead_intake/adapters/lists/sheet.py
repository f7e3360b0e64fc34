"""One sheet of a workbook, row by row."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Final, TypeAlias

from lead_intake.adapters.lists.records import MOST_COLUMNS, Record
from lead_intake.adapters.lists.shared_strings import SharedStrings, unescaped
from lead_intake.adapters.lists.xml_parts import XmlPart
from lead_intake.domain.errors import UnreadableBody, WrongShape

_MOST_ROWS: Final = 1 << 20
"""Excel's own limit."""
_LONGEST_PLACE: Final = 4
_EXACT: Final = 10**15
"""Larger numbers have lost digits: a double holds 15 of them for sure."""
Moment: TypeAlias = datetime | date | time | timedelta | None
DateOf: TypeAlias = Callable[[float, int], Moment]
"""A number and the number of its style; None where the style shows no date."""


class Sheet:
    """Gives the rows with anything in them; formulas as the values that were last calculated, dates in ISO 8601."""

    def __init__(self, strings: SharedStrings, date_of: DateOf) -> None:
        self._strings, self._date_of = strings, date_of
        self._columns: dict[str, int] = {}
        self._row, self._cells = 0, list[str]()
        self._column, self._type, self._style, self._value = 0, "n", 0, ""
        self._ready: list[Record] = []

    def records(self, part: IO[bytes]) -> Iterator[Record]:
        """The rows as they are read. Raises UnreadableBody, WrongShape."""
        parsed = XmlPart(
            {"c": self._begin_cell, "row": self._begin_row},
            {"v": self._add, "t": self._add},
            {"c": self._end_cell, "row": self._end_row},
        )
        for _ in parsed.read(part):
            yield from self._ready
            self._ready.clear()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r")
        self._row = _whole(number) if number else self._row + 1
        if not 0 < self._row <= _MOST_ROWS:
            raise WrongShape("the sheet has more rows than a sheet can have")
        self._cells = []

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._column = self._place(attributes.get("r"))
        self._type, self._value = attributes.get("t", "n"), ""
        style = attributes.get("s")
        self._style = _whole(style) if style else 0

    def _add(self, text: str) -> None:
        self._value += text

    def _end_cell(self) -> None:
        if self._value:
            if self._column >= MOST_COLUMNS:  # one such cell makes its row thousands of times as long
                raise WrongShape(f"row {self._row} of the sheet has more than {MOST_COLUMNS} columns")
            self._cells.extend([""] * (self._column - len(self._cells)))
            del self._cells[self._column :]
            self._cells.append(self._text())

    def _end_row(self) -> None:
        if any(self._cells):
            self._ready.append(Record(self._row, self._cells))

    def _place(self, reference: str | None) -> int:
        """The index of the column in ``AB12``."""
        if not reference:
            return len(self._cells)
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = _column(letters)
        return column

    def _text(self) -> str:
        kind, value = self._type, self._value
        if kind == "s":
            return self._strings[_whole(value)]
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return "true" if value == "1" else "false"
        return unescaped(value)

    def _number(self, value: str) -> str:
        if not self._style and value.isascii() and value.isdigit():
            return value
        try:
            number = float(value)
        except ValueError:
            raise UnreadableBody(f"row {self._row} of the sheet has a number that is none") from None
        moment = self._date_of(number, self._style)
        if moment is not None:
            return _shown(moment)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)


def _shown(moment: datetime | date | time | timedelta) -> str:
    if isinstance(moment, timedelta):
        return str(moment)
    if isinstance(moment, datetime):
        if moment.time() == time():
            return moment.date().isoformat()
        return moment.isoformat(sep="T", timespec="seconds")
    return moment.isoformat()


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise UnreadableBody("the workbook has a row, a style or a text without a number") from None


def _column(letters: str) -> int:
    if not 0 < len(letters) <= _LONGEST_PLACE or not letters.isascii() or not letters.isalpha():
        raise UnreadableBody("the workbook has a cell without a place")
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
