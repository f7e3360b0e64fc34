"""Publishing rule sets: from files to ``config.published`` events."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from lead_contracts.events import ConfigPublished
from lead_runtime.config import load_yaml
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.adapters.rules.published import KIND
from qualification.domain.touch import Motion


def check_rules(paths: Iterable[Path]) -> tuple[RuleFile, ...]:
    """Reads and compiles rule files. Raises what ``load_yaml`` raises: file, line, key and what was expected."""
    files = tuple(load_yaml(path, RuleFile) for path in paths)
    for file in files:
        compile_rules(file, version=1)
    return files


def published_rules(
    paths: Sequence[Path],
    now: datetime,
    by: str,
    published: Iterable[ConfigPublished] = (),
    effective_from: datetime | None = None,
) -> tuple[ConfigPublished, ...]:
    """The events that publish the files, each the next version of its name; none for a file that decides then already.

    ``published``: all that ``config.versions`` holds. ``effective_from``: the instant (UTC) from which they decide,
    default ``now``. Rolling back is publishing an older content again, as a new version.
    """
    known, begin = [event for event in published if event.kind == KIND], effective_from or now
    events = []
    for file in check_rules(paths):
        content = file.model_dump(mode="json", by_alias=True)
        decides = _deciding(known, file.motion, begin)
        if decides is not None and (decides.name, decides.content) == (file.name, content):
            continue
        event = ConfigPublished(
            kind=KIND,
            name=file.name,
            version=max((each.version for each in known if each.name == file.name), default=0) + 1,
            effective_from=begin,
            content=content,
            published_by=by,
            published_at=now,
        )
        known.append(event)
        events.append(event)
    return tuple(events)


def _deciding(published: Iterable[ConfigPublished], motion: Motion, at: datetime) -> ConfigPublished | None:
    """The one that decides about leads of the motion, by the order of RuleBook."""
    begun = (event for event in published if event.content.get("motion") == motion and event.effective_from <= at)
    return max(begun, key=lambda event: (event.effective_from, event.published_at, event.version), default=None)
