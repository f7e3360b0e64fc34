"""What ``/v1/imports`` answers."""

from datetime import datetime, timedelta
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from lead_intake.adapters.http.import_run import Run
from lead_intake.adapters.lists.table import Refusal
from lead_intake.adapters.paths import IMPORTS
from lead_intake.application.imports import ImportState
from lead_runtime.http.problems import FieldError, Problem

_SILENT: Final = timedelta(minutes=1)
"""An import that was not heard of for so long broke off with its process."""


class FileOut(BaseModel):
    """What the file turned out to be. ``delimiter`` and ``encoding`` are those of a CSV file."""

    model_config = ConfigDict(from_attributes=True)

    format: str = "csv"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


class RefusalOut(BaseModel):
    """A row that is not kept, and why. ``row``: 1 is the first below the header; ``line`` in the file or the sheet."""

    row: int
    line: int
    error: str
    column: str | None
    detail: str


class ImportOut(BaseModel):
    """``rows`` are kept; each is a delivery. ``repeated`` of them had been kept before, and were not sent again."""

    import_id: str
    rows: int
    read: int
    refused: int
    warned: int
    repeated: int
    refusals: list[RefusalOut] = Field(description="The first of them; the report names all.")
    file: FileOut
    notes: list[str]


class ColumnOut(BaseModel):
    """``becomes``: what changes in the lead with the column; empty: it is ignored. ``empty``: only its name could tell."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    becomes: list[str]
    empty: bool


class RowOut(BaseModel):
    """A row as it would become."""

    row: int
    line: int
    record: dict[str, JsonValue] | None
    error: str | None
    warnings: list[str]


class DryRunOut(BaseModel):
    """Nothing is kept. ``rows`` would be."""

    dry_run: Literal[True] = True
    rows: int
    read: int
    refused: int
    warned: int
    refusals: list[RefusalOut]
    file: FileOut
    notes: list[str]
    columns: list[ColumnOut]
    first_rows: list[RowOut]


class ImportStateOut(BaseModel):
    """``state``: reading, done, or broken_off: the list may be sent again under its key, and doubles nothing.

    ``detail``: why it broke off, and ``status`` with what answer; without one the sender hung up or the process ended.
    """

    import_id: str
    state: Literal["reading", "done", "broken_off"]
    source: str
    rows: int
    read: int
    refused: int
    warned: int
    started_at: str
    updated_at: str
    detail: str | None
    status: int | None
    file: FileOut
    notes: list[str]
    report: str


def kept(run: Run) -> ImportOut:
    """What is kept. Raises the problem 422 for a list of which nothing is kept."""
    state = run.state
    if not state.kept:
        errors = [FieldError(_place(one), one.detail) for one in run.refusals]
        nothing = [FieldError("body", "a header line and at least one row were expected")]
        raise Problem(422, "No row of the list could be kept.", slug="validation", errors=errors or nothing)
    return ImportOut(
        import_id=state.import_id,
        rows=state.kept,
        read=state.read,
        refused=state.refused,
        warned=state.warned,
        repeated=run.repeated,
        refusals=[refusal_of(one) for one in run.refusals],
        file=FileOut.model_validate(run.list_file.facts),
        notes=run.list_file.facts.notes,
    )


def state_of(found: ImportState, now: datetime) -> ImportStateOut:
    """How far it is, by the clock ``now``."""
    silent = found.state == "reading" and now - datetime.fromisoformat(found.updated_at) > _SILENT
    return ImportStateOut(
        import_id=found.import_id,
        state="broken_off" if silent else found.state,
        source=found.source,
        rows=found.kept,
        read=found.read,
        refused=found.refused,
        warned=found.warned,
        started_at=found.started_at,
        updated_at=found.updated_at,
        detail=found.detail,
        status=found.status,
        file=FileOut.model_validate(dict(found.file)),
        notes=list(found.notes),
        report=f"{IMPORTS}/{found.import_id}/report",
    )


def refusal_of(one: Refusal) -> RefusalOut:
    """The row, its place and the reason."""
    return RefusalOut(row=one.number, line=one.line, error=one.error, column=one.column, detail=one.detail)


def _place(one: Refusal) -> str:
    column = f".{one.column}" if one.column else ""
    return f"rows.{one.number}{column} (line {one.line})"
