"""Rows of a CSV body while it arrives: memory holds one chunk and the row that is not whole yet."""

import codecs
import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator

from lead_intake.domain.errors import UnreadableBody, WrongShape

_DELIMITERS = ",;\t|"
_LONGEST_RECORD = 1 << 20


async def rows(chunks: AsyncIterator[bytes], judge: Callable[[list[str]], None]) -> AsyncIterator[dict[str, str]]:
    """The rows as they come, their cells by column name, empty cells and blank rows left out.

    The delimiter is the one of comma, semicolon, tab and bar that the header line holds most of; ``judge`` is
    given the names of the columns before the first row and may raise. Raises WrongShape for
    a file without a header line, UnreadableBody (with the line) for what is not CSV in UTF-8.
    """
    header: list[str] = []
    delimiter, line = ",", 0
    async for block in _whole_records(chunks):
        if not header:
            delimiter = max(_DELIMITERS, key=block.partition("\n")[0].count)
        for cells in _read(block, delimiter, line):
            if not header:
                header = _header(cells)
                judge(header)
            elif row := {name: cell for name, cell in zip(header, cells, strict=False) if name and cell.strip()}:
                yield row
        line += block.count("\n")
    if not header:
        raise WrongShape("the file has no header line")


def _header(cells: list[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    if not any(header):
        raise WrongShape("the file has no header line")
    return header


def _read(block: str, delimiter: str, line: int) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(block, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableBody(f"the body is not CSV near line {line + 1}") from error


async def _whole_records(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    """Blocks that end where a record ends: at a line break with all quotes before it closed."""
    pending = ""
    async for text in _decoded(chunks):
        pending += text
        end = _last_end(pending)
        if end:
            yield pending[:end]
            pending = pending[end:]
        if len(pending) > _LONGEST_RECORD:
            raise UnreadableBody("a row is longer than 1 MiB: is a quote not closed?")
    if pending:
        yield pending


def _last_end(text: str) -> int:
    """Just past the last line break that no quote holds open, or 0."""
    end = start = 0
    is_open = False
    while past := text.find("\n", start) + 1:
        is_open ^= text.count('"', start, past) % 2 == 1
        start = past
        if not is_open:
            end = past
    return end


async def _decoded(chunks: AsyncIterator[bytes]) -> AsyncIterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        async for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise UnreadableBody("the body is not CSV in UTF-8") from error
