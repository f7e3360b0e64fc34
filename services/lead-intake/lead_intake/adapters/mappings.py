"""Mappings of sources as YAML, one file for each: ``SOURCE.yaml``; what is wrong is said with file, line and key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from lead_intake.adapters.sources import ADAPTERS
from lead_intake.adapters.sources.mapping import BadPath, SourceMapping, is_member, steps_of
from lead_intake.adapters.sources.recognise import MEMBERS
from lead_intake.domain.delivery import Channel, Motion
from lead_intake.domain.parsed import Disposition
from lead_runtime.config import ConfigError, ConfigModel, Mistake, load_yaml

GENERIC: Final = "generic"
_SLUG: Final = r"^[a-z0-9][a-z0-9-]{0,63}$"
_MOST = 500


def _a_path(value: str) -> str:
    try:
        steps_of(value)
    except BadPath as error:
        raise PydanticCustomError("path", "{problem}", {"problem": str(error)}) from None
    return value


def _a_member(value: str) -> str:
    if not is_member(value):
        known = ", ".join(MEMBERS)
        raise PydanticCustomError(
            "member", "not a member of a lead: {known}, attributes.NAME or ignore", {"known": known}
        )
    return value


def _an_adapter(value: str) -> str:
    if value not in ADAPTERS:
        raise PydanticCustomError("adapter", "not one of {known}", {"known": ", ".join(sorted(ADAPTERS))})
    return value


PathText: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_a_path)]
Member: TypeAlias = Annotated[str, AfterValidator(_a_member)]
Word: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Kept: TypeAlias = Literal["accept", "accept_test", "update_only", "suppress", "needs_enrichment", "ignore"]


class MappingFile(ConfigModel):
    """One file; see ``deploy/config/sources/example-fair.yaml``, which explains each key."""

    adapter: Annotated[str, AfterValidator(_an_adapter)] | None = None
    motion: Motion | None = None
    channel: Channel | None = None
    leads: PathText | None = None
    fields: dict[PathText, Member] = Field(default_factory=dict, max_length=_MOST)
    constants: dict[Member, str | bool | int] = Field(default_factory=dict, max_length=_MOST)
    event: PathText | None = None
    dispositions: dict[Word, Kept] = Field(default_factory=dict, max_length=_MOST)
    rest: Literal["recognise", "ignore"] = "recognise"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        twice = sorted(set(self.fields.values()) & set(self.constants) - {"ignore"})
        if twice:
            raise PydanticCustomError("twice", "{member} is given by a path and by a constant", {"member": twice[0]})
        if self.adapter not in (None, GENERIC) and self.reads:
            raise PydanticCustomError(
                "reads", "leads, fields, constants, event and dispositions need the adapter generic"
            )
        return self

    @property
    def reads(self) -> bool:
        """Whether it says how bodies are read."""
        return bool(self.leads or self.fields or self.constants or self.event or self.dispositions)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a file settles of its source; ``path`` is for messages."""

    path: Path
    adapter: str | None
    motion: Motion | None
    channel: Channel | None
    mapping: SourceMapping | None


def load_mappings(directory: Path) -> dict[str, Settled]:
    """All files of the directory by the name of their source; none where it does not exist. Raises ConfigError."""
    return {path.stem: load_mapping(path) for path in sorted(directory.glob("*.yaml"))}


def load_mapping(path: Path) -> Settled:
    """One file. Raises ConfigError, with every mistake in it."""
    if not re.fullmatch(_SLUG, path.stem):
        raise ConfigError(path, [Mistake(1, "", "the file is called like its source: lower case, digits and hyphens")])
    said = load_yaml(path, MappingFile)
    return Settled(path, said.adapter, said.motion, said.channel, _mapping(said) if said.reads else None)


def _mapping(said: MappingFile) -> SourceMapping:
    dispositions: Mapping[str, Disposition] = {word: Disposition(one) for word, one in said.dispositions.items()}
    return SourceMapping(said.fields, said.constants, said.leads, said.event, dispositions, said.rest)
