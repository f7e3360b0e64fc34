"""``handover rules``: rule sets, checked and published."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from handover.broker import BootstrapServers, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.commands.versions import By, Files, From, Versions, add_versions, in_utc, mistakes_told, tell
from qualification.adapters.publish import check_rules, published_rules

app = typer.Typer(name="rules", help="Rule sets: what makes a lead good.", no_args_is_help=True)


@app.command()
def check(files: Files, json: Json = False) -> None:
    """Reads rule files and says what is wrong with them: file, line, key and what was expected."""
    with mistakes_told():
        sets = check_rules(files)
    if json:
        print_json([{"file": str(path), "name": each.name} for path, each in zip(files, sets, strict=True)])
        return
    for path, each in zip(files, sets, strict=True):
        console.print(f"{path}: {each.name} holds together, {len(each.disqualify)} disqualifiers", markup=False)


@app.command()
def publish(
    files: Files,
    directory: Directory,
    by: By,
    bootstrap_servers: BootstrapServers = None,
    effective_from: From = None,
    json: Json = False,
) -> None:
    """Publishes rule files, each as the next version of its name; what is published already stays as it is.

    Rolling back is publishing an older file again.
    """
    tell(publish_rules(servers(bootstrap_servers, directory), files, by, in_utc(effective_from)), json)


def publish_rules(
    bootstrap_servers: str, files: Sequence[Path], by: str, effective_from: datetime | None = None
) -> Versions:
    """Publishes what is not the newest version already; returns what it published. Raises HandoverError."""
    return add_versions(
        bootstrap_servers, lambda known, now: published_rules(files, now, by, known, effective_from=effective_from)
    )
