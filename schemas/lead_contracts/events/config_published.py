"""A published rule set, routing policy or SLA policy."""

from typing import ClassVar

from lead_contracts.base import Event, Instant
from lead_contracts.topics import CONFIG_VERSIONS
from lead_contracts.values import ConfigKind, Count, Id, JsonObject


class ConfigPublished(Event):
    """One immutable version, kept for ever under its own key."""

    NAME: ClassVar[str] = "config.published"
    TOPIC: ClassVar[str] = CONFIG_VERSIONS

    kind: ConfigKind
    name: Id
    version: Count
    effective_from: Instant
    content: JsonObject
    published_by: str
    published_at: Instant

    def key(self) -> str:
        """``kind/name/version``, so that compaction keeps every version."""
        return f"{self.kind}/{self.name}/{self.version}"
