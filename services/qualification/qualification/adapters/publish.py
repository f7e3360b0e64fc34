"""Publishing rule sets: from files to ``config.published`` events."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from lead_contracts.events import ConfigPublished
from lead_runtime.config import load_yaml
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.adapters.rules.published import KIND


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
    """The events that publish the files, each the next version of its name; none for a file that is the newest already.

    ``published``: all that ``config.versions`` holds. ``effective_from``: the instant (UTC) from which they decide,
    default ``now``. Rolling back is publishing an older content again, as a new version.
    """
    newest: dict[str, ConfigPublished] = {}
    for event in published:
        if event.kind == KIND and (event.name not in newest or newest[event.name].version < event.version):
            newest[event.name] = event
    events = []
    for file in check_rules(paths):
        content, last = file.model_dump(mode="json", by_alias=True), newest.get(file.name)
        if last is not None and last.content == content:
            continue
        newest[file.name] = ConfigPublished(
            kind=KIND,
            name=file.name,
            version=last.version + 1 if last else 1,
            effective_from=effective_from or now,
            content=content,
            published_by=by,
            published_at=now,
        )
        events.append(newest[file.name])
    return tuple(events)
