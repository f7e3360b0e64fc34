"""The ``handover`` command. Each subcommand is a module of ``handover.commands`` (or its own package): one line here."""

import signal
import sys
from typing import NoReturn

import typer
from rich.console import Console

from handover.commands import (
    assign,
    audit,
    demo,
    dlq,
    down,
    import_,
    intake,
    lead,
    link,
    rebuild,
    reps,
    rules,
    sla,
    status,
    up,
)
from handover.errors import HandoverError

app = typer.Typer(
    name="handover",
    help="Event-driven lead handover: the embedded stack, and what one asks of it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command("up")(up.up)
app.command("down")(down.down)
app.command("status")(status.status)
app.command("demo")(demo.demo)
app.command("audit")(audit.audit)
app.command("lead")(lead.lead)
app.command("link")(link.link)
app.command("rebuild")(rebuild.rebuild)
app.command("import")(import_.import_)
app.add_typer(assign.app, name="assign")
app.add_typer(dlq.app, name="dlq")
app.add_typer(intake.app, name="intake")
app.add_typer(reps.app, name="reps")
app.add_typer(rules.app, name="rules")
app.add_typer(sla.app, name="sla")


def main() -> NoReturn:
    """Runs the command. Exit codes: 0 done, 1 could not (message on stderr), 2 wrong usage, 130 interrupted."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, it cleans up as after Ctrl-C
    try:
        app()
    except HandoverError as error:
        _complain(error)
        sys.exit(error.exit_code)
    sys.exit(0)


def _complain(error: HandoverError) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[bold red]handover:[/]", end=" ")
    console.print(error.message, markup=False)
    if error.way_out:
        console.print(error.way_out, markup=False)


if __name__ == "__main__":
    main()
