"""Publishing reps and routing policies: from their files to events."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from assignment.adapters.policy import KIND, RoutingFile
from assignment.adapters.roster_file import RosterFile, rep_changed, team_changed
from lead_contracts.events import ConfigPublished, RepChanged, TeamChanged
from lead_runtime.config import load_yaml


def published_roster(path: Path) -> tuple[TeamChanged | RepChanged, ...]:
    """The teams and reps of a file, each as the event for ``sales.reps``. Raises ConfigError with file, line and key."""
    roster = load_yaml(path, RosterFile)
    teams = (team_changed(team_id, part) for team_id, part in roster.teams.items())
    reps = (rep_changed(rep_id, part.within(roster.teams.get(part.team))) for rep_id, part in roster.reps.items())
    return (*teams, *reps)


def published_reps(path: Path) -> tuple[RepChanged, ...]:
    """Only the reps of it."""
    return tuple(event for event in published_roster(path) if isinstance(event, RepChanged))


def check_routing(path: Path) -> RoutingFile:
    """Reads a routing policy. Raises ConfigError with file, line and key."""
    return load_yaml(path, RoutingFile)


def published_routing(
    path: Path,
    now: datetime,
    by: str,
    published: Iterable[ConfigPublished] = (),
    effective_from: datetime | None = None,
) -> ConfigPublished:
    """The event that publishes the file as the next version of its name.

    ``published``: all that ``config.versions`` holds; where its newest version says the same, that event again.
    ``effective_from``: the instant (UTC) from which leads are routed by it, default ``now``. Raises ConfigError.
    """
    file = check_routing(path)
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
