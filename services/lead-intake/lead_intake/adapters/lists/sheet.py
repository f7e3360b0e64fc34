"""One sheet of a workbook, row by row."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Final, Protocol, TypeAlias

from lead_intake.adapters.lists import xml_parts
from lead_intake.adapters.lists.records import MOST_COLUMNS, Record
from lead_intake.adapters.lists.shared_strings import SharedStrings, unescaped
from lead_intake.domain.errors import UnreadableBody, WrongShape

_MOST_ROWS: Final = 1 << 20
"""Excel's own limit."""
_LONGEST_PLACE: Final = 4
_EXACT: Final = 10**15
"""Larger numbers have lost digits: a double holds 15 of them for sure."""
_DIGITS: Final = "0123456789"
Moment: TypeAlias = datetime | date | time | timedelta | None


class Dates(Protocol):
    """Which numbers are instants."""

    def shown(self, style: str) -> bool:
        """Whether the style of that number shows a date or a time."""
        ...

    def moment(self, number: float, style: str) -> Moment:
        """What such a style shows; None for what is no instant."""
        ...


class Sheet:
    """Gives the rows with anything in them; formulas as the values that were last calculated, dates in ISO 8601.

    A list has millions of cells, and each calls ``_start`` and ``_end`` twice at least: hence one method for all tags.
    """

    def __init__(self, strings: SharedStrings, dates: Dates) -> None:
        self._strings, self._dates = strings, dates
        self._tags, self._columns = xml_parts.Tags(), _Columns()
        self._row, self._cells = 0, list[str]()
        self._cell, self._value = dict[str, str](), ""
        self._text: list[str] = []
        self._ready: list[Record] = []

    def records(self, part: IO[bytes]) -> Iterator[Record]:
        """The rows as they are read. Raises UnreadableBody, WrongShape."""
        for _ in xml_parts.read(part, self._start, self._end, self._text):
            yield from self._ready
            self._ready.clear()
            if len(self._value) > xml_parts.LONGEST_TEXT:
                raise UnreadableBody(xml_parts.TOO_LONG)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.clear()
        tag = self._tags[name]
        if tag == "c":
            self._cell, self._value = attributes, ""
        elif tag == "row":
            self._begin_row(attributes.get("r"))

    def _end(self, name: str) -> None:
        tag = self._tags[name]
        if tag == "v" or tag == "t":
            self._value += "".join(self._text)
        elif tag == "c":
            if self._value:
                self._end_cell(self._value)
        elif tag == "row" and any(self._cells):
            self._ready.append(Record(self._row, self._cells))

    def _begin_row(self, number: str | None) -> None:
        self._row = _whole(number) if number else self._row + 1
        if not 0 < self._row <= _MOST_ROWS:
            raise WrongShape("the sheet has more rows than a sheet can have")
        self._cells = []

    def _end_cell(self, value: str) -> None:
        cell, cells = self._cell, self._cells
        place, kind = cell.get("r"), cell.get("t", "n")
        column = self._columns[place.rstrip(_DIGITS)] if place else len(cells)
        if kind == "s":
            text = self._strings[value]
        elif kind == "n":
            text = self._number(value, cell.get("s", "0"))
        elif kind == "b":
            text = "true" if value == "1" else "false"
        else:
            text = unescaped(value)
        if column == len(cells) < MOST_COLUMNS:
            cells.append(text)
        else:
            self._put(column, text)

    def _put(self, column: int, text: str) -> None:
        """Into a row with gaps, or whose cells are in no order."""
        if column >= MOST_COLUMNS:  # one such cell makes its row thousands of times as long
            raise WrongShape(f"row {self._row} of the sheet has more than {MOST_COLUMNS} columns")
        self._cells.extend([""] * (column + 1 - len(self._cells)))
        self._cells[column] = text

    def _number(self, value: str, style: str) -> str:
        is_date = self._dates.shown(style)
        if not is_date and value.isdigit() and value.isascii():
            return value
        try:
            number = float(value)
        except ValueError:
            raise UnreadableBody(f"row {self._row} of the sheet has a number that is none") from None
        moment = self._dates.moment(number, style) if is_date else None
        if moment is not None:
            return _shown(moment)
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)


class _Columns(dict[str, int]):
    """The index of a column by its letters."""

    def __missing__(self, letters: str) -> int:
        if not 0 < len(letters) <= _LONGEST_PLACE or not letters.isascii() or not letters.isalpha():
            raise UnreadableBody("the workbook has a cell without a place")
        number = 0
        for letter in letters.upper():
            number = number * 26 + ord(letter) - 64
        if len(self) < MOST_COLUMNS:
            self[letters] = number - 1
        return number - 1


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
        raise UnreadableBody("the workbook has a row without a number") from None
