"""A list as it arrives, whatever it is: CSV or a workbook, plain or gzip."""

import asyncio
import tempfile
import zlib
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lead_intake.adapters.lists.csv_records import CsvRecords
from lead_intake.adapters.lists.encoding import Decoder
from lead_intake.adapters.lists.table import Outcome, Table
from lead_intake.adapters.lists.workbook import MAGIC, OLE_MAGIC, Workbook
from lead_intake.domain.errors import OversizedBody, UnreadableBody, WrongShape

_GZIP_MAGIC: Final = b"\x1f\x8b"
_OTHERS: Final = (
    (b"%pdf", "a PDF"), (b"<!doctype", "a web page"), (b"<html", "a web page"), (b"<table", "a web page"),
    (b"<?xml", "XML"), (b'{"', "JSON"), (b"[{", "JSON"), (b"{\\rtf", "a text of a word processor"),
)  # fmt: skip
"""How files begin that are no list but are called ``.xls`` or ``.csv`` all the same."""
_HEAD: Final = 64
_PIECE: Final = 1 << 16
_AT_ONCE: Final = 500
"""Rows of a workbook between two looks at the other requests."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the sender says of the file; what is None is found out. ``limit``: bytes of the file, unpacked."""

    limit: int
    delimiter: str | None = None
    encoding: str | None = None
    sheet: str | None = None


@dataclass(slots=True)
class FileFacts:
    """What was found out; whole once the list is read. ``notes`` are sentences about the file as a whole."""

    format: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class ListFile:
    """Reads one list, once. Memory: a piece of the file and the row that is not whole; a workbook lies on disk."""

    def __init__(self, options: Options) -> None:
        self.facts = FileFacts()
        self._options = options
        self._table = Table(self.facts.columns, self.facts.notes)

    async def outcomes(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Outcome]]:
        """The rows in order, some at a time. Raises IntakeError where the file as a whole cannot be read (on)."""
        head, chunks = await _head(chunks)
        if head.startswith(_GZIP_MAGIC):
            head, chunks = await _head(_unpacked(chunks, self._options.limit))
        if head.startswith(OLE_MAGIC):
            raise UnreadableBody(
                "the file is an .xls, or a workbook with a password: save it as .xlsx or CSV without one"
            )
        if kind := _no_list(head):
            raise UnreadableBody(f"the file is {kind}, whatever its name says: save it as .xlsx or CSV")
        if head.startswith(MAGIC):
            async for found in self._of_workbook(chunks):
                yield found
        else:
            async for found in self._of_csv(chunks):
                yield found

    async def _of_csv(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Outcome]]:
        if self._options.sheet is not None:
            raise WrongShape("only a workbook has sheets", "sheet")
        decoder, records = Decoder(self._options.encoding), CsvRecords(self._options.delimiter)
        async for piece in _pieces(chunks):
            yield list(self._table.take(records.feed(decoder.feed(piece))))
            self.facts.encoding, self.facts.delimiter = decoder.encoding, records.delimiter
        yield list(self._table.take(records.feed(decoder.feed(b"", final=True), final=True)))
        self.facts.encoding, self.facts.delimiter = decoder.encoding, records.delimiter
        yield list(self._table.finish())

    async def _of_workbook(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[list[Outcome]]:
        self.facts.format = "xlsx"
        with tempfile.TemporaryFile(prefix="list-") as file:
            size = 0
            async for chunk in chunks:
                size += len(chunk)
                if size > self._options.limit:
                    raise OversizedBody(f"the file has more than {self._options.limit} bytes")
                file.write(chunk)
            book = await asyncio.to_thread(Workbook, file, self._options.sheet)
            try:
                rows = self._rows_of(book)
                while found := await asyncio.to_thread(_next, rows):
                    self._note_sheets(book)
                    yield found
            finally:
                book.close()

    def _note_sheets(self, book: Workbook) -> None:
        if book.others and self.facts.sheet is None:
            others = ", ".join(book.others)
            self.facts.notes.append(f"only the sheet {book.sheet} is read; name the sheet to read another: {others}")
        self.facts.sheet = book.sheet

    def _rows_of(self, book: Workbook) -> Iterator[Outcome]:
        yield from self._table.take(book.records())
        yield from self._table.finish()


def _next(rows: Iterator[Outcome]) -> list[Outcome]:
    return list(islice(rows, _AT_ONCE))


def _no_list(head: bytes) -> str | None:
    begin = head.removeprefix(BOM_UTF8).lstrip().lower()
    return next((kind for mark, kind in _OTHERS if begin.startswith(mark)), None)


async def _head(chunks: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, and all bytes."""
    first = b""
    async for chunk in chunks:
        first += chunk
        if len(first) >= _HEAD:
            break

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return first, whole()


async def _pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]


async def _unpacked(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """A ``.gz`` file, a piece at a time. Raises OversizedBody past the limit, UnreadableBody for what is no gzip."""
    inflate, size = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    async for packed in chunks:
        while packed:
            if inflate.eof:  # RFC 1952: members may follow one another
                inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
            try:
                piece = inflate.decompress(packed, _PIECE)
            except zlib.error:
                raise UnreadableBody("the file is not valid gzip") from None
            size += len(piece)
            if size > limit:
                raise OversizedBody(f"the file unpacks to more than {limit} bytes")
            yield piece
            packed = inflate.unconsumed_tail or inflate.unused_data
    if not inflate.eof:
        raise UnreadableBody("the gzip file breaks off")
