"""``/v1/imports``: lists of prospects; each row is a delivery of its own, so one bad row is one refusal."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.http import import_report as report
from lead_intake.adapters.http.import_answers import (
    ColumnOut,
    DryRunOut,
    FileOut,
    ImportOut,
    ImportStateOut,
    RowOut,
    kept,
    refusal_of,
    state_of,
)
from lead_intake.adapters.http.import_run import Rows, Run
from lead_intake.adapters.http.ingress import Ingress, facts_of
from lead_intake.adapters.http.upload import MULTIPART, XLSX, charset_of, file_of
from lead_intake.adapters.kafka.incoming import understood
from lead_intake.adapters.lists.encoding import named
from lead_intake.adapters.lists.preview import LOOKED_AT, Previewer
from lead_intake.adapters.lists.reading import ListFile, Options
from lead_intake.adapters.lists.table import Refusal, Row
from lead_intake.adapters.paths import IMPORTS
from lead_intake.application.imports import Imports, ImportState
from lead_intake.application.ports import Readers
from lead_intake.application.status import ReadModelAway
from lead_intake.domain.delivery import Delivery, Motion
from lead_intake.domain.errors import IntakeError, OversizedBody, WrongShape
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.idempotency import IdempotencyKey
from lead_runtime.http.problems import FieldError, Problem, invalid, not_found, unavailable

_MOST_SHOWN: Final = 50
_TAB: Final = "tab"
Marketing = Annotated[Principal, Depends(require("marketing"))]
SourceName = Annotated[str, Query(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Whose list: apollo, or a name.")]
Direction = Annotated[Motion | None, Query(description="Who comes to whom; default: as the source is known for.")]
DryRun = Annotated[bool, Query(description="Keep nothing: show what the list would become.")]
DelimiterName = Annotated[str | None, Query(max_length=3, description="One character, or `tab`; default: found out.")]
EncodingName = Annotated[str | None, Query(max_length=40, description="Such as windows-1252; default: found out.")]
SheetName = Annotated[
    str | None, Query(max_length=100, description="Of a workbook; default: the one that looks most like a list.")
]


def routes(
    ingress: Ingress, catalogue: Catalogue, readers: Readers, imports: Imports, limit: int, row_limit: int
) -> APIRouter:
    """The paths. ``limit``: bytes of a list, unpacked; ``row_limit``: of one row."""
    router = APIRouter(tags=["lists"])

    @router.post(
        IMPORTS,
        status_code=202,
        openapi_extra=_bodies(),
        responses={200: {"model": DryRunOut, "description": "What the list would become (`dry_run=true`)."}},
    )
    async def post(
        request: Request,
        response: Response,
        who: Marketing,
        key: IdempotencyKey,
        source: SourceName = "list",
        motion: Direction = None,
        dry_run: DryRun = False,
        delimiter: DelimiterName = None,
        encoding: EncodingName = None,
        sheet: SheetName = None,
    ) -> ImportOut | DryRunOut:
        """Takes a CSV file or a workbook with a header line, streamed; plain, gzip, or as the one file of a form.

        The same file again under the same Idempotency-Key doubles nothing and goes on where it broke off; the key is
        the import's id. Without a key the same row on the same day is the same touch.
        """
        chunks = file_of(request)
        list_file = ListFile(_options(limit, delimiter, encoding or charset_of(request), sheet))
        seed = ingress.delivery_id(who.name, f"{IMPORTS}/{source}", key)
        import_id = key if key and "/" not in key else seed
        rows = Rows(import_id, seed, source, facts_of(request, who.name, {}), key, ingress.now)
        if dry_run:
            response.status_code = 200

            def delivery_of(body: bytes, number: int) -> Delivery:
                return understood(rows.delivery(body, number), catalogue)

            return await _tried(list_file, chunks, Previewer(readers, delivery_of, row_limit))
        run = Run(ingress, imports, who.name, rows, list_file)
        await run.keep(chunks)
        return kept(run)

    @router.get(f"{IMPORTS}/{{import_id}}")
    async def state(import_id: str, who: Marketing) -> ImportStateOut:
        """How far the import is, also while its list is still being sent. Only whoever sent it sees it."""
        return state_of(await _found(imports, who.name, import_id), ingress.now())

    @router.get(f"{IMPORTS}/{{import_id}}/report", response_class=Response, responses=report.RESPONSES)
    async def rows_report(import_id: str, who: Marketing, format: report.Format = "ndjson") -> Response:  # noqa: A002
        """What became of each row, in order: kept with its delivery id, or refused with the reason."""
        found = await _found(imports, who.name, import_id)
        if not found.whole_report:
            raise not_found("Redis was away while the list was read: send it again under its key, then ask again.")
        return report.answer(imports, who.name, found, format)

    return router


def _options(limit: int, delimiter: str | None, encoding: str | None, sheet: str | None) -> Options:
    parting = "\t" if delimiter and delimiter.lower() in {_TAB, "\\t"} else delimiter
    if parting is not None and (len(parting) != 1 or parting in '"\r\n\x00'):
        raise invalid("query.delimiter", "one character, or tab")
    try:
        return Options(limit, parting, named(encoding) if encoding else None, sheet)
    except WrongShape as error:
        raise invalid("query.encoding", str(error)) from None


async def _tried(list_file: ListFile, chunks: AsyncIterator[bytes], previewer: Previewer) -> DryRunOut:
    """Reads the whole list and keeps none of it."""
    first: list[Row] = []
    refusals: list[Refusal] = []
    read = refused = warned = 0
    try:
        async for outcomes in list_file.outcomes(chunks):
            for outcome in outcomes:
                read += 1
                if isinstance(outcome, Refusal):
                    refused += 1
                    refusals += [outcome] if len(refusals) < _MOST_SHOWN else []
                else:
                    warned += bool(outcome.warnings)
                    first += [outcome] if len(first) < LOOKED_AT else []
    except IntakeError as error:
        raise _unreadable(error, read) from error
    shown = [previewer.shown(row) for row in first]
    return DryRunOut(
        rows=read - refused,
        read=read,
        refused=refused,
        warned=warned,
        refusals=[refusal_of(one) for one in refusals],
        file=FileOut.model_validate(list_file.facts),
        notes=list_file.facts.notes,
        columns=[ColumnOut.model_validate(one) for one in previewer.columns(list_file.facts.columns, first)],
        first_rows=[
            RowOut(row=one.number, line=one.line, record=one.record, error=one.error, warnings=list(one.warnings))
            for one in shown
        ],
    )


def _unreadable(error: IntakeError, read: int) -> Problem:
    status = 413 if isinstance(error, OversizedBody) else 422
    fault = FieldError(error.field or "body", str(error))
    return Problem(status, f"{error}; {read} rows before it could be read.", slug="unreadable-list", errors=[fault])


async def _found(imports: Imports, who: str, import_id: str) -> ImportState:
    try:
        found = await imports.find(who, import_id)
    except ReadModelAway as error:
        raise unavailable("How far imports are cannot be said now; no row is lost by that.") from error
    if found is None:
        raise not_found("Nothing is known of it: it was never sent, or that was forgotten. It may be sent again.")
    return found


def _bodies() -> dict[str, Any]:
    binary: dict[str, Any] = {"type": "string", "format": "binary"}
    form = {"type": "object", "properties": {"file": binary}, "required": ["file"]}
    example = "First name;E-mail;Phone\nAda;ada@firm.example;+442079460000\n"
    content: dict[str, Any] = {
        "text/csv": {"schema": {"type": "string"}, "example": example},
        XLSX: {"schema": binary},
        MULTIPART: {"schema": form},
    }
    return {"requestBody": {"required": True, "content": content}}
