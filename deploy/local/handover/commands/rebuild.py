"""``handover rebuild``: fills Redis from the topics."""

import asyncio
from pathlib import Path

from rich.console import Console
from rich.status import Status

from handover.broker import BootstrapServers, servers
from handover.commands.options import Directory, Json, console, print_json
from handover.rebuild import rebuild as fill
from handover.rebuild import services
from handover.stack.keys import KeyRing
from handover.stack.plan import Plan
from handover.stack.state import StackState


def rebuild(directory: Directory, bootstrap_servers: BootstrapServers = None, json: Json = False) -> None:
    """Fills Redis (inboxes, stories, verdicts, alerts, delivery status) from the topics, while the services go on.

    Of a stack that was not started here, HANDOVER_REDIS_URL and the other variables of the services say where it is.
    Services that run notice a loss and do the same by themselves, as the board of open clocks and the rule sets do.
    """
    brokers = servers(bootstrap_servers, directory)
    specs = services(environment(directory, brokers, own=bootstrap_servers is None))
    with Status("reading the topics", console=Console(stderr=True)) as status:
        folded = asyncio.run(fill(brokers, specs, lambda count: status.update(f"{count:,} records folded in")))
    if json:
        print_json(dict(folded))
        return
    for topic, count in sorted(folded.items()):
        console.print(f"{count:>10,}  {topic}")


def environment(directory: Path, bootstrap_servers: str, *, own: bool) -> dict[str, str]:
    """What the services were started with: that of the stack in ``directory`` (``own``), else the environment's."""
    env = {"HANDOVER_BOOTSTRAP_SERVERS": bootstrap_servers}
    state = StackState.read(directory) if own else None
    if state is None:
        return env
    addresses = {part.name: part.address or "" for part in state.parts}
    env |= {
        "HANDOVER_REDIS_URL": addresses["valkey"],
        "HANDOVER_LEAD_ID_SECRET": KeyRing(directory).read().lead_id_secret,
    }
    for service in Plan.read(directory).services:
        env |= service.env
    return env
