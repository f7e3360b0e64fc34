"""Reps and teams as they are written in YAML, checked as a whole."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from assignment.adapters.policy_steps import Name
from assignment.adapters.territories import territory_keys
from assignment.adapters.translate import UnusableRep, region_of, shift_of, zone_of
from lead_contracts.events import RepChanged, TeamChanged
from lead_contracts.events.rep_changed import Absence
from lead_contracts.values import JsonObject, RepRole, Stage
from lead_runtime.config import ConfigModel


def _zone(name: str) -> str:
    try:
        return zone_of(name)
    except UnusableRep as error:
        raise ValueError(error.problem) from None


def _region(name: str) -> str:
    try:
        return region_of(name)
    except UnusableRep as error:
        raise ValueError(error.problem) from None


def _span(text: str) -> str:
    try:
        shift_of("mon", text)
    except UnusableRep as error:
        raise ValueError(error.problem) from None
    return text


def _territory(text: str) -> str:
    list(territory_keys(text))
    return text


FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2200, 1, 1)
RepId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$")]
"""Names the rep in events, in API keys and in addresses; never reused for somebody else."""
Zone = Annotated[str, AfterValidator(_zone)]
"""The IANA name of a time zone."""
Region = Annotated[str, AfterValidator(_region)]
"""``DE``, or ``DE-BY``: whose public holidays are days off."""
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Span = Annotated[str, AfterValidator(_span)]
"""``09:00-12:30``; one that ends before it begins ends on the next day."""
Hours = dict[Weekday, tuple[Span, ...]]
Territory = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_territory)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""ISO 639-1."""
Skill = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Domain = Annotated[str, StringConstraints(to_lower=True, max_length=253, pattern=r"^[^\s/@:.]+(\.[^\s/@:.]+)+$")]
"""``example.com``: no scheme, no path."""


class AbsencePart(ConfigModel):
    """Whole days of the rep's own calendar, the last one included."""

    first: date = Field(alias="from", ge=FIRST_DAY, le=LAST_DAY)
    last: date = Field(alias="to", ge=FIRST_DAY, le=LAST_DAY)
    reason: str | None = Field(default=None, max_length=60)

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


class TeamPart(ConfigModel):
    """A team. ``time_zone``, ``hours`` and ``holidays`` are those of its reps, too, as far as they say nothing else."""

    name: str = Field(min_length=1, max_length=200)
    managers: tuple[RepId, ...] = ()
    time_zone: Zone | None = None
    hours: Hours = Field(default_factory=dict)
    holidays: Region | None = None
    notify: JsonObject = Field(default_factory=dict)


class RepPart(ConfigModel):
    """A rep. Members as in ``rep.changed``; see the comments of ``deploy/config/reps.yaml``."""

    name: str = Field(min_length=1, max_length=200)
    role: RepRole
    team: Name = "default"
    pool: Name = "default"
    active: bool = True
    left: bool | None = None
    stages: tuple[Stage, ...] = Field(default=("opener", "closer"), min_length=1)
    weight: float = Field(default=1.0, gt=0, le=1000, allow_inf_nan=False)
    max_open: int | None = Field(default=None, ge=0)
    max_per_day: int | None = Field(default=None, ge=0)
    time_zone: Zone = "UTC"
    hours: Hours = Field(default_factory=dict)
    holidays: Region | None = None
    absences: tuple[AbsencePart, ...] = ()
    skills: tuple[Skill, ...] = ()
    languages: tuple[Language, ...] = ()
    territories: tuple[Territory, ...] = ()
    accounts: tuple[Domain, ...] = ()
    notify: JsonObject = Field(default_factory=dict)

    def within(self, team: TeamPart | None) -> "RepPart":
        """The same with what the team says where the rep says nothing."""
        if team is None:
            return self
        said = {"time_zone": team.time_zone, "hours": team.hours, "holidays": team.holidays}
        return self.model_copy(
            update={name: value for name, value in said.items() if value and name not in self.model_fields_set}
        )


class RosterFile(ConfigModel):
    """Teams and reps by their ids. A file that names teams names those of all its reps."""

    teams: dict[Name, TeamPart] = Field(default_factory=dict)
    reps: dict[RepId, RepPart]

    @field_validator("reps")
    @classmethod
    def _teams_are_there(cls, reps: dict[str, RepPart], info: ValidationInfo) -> dict[str, RepPart]:
        teams = info.data.get("teams")
        unknown = [rep_id for rep_id, rep in reps.items() if teams and rep.team not in teams]
        if unknown:
            raise ValidationError.from_exception_data("reps", [_no_team(rep_id, reps[rep_id]) for rep_id in unknown])
        return reps


def rep_changed(rep_id: str, part: RepPart) -> RepChanged:
    """The event that says so."""
    absences = tuple(absence.in_zone(part.time_zone) for absence in part.absences)
    return RepChanged(rep_id=rep_id, absences=absences, **part.model_dump(exclude={"absences"}))


def team_changed(team_id: str, part: TeamPart) -> TeamChanged:
    """The event that says so."""
    return TeamChanged(team_id=team_id, **part.model_dump())


def _no_team(rep_id: str, rep: RepPart) -> InitErrorDetails:
    said = PydanticCustomError("no_team", "no team of that name is in this file")
    return InitErrorDetails(type=said, loc=(rep_id, "team"), input=rep.team)
