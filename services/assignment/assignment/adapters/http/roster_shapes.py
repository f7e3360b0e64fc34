"""What the HTTP side of reps and teams is asked and answers with."""

from datetime import date
from typing import Annotated, Self

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from assignment.adapters.absences import absence_id
from assignment.adapters.policy_steps import Name
from assignment.adapters.roster_file import FIRST_DAY, LAST_DAY, AbsencePart
from lead_contracts.base import Instant
from lead_contracts.events.rep_changed import Absence

TeamId = Annotated[Name, Path()]
AbsenceId = Annotated[str, Path(pattern=r"^\d{8}T\d{6}Z-\d{8}T\d{6}Z$", description="Its ends, as listed.")]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]


class AbsenceIn(BaseModel):
    """Whole days of the rep's own calendar (``from`` and ``to``, the last one included), or two instants."""

    model_config = ConfigDict(extra="forbid")

    first: Day | None = Field(default=None, alias="from")
    last: Day | None = Field(default=None, alias="to")
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    reason_code: str | None = Field(default=None, max_length=60)

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        days, instants = (self.first, self.last), (self.starts_at, self.ends_at)
        if (None in days) == (None in instants) or (any(days) and any(instants)):
            raise ValueError("either from and to, or starts_at and ends_at")
        if self.first and self.last and self.last < self.first:
            raise ValueError("an absence must not end before it begins")
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValueError("an absence must not end before it begins")
        return self

    def in_zone(self, time_zone: str) -> Absence:
        """As a stretch of time, where the rep is."""
        if self.starts_at and self.ends_at:
            return Absence(starts_at=self.starts_at, ends_at=self.ends_at, reason_code=self.reason_code)
        part = AbsencePart.model_validate({"from": self.first, "to": self.last, "reason": self.reason_code})
        return part.in_zone(time_zone)


class AbsenceOut(BaseModel):
    """An absence, by the name under which it can be taken out again."""

    absence_id: str
    starts_at: Instant
    ends_at: Instant
    reason_code: str | None


class AbsencesOut(BaseModel):
    """The absences of a rep, in order."""

    items: list[AbsenceOut]


class CalendarOut(BaseModel):
    """What was taken from a calendar. ``ignored``: events by why; ``complete_until``: there is more from then on."""

    rep_id: str
    absences: int
    ignored: dict[str, int]
    complete_until: Instant | None


class TeamsOut(BaseModel):
    """All teams, by id; members as in ``team.changed``."""

    items: list[dict[str, JsonValue]]


def absence_out(absence: Absence) -> AbsenceOut:
    """As it is shown."""
    return AbsenceOut(absence_id=absence_id(absence), **absence.model_dump())
