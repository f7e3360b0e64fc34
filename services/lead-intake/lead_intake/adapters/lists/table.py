"""From records to rows that can be kept, and to rows that cannot, each with its reason."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import orjson

from lead_intake.adapters.lists import header
from lead_intake.adapters.lists.cells import MARKS, is_error, is_total, lost_digits, may_reach, plain
from lead_intake.adapters.lists.records import LONGEST_RECORD, Broken, Cut, Record
from lead_intake.adapters.lists.wrapped import delimiter_within, unwrapped
from lead_intake.adapters.sources.words import member_for
from lead_intake.domain.errors import NoReach, OversizedBody, UnreadableBody, WrongShape


class Row(NamedTuple):
    """A row that can be kept. ``number``: 1 is the first below the header; ``body``: its cells as a JSON object."""

    number: int
    line: int
    body: bytes
    warnings: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """A row that cannot. ``error`` is the reason's name; ``column`` the column at fault, where it is one alone."""

    number: int
    line: int
    error: str
    detail: str
    column: str | None = None


Outcome: TypeAlias = Row | Refusal
_ROUNDED: Final = "a spreadsheet has rounded the number: format the column as text"
_SURROGATES: Final = ("\ud800", "\udfff")


@dataclass(slots=True)
class Table:
    """The list's columns, once they are known; gives each record its number. Blank rows are left out.

    ``notes``: what is to be known of the file as a whole.
    """

    columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    _first: list[Cut] = field(default_factory=list)
    _within: str | None = None
    """What parts the rows, where each lies whole in one cell."""
    _phones: tuple[int, ...] = ()
    _repeated: dict[int, str] = field(default_factory=dict)

    def take(self, cuts: Iterable[Cut]) -> Iterator[Outcome]:
        """The rows of the records, in order; none before the header is found. Raises WrongShape."""
        for cut in cuts:
            if isinstance(cut, Record) and not any(map(str.strip, cut.cells)):
                continue
            if self.columns:
                yield self._outcome(unwrapped(cut, self._within) if self._within else cut)
                continue
            self._first.append(cut)
            if len(self._first) > header.LOOKED_AT:
                yield from self._begin()

    def finish(self) -> Iterator[Outcome]:
        """The rows of a list that was too short to be sure of its header before. Raises WrongShape."""
        if not self.columns:
            yield from self._begin()

    def _begin(self) -> Iterator[Outcome]:
        first, self._first = self._first, []
        records = [cut for cut in first if isinstance(cut, Record)]
        if within := delimiter_within(records):
            self._within = within
            self.notes.append(f"each row lies in one cell, and is parted by {within!r}")
            first = [unwrapped(cut, within) for cut in first]
            records = [cut for cut in first if isinstance(cut, Record)]
        place = header.place_of(records)
        cells, below = records[place].cells, records[place + 1 :]
        if below and header.is_second_line(cells, below[0].cells):
            cells = header.joined(cells, below.pop(0).cells)
            self.notes.append("the header has two lines")
        if place:
            self.notes.append(f"{place} lines above the header were left out")
        self._name(cells)
        start = below[0].line if below else records[-1].line + 1
        for cut in first:
            if cut.line >= start or (isinstance(cut, Broken) and cut.line > records[place].line):
                yield self._outcome(cut)

    def _name(self, cells: list[str]) -> None:
        self.columns += header.names_of(cells)
        plain_names = [" ".join(plain(cell).split()) for cell in cells]
        self._phones = tuple(index for index, name in enumerate(plain_names) if member_for(name) == "phone")
        unnamed = [index + 1 for index, name in enumerate(plain_names[: len(self.columns)]) if not name]
        if unnamed:
            self.notes.append(f"columns without a name: {', '.join(map(str, unnamed))}")
        for index, name in enumerate(self.columns):
            if plain_names[index] and plain_names[index] != name:
                self._repeated[index] = plain_names[index]
                self.notes.append(f"column {index + 1} has the name of another: it is {name}")

    def _outcome(self, cut: Cut) -> Outcome:
        self.rows += 1
        if isinstance(cut, Broken):
            return Refusal(self.rows, cut.line, UnreadableBody.__name__, cut.detail)
        columns = self.columns
        if len(cut.cells) > len(columns) and any(map(str.strip, cut.cells[len(columns) :])):
            detail = f"{len(cut.cells)} cells under {len(columns)} columns: is a delimiter not quoted?"
            return Refusal(self.rows, cut.line, WrongShape.__name__, detail)
        said = {
            name: text
            for name, cell in zip(columns, cut.cells, strict=False)
            if (text := cell.strip()) and (text[0] not in MARKS or (text := plain(text)))
        }
        if self._repeated:
            self._lift(said)
        try:
            body = orjson.dumps(said)
        except TypeError:
            return self._undecodable(cut)
        return self._unreachable(cut, said, body) or Row(self.rows, cut.line, body, self._warnings(cut))

    def _lift(self, said: dict[str, str]) -> None:
        """The first column of a name that says anything speaks for the name."""
        for index, name in self._repeated.items():
            value = said.get(self.columns[index])
            if value is not None and name not in said:
                said[name] = said.pop(self.columns[index])

    def _undecodable(self, record: Record) -> Refusal:
        columns = (name for name, cell in zip(self.columns, record.cells, strict=False) if _is_spoilt(cell))
        detail = "bytes that are no text in the encoding of the file"
        return Refusal(self.rows, record.line, UnreadableBody.__name__, detail, next(columns, None))

    def _unreachable(self, record: Record, said: dict[str, str], body: bytes) -> Refusal | None:
        """What is certain without the source's own rules; whatever could be a person goes on."""
        if len(body) > LONGEST_RECORD:
            return Refusal(self.rows, record.line, OversizedBody.__name__, "the row is too long")
        if b"@" in body:
            return None
        first = next(iter(said.values()), "")
        if is_total(first):
            return Refusal(self.rows, record.line, WrongShape.__name__, "a total, and not a person")
        if any(map(may_reach, said.values())):
            return None
        lost = next((index for index in self._phones if _is_rounded(record.cells, index)), None)
        if lost is not None:
            return Refusal(self.rows, record.line, NoReach.__name__, _ROUNDED, self.columns[lost])
        return Refusal(self.rows, record.line, NoReach.__name__, "neither an e-mail address nor a phone number")

    def _warnings(self, record: Record) -> tuple[str, ...]:
        cells = record.cells
        rounded = [f"{self.columns[index]}: {_ROUNDED}" for index in self._phones if _is_rounded(cells, index)]
        if "\n#" not in "\n".join(("", *cells)):
            return tuple(rounded)
        failed = (name for name, cell in zip(self.columns, cells, strict=False) if is_error(cell))
        return (*rounded, *(f"{name}: a formula failed there" for name in failed))


def _is_rounded(cells: Sequence[str], index: int) -> bool:
    if index >= len(cells):
        return False
    cell = cells[index]
    return ("E" in cell or "e" in cell) and lost_digits(plain(cell))


def _is_spoilt(cell: str) -> bool:
    return any(_SURROGATES[0] <= letter <= _SURROGATES[1] for letter in cell)
