"""``handover audit``: proves the promises from the topics."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from handover.audit import Report
from handover.audit.render import as_json, show
from handover.audit.run import audit_topics
from handover.broker import BootstrapServers, Log, servers
from handover.commands.options import Directory, Json, console, print_json

Allowance = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="What was written longer ago than this must have had its effect."),
]
Leeway = Annotated[
    float,
    typer.Option(min=0, metavar="SECONDS", help="How far the clocks of two writers may be apart."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Open dead letters fail the audit too.")]


def audit(
    directory: Directory,
    bootstrap_servers: BootstrapServers = None,
    allowance: Allowance = 30,
    leeway: Leeway = 5,
    strict: Strict = False,
    json: Json = False,
) -> None:
    """Reads the topics and proves one verdict, one owner, one alert from them alone; names every violation.

    Exits with 1 if any promise is broken, with 2 if the topics cannot be read.
    """
    report = run(servers(bootstrap_servers, directory), timedelta(seconds=allowance), timedelta(seconds=leeway))
    print_json(as_json(report)) if json else show(report, console)
    if not report.holds or (strict and report.open_dead_letters):
        raise typer.Exit(1)


def run(bootstrap_servers: str, allowance: timedelta, leeway: timedelta) -> Report:
    """Audits the topics as they are now. Raises HandoverError where they cannot be read."""
    with Log(bootstrap_servers) as log, Status("reading the topics", console=Console(stderr=True)) as status:
        return audit_topics(
            log,
            read_until=datetime.now(UTC) - allowance,
            leeway=leeway,
            progress=lambda done, of: status.update(f"judging the leads: {done} of {of} partitions"),
        )
