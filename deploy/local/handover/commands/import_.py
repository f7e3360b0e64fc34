"""``handover import``: a list of prospects, from a file into the stream."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from handover.commands.options import Directory, Json, console, print_json
from handover.errors import HandoverError
from handover.importing import Importer, Progress, client_for, import_id

_SHOWN_ROWS = 5
_ID = re.compile(r"[A-Za-z0-9._:~+=-]{1,128}")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV (also .gz) or .xlsx, with a header line.")]
Source = Annotated[str, typer.Option("--source", help="Whose list: apollo, or a name of your own.")]
Motion = Annotated[str | None, typer.Option("--motion", help="inbound or outbound; default: that of the source.")]
Sheet = Annotated[
    str | None, typer.Option("--sheet", help="Of a workbook; default: the one that looks most like a list.")
]
Delimiter = Annotated[str | None, typer.Option("--delimiter", help="One character, or tab; default: found out.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Such as windows-1252; default: found out.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Keep nothing; show the mapping and the first rows.")]
Report = Annotated[
    Path | None, typer.Option("--report", dir_okay=False, help="Write what became of each row (.csv, else JSON lines).")
]
Id = Annotated[
    str | None, typer.Option("--id", help="Another id than that of the file's content: its rows are new touches then.")
]
Url = Annotated[
    str | None,
    typer.Option("--url", envvar="HANDOVER_INTAKE_URL", help="lead-intake. Default: that of the running stack."),
]
Patience = Annotated[float, typer.Option("--patience", min=0, help="Seconds without progress before it gives up.")]


def import_(
    file: File,
    directory: Directory,
    source: Source = "list",
    motion: Motion = None,
    sheet: Sheet = None,
    delimiter: Delimiter = None,
    encoding: Encoding = None,
    dry_run: DryRun = False,
    report: Report = None,
    id: Id = None,  # noqa: A002 - the option's name
    url: Url = None,
    patience: Patience = 120,
    json: Json = False,
) -> None:
    """Sends a list of prospects, row by row, each once.

    Killed, or cut off, it is simply run again: it goes on where it broke off, and no row is doubled. Rows that nobody
    could be reached by are refused and named; the others are kept. Look first with --dry-run: which column was taken
    for what, which are ignored, and the first rows as they would become. The key is HANDOVER_API_KEY, else the stack's.
    """
    if id is not None and not _ID.fullmatch(id):
        raise typer.BadParameter("1 to 128 of A-Z a-z 0-9 . _ : ~ + = - were expected", param_hint="--id")
    said = {"motion": motion, "sheet": sheet, "delimiter": delimiter, "encoding": encoding}
    query = {"source": source} | {name: value for name, value in said.items() if value is not None}
    with client_for(url, directory) as client:
        importer = Importer(client, file, query, patience)
        if dry_run:
            tried = importer.dry_run()
            print_json(tried) if json else _show_dry_run(tried)
            return
        key = id or import_id(file, query)
        with _bar(file, quiet=json) as told:
            try:
                done = importer.send(key, told)
            except HandoverError:
                if report is not None:
                    _report_anyway(importer, key, report)
                raise
        if report is not None:
            importer.report(key, report)
    print_json(done) if json else _show(done, file, report)


def _report_anyway(importer: Importer, key: str, report: Path) -> None:
    """Of a list that was refused, as far as there is one."""
    try:
        importer.report(key, report)
    except HandoverError:
        return


@contextmanager
def _bar(file: Path, *, quiet: bool) -> Iterator[Any]:
    """A bar on stderr by the bytes that were sent; rows go on after the last byte of a workbook."""
    if quiet:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rows]}"))
    with Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(escape(file.name), total=max(file.stat().st_size, 1), rows="")

        def told(progress: Progress) -> None:
            refused = f", {progress.refused:,} refused" if progress.refused else ""
            bar.update(task, completed=progress.sent, rows=f"{progress.read:,} rows{refused}")

        yield told


def _show(done: dict[str, Any], file: Path, report: Path | None) -> None:
    repeated = f" ({done['repeated']:,} of them before)" if done["repeated"] else ""
    console.print(
        f"{done['rows']:,} of {done['read']:,} rows are kept{repeated}; import {done['import_id']}", markup=False
    )
    for note in done["notes"]:
        console.print(f"! {note}", markup=False)
    _show_refusals(done, file)
    if report is not None:
        console.print(f"Each row is in {report}.", markup=False)


def _show_refusals(done: dict[str, Any], file: Path | None = None) -> None:
    if done["refused"]:
        console.print(f"{done['refused']:,} rows are refused:")
    name = f"{file.name}:" if file else "line "
    for one in done["refusals"][:20]:
        column = f", column {one['column']}" if one["column"] else ""
        console.print(f"  {name}{one['line']} (row {one['row']}{column}): {one['detail']}", markup=False)
    if done["refused"] > 20:
        console.print("  …")


def _show_dry_run(tried: dict[str, Any]) -> None:
    found = ", ".join(str(value) for value in tried["file"].values() if value)
    console.print(f"{tried['rows']:,} of {tried['read']:,} rows would be kept ({found!r}); nothing was.", markup=False)
    for note in tried["notes"]:
        console.print(f"! {note}", markup=False)
    columns = Table("column", "becomes", box=None, header_style="bold")
    for one in tried["columns"]:
        becomes = ", ".join(one["becomes"]) or ("nothing there" if one["empty"] else "ignored")
        columns.add_row(escape(one["name"]), escape(becomes))
    console.print(columns)
    for row in tried["first_rows"][:_SHOWN_ROWS]:
        table = Table(box=None, show_header=False, title=f"line {row['line']}", title_justify="left")
        for member, value in (row["record"] or {"": row["error"]}).items():
            table.add_row(member, escape(str(value)))
        console.print(table)
        for warning in row["warnings"]:
            console.print(f"! {warning}", markup=False)
    _show_refusals(tried)
