"""Which Kafka a command talks to, and what it says where that does not answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from kafka.errors import KafkaError

from handover.errors import HandoverError
from handover.stack.state import StackState
from lead_runtime.admin.clients import KafkaUnreachable

CANNOT_READ = 2
"""Exit code of a command that could not do its work, as against one that found something (1)."""
BOOTSTRAP_TIMEOUT_MS = 5_000

BootstrapServers = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-servers",
        envvar="HANDOVER_BOOTSTRAP_SERVERS",
        metavar="HOST:PORT,…",
        help="Kafka. Default: that of the running stack.",
        show_default=False,
    ),
]
"""The option that every command on topics has."""


def servers(named: str | None, directory: Path) -> str:
    """The bootstrap servers: those named, else those of the stack in ``directory``. Raises HandoverError for neither."""
    state = None if named else StackState.read(directory)
    brokers = [part.address for part in state.parts if part.name.startswith("kafka-")] if state else []
    found = named or ",".join(address for address in brokers if address)
    if not found:
        raise HandoverError(
            f"no Kafka to talk to: no stack is running in {directory}",
            "start one with `handover up`, or name the servers with --bootstrap-servers",
            exit_code=CANNOT_READ,
        )
    return found


@contextmanager
def reaching(bootstrap_servers: str) -> Iterator[None]:
    """Turns what Kafka's client raises into a message. Raises HandoverError."""
    try:
        yield
    except (KafkaUnreachable, KafkaError, OSError) as error:
        raise HandoverError(
            f"Kafka at {bootstrap_servers} failed: {type(error).__name__}",
            "is it up (`handover status`), and is the address right (--bootstrap-servers)?",
            exit_code=CANNOT_READ,
        ) from error
