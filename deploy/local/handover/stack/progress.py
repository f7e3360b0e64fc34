"""Shows on stderr what a start is doing."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn
from rich.status import Status

from handover.stack import control
from handover.stack.jars import class_path, missing_bytes
from handover.stack.paths import cache_directory
from handover.stack.plan import Plan
from handover.stack.state import StackState

_stderr = Console(stderr=True, highlight=False)


def fetch_jars(cache: Path | None = None) -> None:
    """Brings Kafka's jars into the cache with a progress bar; does nothing where they are there. Raises HandoverError."""
    cache = cache or cache_directory()
    total = missing_bytes(cache)
    columns = (TextColumn("fetching Kafka's jars"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_stderr, disable=not total) as progress:
        task = progress.add_task("jars", total=total)
        class_path(cache, progress=lambda jar: progress.advance(task, jar.size))


def launch(plan: Plan) -> StackState:
    """Starts the plan detached, step by step before the eyes. Raises HandoverError."""
    with Status("starting", console=_stderr) as shown:

        def prepare(cache: Path) -> None:
            shown.stop()
            fetch_jars(cache)
            shown.start()

        return control.launch(plan, prepare, lambda state: shown.update(state.step or "starting"))
