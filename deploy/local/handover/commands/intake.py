"""``handover intake``: what one payload would become, without a running stack."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.markup import escape
from rich.table import Table

from handover.commands.options import Json, console, print_json
from handover.errors import HandoverError
from handover.shipped import config_directory
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import Checked, RequestFile
from lead_intake.adapters.check import check as checked
from lead_intake.adapters.faults import faults
from lead_intake.adapters.mappings import load_mappings
from lead_intake.settings import PREFIX, Slug, SourceSettings
from lead_runtime.exits import ConfigurationError

app = typer.Typer(name="intake", help="Look at a marketing system's payloads.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The body, byte for byte as it was sent.")]
RequestOption = Annotated[
    Path,
    typer.Option(
        "--request", exists=True, dir_okay=False, help="How it was sent (JSON): transport, url, headers, signing."
    ),
]
SourceOption = Annotated[
    str | None, typer.Option("--source", help="The source; default: the hook of the url, else that of the CloudEvent.")
]


@app.callback()
def intake() -> None:
    """Groups the commands, so that `check` keeps its name while it is the only one."""


@app.command()
def check(body: File, request: RequestOption, source: SourceOption = None, json: Json = False) -> None:
    """Verifies and parses one payload, and shows the leads that it would become. A rejection is a result as well."""
    result = checked(body.read_bytes(), _request(request), _catalogue(), source)
    if json:
        print_json(asdict(result))
    else:
        _show(result)


def _request(path: Path) -> RequestFile:
    try:
        return RequestFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = next(faults(error))
        raise HandoverError(f"{path}: {first.field}: {first.detail}") from None


def _catalogue() -> Catalogue:
    """The sources of this shell's ``LEAD_INTAKE_SOURCES`` with the mappings of ``LEAD_INTAKE_MAPPINGS`` (default: those of
    the configuration), so that a mapping can be tried out before it is used.
    """
    name = f"{PREFIX}SOURCES"
    try:
        settings = TypeAdapter(dict[Slug, SourceSettings]).validate_json(os.environ.get(name) or "{}")
    except ValidationError as error:
        first = next(faults(error))
        raise HandoverError(f"{name}: {first.field}: {first.detail}") from None
    directory = os.environ.get(f"{PREFIX}MAPPINGS")
    try:
        settled = load_mappings(Path(directory) if directory else config_directory(Path.cwd()) / "sources")
        return Catalogue.of(settings, None, settled)
    except ConfigurationError as error:
        raise HandoverError(str(error)) from None


def _show(result: Checked) -> None:
    console.print(f"[bold]{result.disposition}[/]")
    for record, key in zip(result.records, result.idempotency_keys, strict=False):
        table = Table(box=None, show_header=False, title=key, title_justify="left")
        for member, value in record.items():
            table.add_row(member, "" if value is None else str(value))
        console.print(table)
    if result.recognised:
        _show_meanings(result.recognised)
    if result.ignored:
        console.print("ignored: " + ", ".join(result.ignored), markup=False)
    for warning in result.warnings:
        console.print(f"! {warning}", markup=False)


def _show_meanings(recognised: dict[str, str]) -> None:
    table = Table(box=None, show_header=False, title="recognised", title_justify="left")
    for path, member in recognised.items():
        table.add_row(escape(path), escape(member))
    console.print(table)
