"""From a CloudEvent type to the model that reads it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lead_contracts.base import TYPE_PREFIX, Event
from lead_contracts.errors import UnknownEventType, UnsupportedVersion
from lead_contracts.events import ALL


class Registry(Mapping[str, type[Event]]):
    """All contracts by type, for example ``com.leadhandover.lead.received.v1``."""

    def __init__(self, events: Iterable[type[Event]]) -> None:
        self._by_type: dict[str, type[Event]] = {}
        for event in events:
            if self._by_type.setdefault(event.type(), event) is not event:
                raise ValueError(f"two models for {event.type()}")
        self._names = {event.NAME for event in self._by_type.values()}

    def __getitem__(self, event_type: str) -> type[Event]:
        """The model. Raises UnsupportedVersion for another version of a known name, else UnknownEventType."""
        model = self._by_type.get(event_type)
        if model is None:
            raise self._why_not(event_type)
        return model

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_type)

    def __len__(self) -> int:
        return len(self._by_type)

    def _why_not(self, event_type: str) -> UnknownEventType | UnsupportedVersion:
        name, _, version = event_type.removeprefix(TYPE_PREFIX).rpartition(".v")
        known = event_type.startswith(TYPE_PREFIX) and name in self._names and version.isdecimal()
        return UnsupportedVersion(event_type) if known else UnknownEventType(event_type)


REGISTRY: Final = Registry(ALL)
"""What this release reads and writes."""
