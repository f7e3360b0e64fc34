"""``handover sla``: policies, that is which deadlines hold and when an alert is raised; checked and published."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import typer

from handover.broker import BootstrapServers, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.commands.versions import By, Files, From, Versions, add_versions, in_utc, mistakes_told, tell
from sla_monitor.adapters.publish import check_policy, published_policy

app = typer.Typer(name="sla", help="Policies: until when a lead must be answered.", no_args_is_help=True)


@app.command()
def check(files: Files, json: Json = False) -> None:
    """Reads policy files and says what is wrong with them: file, line, key and what was expected."""
    with mistakes_told():
        policies = [check_policy(path) for path in files]
    if json:
        print_json([{"file": str(path), "name": each.name} for path, each in zip(files, policies, strict=True)])
        return
    for path, each in zip(files, policies, strict=True):
        hours = each.first_response.within_hours
        console.print(f"{path}: {each.name} holds together, first response within {hours:g} hours", markup=False)


@app.command()
def publish(
    files: Files,
    directory: Directory,
    by: By,
    bootstrap_servers: BootstrapServers = None,
    effective_from: From = None,
    json: Json = False,
) -> None:
    """Publishes policy files, each as the next version of its name; what is published already stays as it is.

    New clocks run by it; clocks that run already keep their version. Rolling back is publishing an older file again.
    """
    tell(publish_policies(servers(bootstrap_servers, directory), files, by, in_utc(effective_from)), json)


def publish_policies(
    bootstrap_servers: str, files: Sequence[Path], by: str, effective_from: datetime | None = None
) -> Versions:
    """Publishes what is not the newest version already; returns what it published. Raises HandoverError."""

    def new(known: Versions, now: datetime) -> Versions:
        versions = list(known)
        for path in files:
            event = published_policy(path, now, by, versions, effective_from)
            if event not in versions:
                versions.append(event)
        return versions[len(known) :]

    return add_versions(bootstrap_servers, new)
