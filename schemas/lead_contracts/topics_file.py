"""Reads ``topics.yaml``."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from lead_contracts.base import TYPE_PREFIX
from lead_contracts.topics import PARTITIONS, TopicSpec

_RETENTION: Final = re.compile(r"(\d+)d|forever")
_DAY_MS: Final = 86_400_000


def _retention(text: str) -> str:
    if not _RETENTION.fullmatch(text):
        raise ValueError("must be forever or a number of days, for example 30d")
    return text


class _Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    key: str
    partitions: int = PARTITIONS
    cleanup: Literal["delete", "compact"] = "delete"
    retention: Annotated[str, AfterValidator(_retention)]
    writers: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    config: dict[str, str | int] = {}

    def spec(self, name: str, owner: str | None = None) -> TopicSpec:
        days = _RETENTION.fullmatch(self.retention)
        kept = int(days[1]) * _DAY_MS if days and days[1] else None
        fixed = {"cleanup.policy": self.cleanup, "retention.ms": str(-1 if kept is None else kept)}
        return TopicSpec(
            name=name,
            about=self.about,
            key=self.key,
            partitions=self.partitions,
            cleanup=self.cleanup,
            retention_ms=kept,
            writers=(owner,) if owner else self.writers,
            readers=(owner,) if owner else self.readers,
            events=tuple(f"{TYPE_PREFIX}{event}" for event in self.events),
            config=fixed | {setting: str(value) for setting, value in self.config.items()},
        )


class TopicsFile(BaseModel):
    """The file as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: tuple[str, ...]
    parties: dict[str, str]
    topics: dict[str, _Topic]
    group_topics: dict[str, _Topic]

    def specs(self) -> Iterator[TopicSpec]:
        """The topics by name, then those of each group."""
        for name, topic in self.topics.items():
            yield topic.spec(name)
        for group in self.groups:
            for suffix, topic in self.group_topics.items():
                yield topic.spec(f"{group}.{suffix}", owner=group)


def parse(path: Path) -> TopicsFile:
    """The file, checked. Raises FileNotFoundError, and ValueError naming line or key."""
    try:
        return TopicsFile.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = ["{}: {}".format(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise ValueError(f"{path.name}: {'; '.join(wrong)}") from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: {getattr(error, 'problem', '')}" if mark else str(error)
        raise ValueError(f"{path.name}: {where}") from None


def read(path: Path) -> tuple[TopicSpec, ...]:
    """All topics of the file. Raises as ``parse``."""
    return tuple(parse(path).specs())
