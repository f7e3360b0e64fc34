"""``handover assign``: routing policies, checked and published; what a draft would have decided on history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.status import Status

from assignment.adapters.publish import check_routing, published_reps, published_routing
from handover.broker import BootstrapServers, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.commands.versions import By, Files, From, Versions, add_versions, begin, in_utc, mistakes_told, tell
from handover.errors import HandoverError
from handover.simulate import Trial, show_report
from handover.simulate import simulate as simulate_history

_INSTANTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%z"]
Policy = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        metavar="DRAFT.yaml",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="The routing policy to try. Default: those that ran.",
    ),
]
Reps = Annotated[
    Path | None,
    typer.Option(
        "--reps",
        metavar="TEAM.yaml",
        exists=True,
        dir_okay=False,
        show_default=False,
        help="All who are there and what they can do. Default: those who were. Who is not in it has left; absences, "
        "pauses and leaving of history count for them too.",
    ),
]
Since = Annotated[
    datetime,
    typer.Option(
        formats=_INSTANTS,
        show_default=False,
        help="From when on the draft decides, with the book as it was then (a date is midnight UTC).",
    ),
]
Until = Annotated[
    datetime | None, typer.Option(formats=_INSTANTS, show_default=False, help="When it ends. Default: now.")
]
app = typer.Typer(name="assign", help="Routing policies: who gets which lead.", no_args_is_help=True)


@app.command()
def check(files: Files, json: Json = False) -> None:
    """Reads routing policies and says what is wrong with them: file, line, key and what was expected."""
    with mistakes_told():
        policies = [check_routing(path) for path in files]
    if json:
        print_json([{"file": str(path), "name": each.name} for path, each in zip(files, policies, strict=True)])
        return
    for path, each in zip(files, policies, strict=True):
        steps = ", ".join(step.name for step in each.steps) or "anybody"
        said = f"{each.name} holds together: {len(each.pools)} pools, {len(each.rules)} rules, steps {steps}"
        console.print(f"{path}: {said}", markup=False)


@app.command()
def publish(
    files: Files,
    directory: Directory,
    by: By,
    bootstrap_servers: BootstrapServers = None,
    effective_from: From = None,
    json: Json = False,
) -> None:
    """Publishes routing policies, each as the next version of its name; what is published already stays as it is.

    The newest decides, of whatever name. Leads that wait are sorted by it at the next event or alarm of their pool; who
    has a lead keeps it. Rolling back is publishing an older file again.
    """
    tell(publish_routing(servers(bootstrap_servers, directory), files, by, in_utc(effective_from)), json)


@app.command()
def simulate(
    directory: Directory,
    since: Since,
    policy: Policy = None,
    reps: Reps = None,
    until: Until = None,
    bootstrap_servers: BootstrapServers = None,
    json: Json = False,
) -> None:
    """Says who would have got which lead by a draft policy or roster: owners, load, fairness, waits. Writes nothing.

    The log of the pools is decided again from its beginning, at the instants of then: until --since by what ran, from
    there on by the draft. People are taken to behave as they did: a close ends a cycle whoever has the lead; who took a
    lead up, or reached something with it, did so whoever they are here (if nobody had it yet, the next who gets it takes
    it up at once); who declined or gave a lead back does so only where they have it here too; a manager's move counts, and
    one who took a lead from somebody does so only from the same one. Offers lapse by the draft.
    """
    with mistakes_told():
        draft = check_routing(policy) if policy else None
        roster = published_reps(reps) if reps else None
    now = datetime.now(UTC)
    start, end = in_utc(since) or since, in_utc(until) or now
    if start >= end:
        raise HandoverError("there is nothing between --since and --until")
    with Status("reading the topics", console=Console(stderr=True)) as status:
        said = simulate_history(
            servers(bootstrap_servers, directory),
            Trial(start, min(end, now), draft, roster),
            lambda what, done, of: status.update(f"{what}: {done:,} of about {of:,} records"),
        )
    print_json(said) if json else show_report(said)


def publish_routing(
    bootstrap_servers: str, files: Sequence[Path], by: str, effective_from: datetime | None = None
) -> Versions:
    """Publishes what is not the newest version already; returns what it published. Raises HandoverError."""

    def new(known: Versions, now: datetime) -> Versions:
        versions = list(known)
        for path in files:
            event = published_routing(path, now, by, versions, begin(effective_from, now))
            if event not in versions:
                versions.append(event)
        return versions[len(known) :]

    return add_versions(bootstrap_servers, new)
