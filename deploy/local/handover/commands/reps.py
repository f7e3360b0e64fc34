"""``handover reps``: who receives leads; checked, published, listed, and kept away by a calendar."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from assignment.adapters.standing import standing
from handover.broker import BootstrapServers, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.commands.versions import Files
from handover.roster import Member, check_roster, import_calendar, publish_roster, roster
from lead_contracts.events import RepChanged

app = typer.Typer(name="reps", help="Reps and teams: who receives leads, and when.", no_args_is_help=True)
RepId = Annotated[str, typer.Argument(metavar="REP", show_default=False)]
Calendar = Annotated[Path, typer.Argument(metavar="FILE.ics", exists=True, dir_okay=False, show_default=False)]


@app.command()
def check(files: Files, json: Json = False) -> None:
    """Reads files of reps and teams and says what is wrong with them: file, line, key and what was expected."""
    found = check_roster(files)
    if json:
        print_json([event.model_dump(mode="json") for event in found])
        return
    console.print(f"{_counted(found)} hold together", markup=False)


@app.command()
def publish(files: Files, directory: Directory, bootstrap_servers: BootstrapServers = None, json: Json = False) -> None:
    """Makes files of reps and teams the truth, also where the API has changed somebody since.

    Calendars that were imported hold on, and nobody is removed by being in no file: say left: true.
    """
    changed = publish_roster(servers(bootstrap_servers, directory), files)
    if json:
        print_json([event.model_dump(mode="json") for event in changed])
    elif changed:
        console.print(f"{_counted(changed)} published: {', '.join(event.key() for event in changed)}", markup=False)
    else:
        console.print("Published already; nothing has changed.")


@app.command("list")
def list_(directory: Directory, bootstrap_servers: BootstrapServers = None, json: Json = False) -> None:
    """Shows the reps, and whether each is there at this moment."""
    members, now = roster(servers(bootstrap_servers, directory)), datetime.now(UTC)
    if json:
        print_json([event.model_dump(mode="json") for event in members])
        return
    table = Table("rep", "role", "team", "pool", "zone", "now", box=None, header_style="dim", padding=(0, 2, 0, 0))
    for rep in members:
        if isinstance(rep, RepChanged):
            row = (f"{rep.name} ({rep.rep_id})", rep.role, rep.team, rep.pool, rep.time_zone, standing(rep, now))
            table.add_row(*map(escape, row))
    console.print(table)


@app.command("import-calendar")
def import_calendar_(
    rep_id: RepId, file: Calendar, directory: Directory, bootstrap_servers: BootstrapServers = None, json: Json = False
) -> None:
    """Gives a rep no leads while the calendar says busy or out of office, for the next 400 days.

    Only the times are kept. What was imported before is replaced; other absences stay.
    """
    busy = import_calendar(servers(bootstrap_servers, directory), rep_id, file)
    until = busy.complete_until.isoformat() if busy.complete_until else None
    if json:
        print_json({"rep_id": rep_id, "absences": len(busy.absences), "ignored": busy.ignored, "complete_until": until})
        return
    left_out = ", ".join(f"{count:,} {why.replace('_', ' ')}" for why, count in busy.ignored.items())
    console.print(f"{rep_id}: {len(busy.absences):,} absences" + (f"; left out: {left_out}" if left_out else ""))
    if until:
        console.print(f"There is more from {until} on: import it again before.")


def _counted(events: Sequence[Member]) -> str:
    kinds = Counter("reps" if isinstance(event, RepChanged) else "teams" for event in events)
    return " and ".join(f"{count:,} {kind}" for kind, count in sorted(kinds.items(), reverse=True))
