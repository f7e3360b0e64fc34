"""A workbook (``.xlsx``) that somebody posts to a hook as it is: its rows, read as the lists of ``/v1/imports`` are."""

import io
from itertools import chain, islice
from typing import Final

import orjson
from pydantic import JsonValue

from lead_intake.domain.errors import UnreadableBody

MAGIC: Final = b"PK\x03\x04"
_OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"


def is_workbook(body: bytes) -> bool:
    """Whether the bytes begin as a workbook does, also as one that is too old to be read."""
    return body.startswith((MAGIC, _OLE_MAGIC))


def rows_of(body: bytes, most: int) -> list[JsonValue]:
    """The rows by the names of their columns, one more than ``most`` at the most; a row that nobody can be reached by is
    empty. UnreadableBody, WrongShape, OversizedBody.
    """
    # lists know columns by the words of the sources: imported at the top, each would wait for the other
    from lead_intake.adapters.lists.table import Row, Table
    from lead_intake.adapters.lists.workbook import Workbook

    if body.startswith(_OLE_MAGIC):
        raise UnreadableBody("the body is an .xls, or a workbook with a password: send an .xlsx or CSV without one")
    book, table = Workbook(io.BytesIO(body)), Table()
    try:
        outcomes = chain(table.take(book.records()), table.finish())
        return [orjson.loads(row.body) if isinstance(row, Row) else {} for row in islice(outcomes, most + 1)]
    finally:
        book.close()
