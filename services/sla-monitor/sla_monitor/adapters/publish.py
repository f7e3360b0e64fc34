"""Publishing a policy: from its file to the ``config.published`` event."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from lead_contracts.events import ConfigPublished
from lead_runtime.config import load_yaml
from sla_monitor.adapters.policy_file import PolicyFile

KIND: Final = "sla"


def check_policy(path: Path) -> PolicyFile:
    """Reads a policy file. Raises ConfigError with file, line, key and what was expected."""
    return load_yaml(path, PolicyFile)


def published_policy(
    path: Path,
    now: datetime,
    by: str,
    published: Iterable[ConfigPublished] = (),
    effective_from: datetime | None = None,
) -> ConfigPublished:
    """The event that publishes the file as the next version of its name.

    ``published``: all that ``config.versions`` holds; where its newest version says the same, that event again.
    ``effective_from``: the instant (UTC) from which new clocks run by it, default ``now``. Raises ConfigError.
    """
    file = check_policy(path)
    content = file.model_dump(mode="json")
    versions = [event for event in published if (event.kind, event.name) == (KIND, file.name)]
    newest = max(versions, key=lambda event: event.version, default=None)
    if newest is not None and newest.content == content:
        return newest
    return ConfigPublished(
        kind=KIND,
        name=file.name,
        version=newest.version + 1 if newest else 1,
        effective_from=effective_from or now,
        content=content,
        published_by=by,
        published_at=now,
    )
