"""Options that several commands share, and how they print."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.console import Console

from handover.stack.paths import data_directory

console = Console(highlight=False)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Directory = Annotated[
    Path,
    typer.Option(
        "--dir",
        envvar="HANDOVER_DIR",
        default_factory=data_directory,
        show_default=".handover in the checkout",
        help="The data directory of the stack.",
    ),
]

JsonValue: TypeAlias = "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"


def print_json(value: JsonValue) -> None:
    """Prints one JSON document on stdout."""
    print(json.dumps(value, indent=2, ensure_ascii=False))
