"""``handover demo``: the main job from nothing to the audit, on real Kafka and Valkey; leaves nothing running."""

import tempfile
from datetime import timedelta
from pathlib import Path

import typer
from rich.console import Console
from rich.status import Status

from handover.audit.render import show
from handover.commands import audit
from handover.demo.receiver import Receiver
from handover.demo.scenario import play
from handover.demo.sender import Sender, with_demo_sources
from handover.demo.show import told
from handover.demo.watcher import Watcher
from handover.stack.paths import cache_directory
from handover.stack.plan import local_plan
from handover.stack.preflight import check_room
from handover.stack.progress import fetch_jars
from handover.stack.stack import start_stack

_stderr = Console(stderr=True, highlight=False)
_WIDTH = 110
"""Where the account goes to a file or a pipe, its tables are as wide as this."""


def demo() -> None:
    """Runs the main job on the sample leads: stack, deliveries, verdicts, owners, alerts, audit.

    Exits with 0 only if the audit holds.
    """
    console = Console(highlight=False, width=None if Console().is_terminal else _WIDTH)
    with tempfile.TemporaryDirectory(prefix="handover-demo-", ignore_cleanup_errors=True) as folder:
        receiver = Receiver()
        plan = receiver.known_to(with_demo_sources(local_plan(Path(folder))))
        cache = cache_directory()
        check_room(plan, cache)
        fetch_jars(cache)
        with (
            receiver,
            Status("starting Kafka, Valkey and the four services", console=_stderr) as status,
            start_stack(plan) as stack,
            Sender(stack) as sender,
            Watcher(stack.bootstrap_servers) as watcher,
        ):
            sent = play(sender, watcher, receiver, status.update)
            status.stop()
            for part in told(watcher, sent, receiver):
                console.print(part)
            report = audit.run(stack.bootstrap_servers, timedelta(seconds=1), timedelta(seconds=5))
            status.update("stopping")
            status.start()
    console.rule("handover audit: one verdict, one owner, one alert, proved from the topics alone")
    show(report, console)
    raise typer.Exit(0 if report.holds else 1)
