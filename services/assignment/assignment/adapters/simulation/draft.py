"""What is tried out: a routing policy, a roster, or both; from an instant on, instead of what ran then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assignment.adapters.policy import KIND, RoutingFile
from lead_contracts.base import Event
from lead_contracts.events import ConfigPublished, RepChanged
from lead_contracts.topics import CONFIG_VERSIONS

DRAFT: Final = "draft-"
"""Begins the name of a draft in the records of what it decides: no published version is meant."""


@dataclass(frozen=True, slots=True)
class Draft:
    """``since`` (UTC): from when on it decides; until then decides what decided then.

    ``policy`` and ``roster`` (all who are there): None: those of history.
    """

    since: datetime
    policy: RoutingFile | None = None
    roster: Sequence[RepChanged] | None = None


class Versions:
    """The routing policies of a history as the handlers see them. Implements ``api.Globals``."""

    def __init__(self, published: Iterable[ConfigPublished]) -> None:
        self._events: dict[str, Event] = {event.key(): event for event in published if event.kind == KIND}

    def get(self, topic: str, key: str) -> Event | None:
        """See Globals."""
        return self.items(topic).get(key)

    def items(self, topic: str) -> Mapping[str, Event]:
        """See Globals."""
        return self._events if topic == CONFIG_VERSIONS else {}

    def version(self, topic: str) -> int:
        """See Globals."""
        return 0


def versions(draft: Draft, published: Sequence[ConfigPublished]) -> Versions:
    """The published ones until the draft decides, and the draft."""
    if draft.policy is None:
        return Versions(published)
    before = [event for event in published if event.effective_from < draft.since]
    return Versions([*before, _event(draft.policy, draft.since)])


def is_what_ran(draft: Draft, published: Sequence[ConfigPublished], until: datetime) -> bool:
    """Whether the policy of the draft decided all the time already, and the roster is that of history."""
    if draft.roster is not None:
        return False
    if draft.policy is None:
        return True
    return all(policy == draft.policy.model_dump(mode="json") for policy in _ran(published, draft.since, until))


def _ran(published: Sequence[ConfigPublished], since: datetime, until: datetime) -> list[object]:
    """The contents of all that were in force between the instants, as this release reads them; None where none was."""
    ranked = sorted(
        (event for event in published if event.kind == KIND), key=lambda event: (event.effective_from, event.version)
    )
    first = [event for event in ranked if event.effective_from <= since][-1:]
    later = [event for event in ranked if since < event.effective_from <= until]
    read = [
        RoutingFile.model_validate({"name": event.name, **event.content}).model_dump(mode="json")
        for event in (*first, *later)
    ]
    return [*([] if first else [None]), *read]


def _event(policy: RoutingFile, since: datetime) -> ConfigPublished:
    return ConfigPublished.model_construct(
        kind=KIND,
        name=f"{DRAFT}{policy.name}"[:64],
        version=1,
        effective_from=since,
        content=policy.model_dump(mode="json", exclude={"name"}),
        published_by="simulation",
        published_at=since,
    )
