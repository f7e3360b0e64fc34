"""One sheet of a workbook, row by row."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Final, TypeAlias

from lead_intake.adapters.lists.records import Record
from lead_intake.adapters.lists.shared_strings import SharedStrings, unescaped
from lead_intake.adapters.lists.xml_parts import XmlPart
from lead_intake.domain.errors import UnreadableBody, WrongShape

_MOST_ROWS: Final = 1 << 20
_MOST_COLUMNS: Final = 1 << 14
"""Both are Excel's own limits."""
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
        for _ in XmlPart(self._start, self._end, frozenset({"v", "t"})).read(part):
            yield from self._ready
            self._ready.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._column = self._place(attributes.get("r"))
            self._type, self._value = attributes.get("t", "n"), ""
            self._style = _whole(attributes.get("s", "0"))
        elif tag == "row":
            number = attributes.get("r")
            self._row = _whole(number) if number else self._row + 1
            if not 0 < self._row <= _MOST_ROWS:
                raise WrongShape("the sheet has more rows than a sheet can have")
            self._cells = []

    def _end(self, tag: str, text: str) -> None:
        if tag in {"v", "t"}:
            self._value += text
        elif tag == "c" and self._value:
            self._cells.extend([""] * (self._column - len(self._cells)))
            del self._cells[self._column :]
            self._cells.append(self._text())
        elif tag == "row" and any(self._cells):
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
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise UnreadableBody("the workbook has a row, a style or a text without a number")
    return int(text)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise UnreadableBody("the workbook has a cell without a place")
        number = number * 26 + ord(letter) - 64
        if number > _MOST_COLUMNS:
            raise WrongShape("the sheet has more columns than a sheet can have")
    return number - 1
