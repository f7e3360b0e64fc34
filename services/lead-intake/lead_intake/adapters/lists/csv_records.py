"""CSV text cut into records while it arrives: memory holds one chunk and the record that is not whole yet."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Final

from lead_intake.adapters.lists.dialect import SAMPLE, delimiter_of, said
from lead_intake.adapters.lists.records import LONGEST_RECORD, Broken, Cut, Record
from lead_intake.domain.errors import UnreadableBody

_MOST_BROKEN: Final = 100
"""Lines with quotes that are never closed; a file with more is not read to its end."""


class CsvRecords:
    """Cuts records out of text. ``delimiter``: known, or found in the beginning of the text.

    Lines end with LF, CR or both. A quote opens a cell only at its beginning. One that is not closed within what a
    cell may hold (``csv.field_size_limit``, 128 Ki characters) spoils its own line alone. Blank lines are left out.
    """

    def __init__(self, delimiter: str | None = None) -> None:
        self.delimiter = delimiter
        self._pending = ""
        self._lines = _Lines()
        self._begun = False
        self._broken = 0

    def feed(self, text: str, *, final: bool = False) -> Iterator[Cut]:
        """The records that are whole now. ``final``: no more text follows. Raises UnreadableBody."""
        self._pending += text.replace("\x00", "") if "\x00" in text else text
        if not self._begun and len(self._pending) < SAMPLE and not final:
            return
        whole, self._pending = (self._pending, "") if final else _whole_lines(self._pending)
        if len(self._pending) > LONGEST_RECORD:
            raise UnreadableBody(f"line {self._lines.number + 1} is longer than a row may be: is it a list?")
        self._lines.add(whole, final=final)
        if not self._begun:
            self._begin(whole)
        yield from self._records()

    def _begin(self, sample: str) -> None:
        self._begun = True
        found = said(self._lines.first())
        if found:
            self._lines.skip()
        self.delimiter = self.delimiter or found or delimiter_of(sample[:SAMPLE])

    def _records(self) -> Iterator[Cut]:
        reader = self._reader()
        while True:
            self._lines.mark()
            line = self._lines.number + 1
            try:
                cells = next(reader)
            except (StopIteration, _NoMoreYet):
                self._lines.rewind()
                return
            except csv.Error:
                yield self._spoilt(line)
                reader = self._reader()
                continue
            if cells:
                yield Record(line, cells)

    def _reader(self) -> Iterator[list[str]]:
        return csv.reader(self._lines, delimiter=self.delimiter or ",")

    def _spoilt(self, line: int) -> Broken:
        """Leaves one line out and reads on with the next."""
        self._broken += 1
        if self._broken > _MOST_BROKEN:
            raise UnreadableBody(f"too many quotes are opened and not closed, the last in line {line}")
        self._lines.rewind()
        self._lines.skip()
        return Broken(line, "a quote is opened and not closed, or a cell is too long")


class _NoMoreYet(Exception):
    """The lines that have arrived are used up, and the record is not whole."""


class _Lines:
    """An iterator over the lines that have arrived, which goes back to its mark."""

    def __init__(self) -> None:
        self.number = 0
        """Lines given out."""
        self._waiting: deque[str] = deque()
        self._given: list[str] = []
        self._final = False

    def add(self, text: str, *, final: bool) -> None:
        self._waiting.extend(io.StringIO(text, newline=""))
        self._final = final

    def first(self) -> str:
        return self._waiting[0] if self._waiting else ""

    def skip(self) -> None:
        self._waiting.popleft()
        self.number += 1

    def mark(self) -> None:
        self._given.clear()

    def rewind(self) -> None:
        self.number -= len(self._given)
        self._waiting.extendleft(reversed(self._given))
        self._given.clear()

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if not self._waiting:
            raise StopIteration if self._final else _NoMoreYet
        line = self._waiting.popleft()
        self._given.append(line)
        self.number += 1
        return line


def _whole_lines(text: str) -> tuple[str, str]:
    """The text up to its last line break, and the rest. A CR at the very end may be half of a line break."""
    end = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
    return text[:end], text[end:]
