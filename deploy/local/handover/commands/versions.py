"""What the commands share that check and publish versions: of rule sets and of policies."""

import getpass
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from handover.broker import reaching
from handover.commands.options import console, print_json
from handover.errors import HandoverError
from handover.publishing import publish
from lead_contracts.events import ConfigPublished
from lead_runtime.config import ConfigError

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, show_default=False)]
By = Annotated[str, typer.Option(default_factory=getpass.getuser, help="Who does it; kept with the version.")]
From = Annotated[
    datetime | None,
    typer.Option(
        "--effective-from",
        formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d"],
        help="When it begins to decide (a date is midnight UTC). Default: now.",
        show_default=False,
    ),
]
Versions = Sequence[ConfigPublished]


def add_versions(bootstrap_servers: str, new: Callable[[Versions, datetime], Versions]) -> Versions:
    """Publishes what ``new`` makes of the versions that are there and of the present instant. Raises HandoverError."""
    with reaching(bootstrap_servers), mistakes_told():
        return publish(
            bootstrap_servers,
            lambda known: new([event for event in known if isinstance(event, ConfigPublished)], datetime.now(UTC)),
        )


def in_utc(since: datetime | None) -> datetime | None:
    """An instant; where it came without a zone, UTC is meant."""
    return since if since is None or since.tzinfo else since.replace(tzinfo=UTC)


def begin(effective_from: datetime | None, now: datetime) -> datetime:
    """From when a version decides that is published now: not before it is there, else an older one would go on."""
    return now if effective_from is None else max(effective_from, now)


def tell(events: Versions, json: bool) -> None:
    """Prints what was published."""
    if json:
        print_json([event.model_dump(mode="json", exclude={"content"}) for event in events])
        return
    for event in events:
        console.print(f"{event.name} version {event.version}, in effect from {event.effective_from:%Y-%m-%d %H:%M} UTC")
    if not events:
        console.print("Published already; nothing has changed.")


@contextmanager
def mistakes_told() -> Iterator[None]:
    """Turns a mistake in a file into a message: file, line, key and what was expected. Raises HandoverError."""
    try:
        yield
    except ConfigError as error:
        raise HandoverError(str(error)) from None
