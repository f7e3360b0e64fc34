"""The report of an import: a line per row, written while it is read. It holds no personal data."""

import csv
import io
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any, Final, Literal, TypeAlias

import orjson
from fastapi import Query
from fastapi.responses import StreamingResponse

from lead_intake.adapters.http.import_run import delivery_id
from lead_intake.application.imports import WINDOW, Imports, ImportState, RowNote

NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
Format: TypeAlias = Annotated[Literal["ndjson", "csv"], Query(description="One JSON object a line, or a table.")]
RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {kind: {"schema": {"type": "string"}} for kind in (NDJSON, CSV)}, "description": "A line per row."}
}
_MEMBERS: Final = ("row", "line", "outcome", "delivery_id", "error", "column", "detail", "warnings")
_FORMULA: Final = "=+-@\t\r"


def answer(imports: Imports, who: str, state: ImportState, form: Literal["ndjson", "csv"]) -> StreamingResponse:
    """``outcome`` is kept or refused; ``line`` is known of the rows that there is something to say about."""
    return StreamingResponse(_lines(imports, who, state, form), media_type=CSV if form == "csv" else NDJSON)


async def _lines(imports: Imports, who: str, state: ImportState, form: str) -> AsyncIterator[bytes]:
    if form == "csv":
        yield _table([list(_MEMBERS)])
    for window in range(-(-state.read // WINDOW)):
        notes = await imports.notes(who, state.import_id, window)
        rows = list(_rows(state, window, notes))
        if form == "csv":
            yield _table([[_cell(row[member]) for member in _MEMBERS] for row in rows])
        else:
            yield b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


def _rows(state: ImportState, window: int, notes: Sequence[RowNote]) -> Iterator[dict[str, Any]]:
    noted = {note.row: note for note in notes}
    first = window * WINDOW + 1
    for number in range(first, min(first + WINDOW, state.read + 1)):
        note = noted.get(number)
        refused = note is not None and note.error is not None
        yield {
            "row": number,
            "line": note.line if note else None,
            "outcome": "refused" if refused else "kept",
            "delivery_id": None if refused else delivery_id(state.seed, number),
            "error": note.error if note else None,
            "column": note.column if note else None,
            "detail": note.detail if note else None,
            "warnings": list(note.warnings) if note else [],
        }


def _table(rows: Sequence[Sequence[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def _cell(value: Any) -> str:
    """The name of a column is the sender's: a spreadsheet must not calculate it."""
    text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text[:1] in _FORMULA and text else text
