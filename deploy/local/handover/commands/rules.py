"""``handover rules``: rule sets, checked and published; why a lead; what a draft would have decided."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from handover.broker import BootstrapServers, Log, servers
from handover.commands.lead import LeadId
from handover.commands.options import Directory, Json, console, print_json
from handover.commands.versions import By, Files, From, Versions, add_versions, begin, in_utc, mistakes_told, tell
from handover.errors import HandoverError
from handover.explaining import show_verdicts, verdicts_in_words
from handover.replay import replay as replay_history
from handover.replay import show_report
from qualification.adapters.publish import check_rules, published_rules
from qualification.adapters.replay import TwoDrafts, one_for_each_motion
from qualification.application.report import report

Drafts = Annotated[
    list[Path],
    typer.Option(
        "--rules", metavar="DRAFT.yaml", exists=True, dir_okay=False, show_default=False, help="Once for each motion."
    ),
]
Since = Annotated[
    datetime,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"],
        show_default=False,
        help="From when on verdicts are replayed (a date is midnight UTC).",
    ),
]
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


@app.command()
def explain(
    lead_id: LeadId, directory: Directory, bootstrap_servers: BootstrapServers = None, json: Json = False
) -> None:
    """Says why this lead: every verdict, the newest first, in the words of those who work with it.

    Exits with 1 where no verdict on the lead is known.
    """
    with Log(servers(bootstrap_servers, directory)) as log:
        told = verdicts_in_words(log, lead_id)
    if not told:
        raise HandoverError(f"no verdict on a lead {lead_id} is known")
    print_json({"lead_id": lead_id, "verdicts": told}) if json else show_verdicts(told)


@app.command()
def replay(
    directory: Directory,
    rules: Drafts,
    since: Since,
    bootstrap_servers: BootstrapServers = None,
    json: Json = False,
) -> None:
    """Says what draft rules would have decided on history, from the facts frozen in past verdicts. Writes nothing."""
    with mistakes_told():
        drafts = check_rules(rules)
    try:
        one_for_each_motion(drafts)
    except TwoDrafts as error:
        raise HandoverError(str(error)) from None
    start, until = in_utc(since) or since, datetime.now(UTC)
    with Status("reading the verdicts", console=Console(stderr=True)) as status:
        found = replay_history(
            servers(bootstrap_servers, directory),
            drafts,
            start,
            progress=lambda done, of: status.update(f"judged again: {done} of {of} parts"),
        )
    said = report(found, start, until)
    print_json(said) if json else show_report(said)


def publish_rules(
    bootstrap_servers: str, files: Sequence[Path], by: str, effective_from: datetime | None = None
) -> Versions:
    """Publishes what does not decide by then already; returns what it published. Raises HandoverError."""
    return add_versions(
        bootstrap_servers,
        lambda known, now: published_rules(files, now, by, known, effective_from=begin(effective_from, now)),
    )
