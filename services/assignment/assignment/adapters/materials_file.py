"""``deploy/config/materials.yaml``: decks, case studies, links that help with a lead, and for which leads each does."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import BeforeValidator, Field, HttpUrl

from lead_contracts.values import Motion, Stage
from lead_runtime.config import ConfigModel, load_yaml

NAME: Final = "materials.yaml"
MOST: Final = 12
"""Shown of a lead: nobody reads more."""


def _several(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


Sectors: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_several)]
Motions: TypeAlias = Annotated[tuple[Motion, ...], BeforeValidator(_several)]
Stages: TypeAlias = Annotated[tuple[Stage, ...], BeforeValidator(_several)]
Languages: TypeAlias = Annotated[tuple[str, ...], BeforeValidator(_several)]


class For(ConfigModel):
    """Which leads: what is not given fits all; what is not known of a lead fits nothing that is given."""

    sector: Sectors = ()
    motion: Motions = ()
    stage: Stages = ()
    language: Languages = ()

    def fit(self, lead: Mapping[str, str | None]) -> int | None:
        """How many conditions hold, or None where one does not."""
        wanted = [(lead.get(name), getattr(self, name)) for name in For.model_fields]
        given = [(value, allowed) for value, allowed in wanted if allowed]
        holds = all(value is not None and value.lower() in map(str.lower, allowed) for value, allowed in given)
        return len(given) if holds else None


class Material(ConfigModel):
    """Something to show or to read."""

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["deck", "case_study", "one_pager", "demo", "video", "script", "link"]
    url: HttpUrl
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    """What it is written in; ISO 639-1."""
    use: For = Field(default_factory=For, alias="for")


class MaterialsFile(ConfigModel):
    """The file. Which are shown of a lead is decided when it is read: a new deck is there for leads of yesterday, too."""

    materials: tuple[Material, ...] = ()

    def matching(self, lead: Mapping[str, str | None]) -> Sequence[Material]:
        """Those for the lead, the most particular first, then as in the file. ``lead``: by the names of ``For``."""
        fits = [(fit, material) for material in self.materials if (fit := material.use.fit(lead)) is not None]
        fits.sort(key=lambda found: -found[0])
        return [material for _, material in fits[:MOST]]


def load(config_dir: Path) -> MaterialsFile:
    """The file of the folder; without one nothing is said. Raises ConfigError that names file, line and key."""
    path = config_dir / NAME
    return load_yaml(path, MaterialsFile) if path.exists() else MaterialsFile()
