"""``handover dlq``: dead letters, listed, shown, replayed, given up."""

import getpass
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from handover.broker import BootstrapServers, Log, servers
from handover.commands.options import Directory, Json, JsonValue, console, print_json
from handover.dead_letters import Letter, Letters, Resolver
from handover.dead_letters.contents import contents
from handover.dead_letters.masking import shown_headers, shown_value
from handover.errors import HandoverError
from lead_runtime.engine.dead_letters import PREFIX

SHOWN = 8
"""Characters of an id that the table shows; as many are enough to name it."""

app = typer.Typer(help="Dead letters: what could not be processed.", no_args_is_help=True)

Group = Annotated[str | None, typer.Option(help="Only those of this consumer group.", show_default=False)]
Error = Annotated[str | None, typer.Option(help="Only those with this error.", show_default=False)]
LeadId = Annotated[str | None, typer.Option("--lead", help="Only those of this lead.", show_default=False)]
DeadId = Annotated[str, typer.Argument(metavar="DEAD_ID", help="Its id, or how it begins.", show_default=False)]
DeadIds = Annotated[list[str] | None, typer.Argument(metavar="[DEAD_ID]…", show_default=False)]
By = Annotated[str, typer.Option(default_factory=getpass.getuser, help="Who does it; kept with the dead letter.")]
Everyone = Annotated[bool, typer.Option("--all", help="All open ones that --group, --error and --lead leave.")]
Resolved = Annotated[bool, typer.Option("--all", help="The resolved ones too.")]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show personal data.")]


@app.command("list")
def list_(
    directory: Directory,
    bootstrap_servers: BootstrapServers = None,
    group: Group = None,
    error: Error = None,
    lead_id: LeadId = None,
    resolved: Resolved = False,
    json: Json = False,
) -> None:
    """Lists the open dead letters, oldest first."""
    with Log(servers(bootstrap_servers, directory)) as log:
        letters = Letters.read(log).chosen(group=group, error=error, lead_id=lead_id, all_of_them=resolved)
    print_json([_facts(letter) for letter in letters]) if json else console.print(_table(letters))


@app.command()
def show(
    dead_id: DeadId,
    directory: Directory,
    bootstrap_servers: BootstrapServers = None,
    reveal: Reveal = False,
    json: Json = False,
) -> None:
    """Shows one dead letter: why it died and what it holds, personal data hidden unless revealed."""
    with Log(servers(bootstrap_servers, directory)) as log:
        letter = Letters.read(log).find(dead_id)
        record = contents(log, [letter])[letter.facts.dead_id]
    record = record._replace(headers=tuple(each for each in record.headers if not each[0].startswith(PREFIX)))
    shown: dict[str, JsonValue] = {
        **_facts(letter),
        "headers": shown_headers(record, reveal=reveal),
        "value": shown_value(record, reveal=reveal),
    }
    if json:
        print_json(shown)
        return
    table = Table(box=None, show_header=False)
    for name, value in shown.items():
        table.add_row(f"[bold]{name}[/]", escape(_text(value)))
    console.print(table)


@app.command()
def replay(
    directory: Directory,
    by: By,
    dead_ids: DeadIds = None,
    bootstrap_servers: BootstrapServers = None,
    group: Group = None,
    error: Error = None,
    lead_id: LeadId = None,
    everyone: Everyone = False,
    json: Json = False,
) -> None:
    """Writes records back to where they came from, for the group that could not process them; other groups skip them."""
    where = servers(bootstrap_servers, directory)
    with Log(where) as log, Resolver(where, by) as resolver:
        letters = _open(Letters.read(log), dead_ids or [], everyone, group, error, lead_id)
        timer = next((letter for letter in letters if letter.is_timer), None)
        if timer:
            raise HandoverError(
                f"{timer.facts.dead_id} is a timer that failed, not a record: there is nothing to write back",
                "mark it with `handover dlq resolve`; the timer is tried again when the state under its key changes",
            )
        resolver.replay(letters, contents(log, letters))
    _done("replayed", letters, json)


@app.command()
def resolve(
    directory: Directory,
    by: By,
    dead_ids: DeadIds = None,
    bootstrap_servers: BootstrapServers = None,
    group: Group = None,
    error: Error = None,
    lead_id: LeadId = None,
    everyone: Everyone = False,
    json: Json = False,
) -> None:
    """Gives dead letters up: they stay in the record as discarded, and nobody processes them."""
    where = servers(bootstrap_servers, directory)
    with Log(where) as log, Resolver(where, by) as resolver:
        letters = _open(Letters.read(log), dead_ids or [], everyone, group, error, lead_id)
        resolver.discard(letters)
    _done("discarded", letters, json)


def _open(
    letters: Letters,
    dead_ids: Sequence[str],
    everyone: bool,
    group: str | None,
    error: str | None,
    lead_id: str | None,
) -> list[Letter]:
    """Those named, or all that the options leave. Raises HandoverError for none, and for one that is not open."""
    if bool(dead_ids) == everyone:
        raise HandoverError("which dead letters? name them by id, or all of them with --all", exit_code=2)
    if everyone:
        return letters.chosen(group=group, error=error, lead_id=lead_id, all_of_them=False)
    found = {letter.facts.dead_id: letter for letter in map(letters.find, dead_ids)}
    for letter in found.values():
        if letter.resolution:
            raise HandoverError(f"{letter.facts.dead_id} was {letter.resolution} already, by {letter.resolved_by}")
    return list(found.values())


def _done(what: str, letters: Sequence[Letter], json: bool) -> None:
    if json:
        print_json({what: [letter.facts.dead_id for letter in letters]})
    else:
        console.print(f"{len(letters):,} {what}.")


def _facts(letter: Letter) -> dict[str, JsonValue]:
    facts = letter.facts.model_dump(mode="json")
    resolved_at = letter.resolved_at.isoformat() if letter.resolved_at else None
    resolution: dict[str, JsonValue] = {"resolution": letter.resolution, "by": letter.resolved_by}
    return {**facts, **resolution, "resolved_at": resolved_at}


def _table(letters: Sequence[Letter]) -> Table:
    table = Table("dead letter", "group", "record", "error", "attempt", "died", "now", box=None)
    for letter in letters:
        facts = letter.facts
        why = f"{facts.error}: {facts.detail}" if facts.detail else facts.error
        died = f"{facts.occurred_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(
            *(facts.dead_id[:SHOWN], facts.group, letter.origin, escape(why)),
            *(str(facts.attempt), died, letter.resolution or "open"),
        )
    table.caption = f"{len(letters):,} dead letters"
    return table


def _text(value: JsonValue) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}: {member}" for name, member in value.items())
    return "-" if value is None else str(value)
