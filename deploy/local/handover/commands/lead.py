"""``handover lead``: the whole story of one lead."""

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from handover.broker import BootstrapServers, Log, servers
from handover.commands.options import Directory, Json, JsonValue, console, print_json
from handover.errors import HandoverError
from handover.story import Story, names_of_reps, read_story
from handover.story.lines import Names, data_of, line_of
from lead_contracts.base import Event
from lead_contracts.events import LeadLinked

SHOWN = 8
"""Characters of an id that the table shows."""

LeadId = Annotated[str, typer.Argument(metavar="LEAD_ID", show_default=False)]
Reveal = Annotated[bool, typer.Option("--reveal", help="Show personal data.")]


def lead(
    lead_id: LeadId,
    directory: Directory,
    bootstrap_servers: BootstrapServers = None,
    reveal: Reveal = False,
    json: Json = False,
) -> None:
    """Tells the story of a lead: touches, verdicts and owners with their reasons, activities, alerts.

    The leads that turned out to be the same person are told along.

    Exits with 1 where no topic knows the lead.
    """
    with Log(servers(bootstrap_servers, directory)) as log:
        story, names = read_story(log, lead_id), names_of_reps(log)
    if not story.events:
        raise HandoverError(f"no topic knows the lead {lead_id}")
    print_json(as_json(story, reveal=reveal)) if json else console.print(as_table(story, names, reveal=reveal))


def as_json(story: Story, *, reveal: bool) -> JsonValue:
    """The events, oldest first, with where each lies."""
    return {
        "lead_id": story.lead_id,
        "also": list(story.also),
        "unreadable": story.unreadable,
        "events": [
            {
                "time": entry.at.time.isoformat(),
                "type": entry.event.type(),
                "id": entry.id,
                "topic": entry.at.topic,
                "partition": entry.at.partition,
                "offset": entry.at.offset,
                "data": data_of(entry.event, reveal=reveal),
            }
            for entry in story.events
        ],
    }


def as_table(story: Story, names: Names, *, reveal: bool) -> Table:
    """The events, oldest first, each told in a few lines. ``names``: of reps, by id."""
    table = Table(title=f"lead {story.lead_id}", title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("time (UTC)", no_wrap=True)
    table.add_column("what", style="bold", no_wrap=True)
    table.add_column("why")
    if story.also:
        table.add_column("lead", no_wrap=True)
    for entry in story.events:
        line = line_of(entry.event, reveal=reveal, names=names)
        row = [f"{entry.at.time:%Y-%m-%d %H:%M:%S}", line.what, escape("\n".join(line.details))]
        table.add_row(*row, *([_lead_of(entry.event)] if story.also else []))
    if story.unreadable:
        table.caption = f"{story.unreadable} records under this key cannot be read: see `handover audit`"
    return table


def _lead_of(event: Event) -> str:
    """Under which id it happened, as much of it as tells leads apart."""
    found = event.from_ if isinstance(event, LeadLinked) else getattr(event, "lead_id", "")
    return str(found)[:SHOWN]
