"""A sales rep as they are now."""

from typing import Annotated, ClassVar

from pydantic import Field

from lead_contracts.base import Event, Instant
from lead_contracts.topics import SALES_REPS
from lead_contracts.values import Id, JsonObject, RepRole, Stage, Value


class Absence(Value):
    """A stretch of time in which the rep gets no leads."""

    starts_at: Instant
    ends_at: Instant
    reason_code: str | None = None


class RepChanged(Event):
    """The whole of a rep; the newest record of a key is the truth, a tombstone removes the rep."""

    NAME: ClassVar[str] = "rep.changed"
    TOPIC: ClassVar[str] = SALES_REPS
    KEY: ClassVar[str] = "rep_id"

    rep_id: Id
    pool: Id = "default"
    """The reps who share capacity with this one."""
    name: str
    role: RepRole
    stages: tuple[Stage, ...] = ("opener", "closer")
    team: Id = "default"
    active: bool = True
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    """ISO 639-1."""
    territories: tuple[str, ...] = ()
    """``DE`` (ISO 3166 alpha-2), ``DE-BY`` (ISO 3166-2), ``DE:80`` (postal codes that begin so), ``DE:80-85`` (a span of
    such beginnings), or a name of the routing policy; none: everywhere."""
    weight: Annotated[float, Field(gt=0)] = 1.0
    """The share of turns relative to the others."""
    max_open: Annotated[int, Field(ge=0)] | None = None
    max_per_day: Annotated[int, Field(ge=0)] | None = None
    time_zone: Id = "UTC"
    """IANA name."""
    hours: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """``{"mon": ["09:00-12:30", "13:30-18:00"]}`` in ``time_zone``; a span like ``22:00-06:00`` ends on the next day; none: always."""
    absences: tuple[Absence, ...] = ()
    accounts: tuple[str, ...] = ()
    """Domains of the companies that are this rep's."""
    notify: JsonObject = Field(default_factory=dict)
    """Where messages go: ``{"email": …, "slack": …}``."""
    holidays: Id | None = None
    """The public holidays on which the rep does not work: ``DE``, or ``DE-BY`` for those of a region."""
    left: bool | None = None
    """True: gone for good: gets nothing, and what is open moves on. (Not ``active`` alone: paused, keeps what is open.)"""
