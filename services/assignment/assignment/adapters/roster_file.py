"""Reps as they are written in YAML, checked as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, field_validator, model_validator

from assignment.adapters.policy_steps import Name
from assignment.adapters.translate import UnusableRep, shift_of, zone_of
from lead_contracts.events import RepChanged
from lead_contracts.events.rep_changed import Absence
from lead_contracts.values import JsonObject, RepRole, Stage
from lead_runtime.config import ConfigModel

RepId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
"""Names the rep in events, in API keys and in addresses; never reused for somebody else."""


class AbsencePart(ConfigModel):
    """Whole days of the rep's own calendar, the last one included."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    reason: str | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("an absence must not end before it begins")
        return self

    def in_zone(self, time_zone: str) -> Absence:
        """The same as a stretch of time."""
        zone, after = ZoneInfo(time_zone), self.last + timedelta(days=1)
        starts, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (self.first, after))
        return Absence(starts_at=starts, ends_at=ends, reason_code=self.reason)


class RepPart(ConfigModel):
    """A rep. Members as in ``rep.changed``; see the comments of ``deploy/config/reps.yaml``."""

    name: str = Field(min_length=1)
    role: RepRole
    team: Name = "default"
    pool: Name = "default"
    active: bool = True
    stages: tuple[Stage, ...] = ("opener", "closer")
    weight: float = Field(default=1.0, gt=0, le=1000, allow_inf_nan=False)
    max_open: int | None = Field(default=None, ge=0)
    max_per_day: int | None = Field(default=None, ge=0)
    time_zone: str = "UTC"
    hours: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    absences: tuple[AbsencePart, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    notify: JsonObject = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        with _as_value_error():
            return zone_of(name)

    @field_validator("hours")
    @classmethod
    def _spans_can_be_read(cls, hours: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        with _as_value_error():
            for day, spans in hours.items():
                for span in spans:
                    shift_of(day, span)
        return hours


class RosterFile(ConfigModel):
    """The reps by their ids."""

    reps: dict[RepId, RepPart]


def rep_changed(rep_id: str, part: RepPart) -> RepChanged:
    """The event that says so."""
    absences = tuple(absence.in_zone(part.time_zone) for absence in part.absences)
    return RepChanged(rep_id=rep_id, absences=absences, **part.model_dump(exclude={"absences"}))


@contextmanager
def _as_value_error() -> Iterator[None]:
    """What pydantic takes for a mistake in the file."""
    try:
        yield
    except UnusableRep as error:
        raise ValueError(str(error)) from None
