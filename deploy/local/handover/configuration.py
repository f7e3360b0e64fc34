"""What lies in ``deploy/config``, published: rules and policies on config.versions, reps and teams on sales.reps."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assignment.adapters.publish import published_roster, published_routing
from handover.broker import reaching
from handover.errors import HandoverError
from handover.publishing import publish as publish_new
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, RepChanged, TeamChanged
from lead_contracts.topics import CONFIG_VERSIONS, SALES_REPS
from lead_runtime.config import ConfigError
from qualification.adapters.publish import published_rules
from sla_monitor.adapters.publish import published_policy

BY = "handover"
"""Who publishes at a start: what somebody has published since, from another file, is not set back."""


def publish(bootstrap_servers: str, config_dir: Path) -> int:
    """Publishes what has changed in the files since the last start; the number of events written.

    Raises HandoverError for a faulty file, and where Kafka fails.
    """
    try:
        with reaching(bootstrap_servers):
            events = publish_new(
                bootstrap_servers,
                lambda known: unpublished(config_dir, datetime.now(UTC), known),
                (CONFIG_VERSIONS, SALES_REPS),
            )
    except ConfigError as error:
        raise HandoverError(str(error), "Mend the file; nothing was published.") from error
    return len(events)


def rep_ids(config_dir: Path) -> tuple[str, ...]:
    """The reps of ``config_dir``. Raises HandoverError for a faulty file, whichever it is, before anything has started."""
    try:
        everything = tuple(unpublished(config_dir, datetime.now(UTC), ()))
    except ConfigError as error:
        raise HandoverError(str(error), "Mend the file; nothing was started.") from error
    return tuple(event.rep_id for event in everything if isinstance(event, RepChanged))


def unpublished(config_dir: Path, now: datetime, known: Sequence[Event]) -> Iterator[Event]:
    """What the files say and the topics do not, given all that lies on these. Raises ConfigError."""
    versions = [event for event in known if isinstance(event, ConfigPublished)]
    candidates = (
        *published_rules(sorted((config_dir / "rules").glob("*.yaml")), now, BY, versions),
        published_routing(config_dir / "routing.yaml", now, BY, versions),
        published_policy(config_dir / "sla.yaml", now, BY, versions),
    )
    yield from (event for event in candidates if event not in versions and not _unchanged(event, versions))
    # The newest event of a rep or team is the truth: one that an API has changed since is not set back by a restart.
    there = {event.key() for event in known if isinstance(event, RepChanged | TeamChanged)}
    yield from (event for event in published_roster(config_dir / "reps.yaml") if event.key() not in there)


def _unchanged(event: ConfigPublished, versions: Sequence[ConfigPublished]) -> bool:
    """Whether the file says what it said at the last start that published it, or what the newest version of it says."""
    there = [one for one in versions if (one.kind, one.name) == (event.kind, event.name)]
    ours = [one for one in there if one.published_by == BY]
    newest = (max(found, key=lambda one: one.version) for found in (there, ours) if found)
    return any(one.content == event.content for one in newest)
