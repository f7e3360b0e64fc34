"""``handover link``: a manager says that two leads are one person."""

import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from handover.broker import BootstrapServers, Log, reaching, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.errors import HandoverError
from handover.publishing import publish
from handover.story import read_story
from lead_contracts.events import LeadLinked

SOURCE = "handover"

From = Annotated[str, typer.Argument(metavar="FROM", help="The lead that turns out to be another.", show_default=False)]
To = Annotated[str, typer.Argument(metavar="TO", help="The lead that it is.", show_default=False)]
Reason = Annotated[str, typer.Option(help="Why, in a word; kept with the link.")]
By = Annotated[str, typer.Option(default_factory=getpass.getuser, help="Who says so; kept with the link.")]


def link(
    from_: From,
    to: To,
    directory: Directory,
    by: By,
    reason: Reason = "same_person",
    bootstrap_servers: BootstrapServers = None,
    json: Json = False,
) -> None:
    """Says that FROM and TO are one person: what is open of FROM goes on under TO, and all that comes later goes there.

    Of several links of a lead the newest holds; one that is linked to itself is a lead of its own again.
    Exits with 1 where no topic knows one of them.
    """
    kafka = servers(bootstrap_servers, directory)
    with Log(kafka) as log:
        for lead_id in (from_, to):
            if not read_story(log, lead_id).events:
                raise HandoverError(f"no topic knows the lead {lead_id}")
    said = LeadLinked(from_=from_, to=to, source=SOURCE, reason_code=reason, occurred_at=datetime.now(UTC), by=by)
    with reaching(kafka):
        publish(kafka, lambda _: [said], topics=())
    print_json(said.model_dump(mode="json", by_alias=True)) if json else console.print(_told(said), markup=False)


def _told(said: LeadLinked) -> str:
    if said.from_ == said.to:
        return f"{said.from_} is a lead of its own again"
    return f"{said.from_} stands for {said.to} from now on; `handover lead {said.to}` tells the story of both"
