"""What the HTTP side answers with, and what it asks for in all its paths. No personal data."""

from datetime import datetime
from typing import Annotated, Literal, Self, TypeAlias

from fastapi import Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from lead_contracts.values import Motion
from lead_runtime.http.auth import Principal, require
from lead_runtime.http.problems import Problem, invalid, unavailable
from sla_monitor.application.ports import BoardAway, UnknownCursor
from sla_monitor.application.views import AlertView, Said

Watching: TypeAlias = Annotated[Principal, Depends(require("ops", "manager"))]
"""Whoever may see clocks and alerts; admin always may."""
AlertId = Annotated[str, Path(max_length=512)]
Limit = Annotated[int, Query(ge=1, le=500, description="Items of one page.")]
Cursor = Annotated[str | None, Query(max_length=600, description="From the page before.")]
MotionFilter = Annotated[Motion | None, Query()]
Name = Annotated[str | None, Query(max_length=512)]
Instant = Annotated[AwareDatetime | None, Query(description="RFC 3339, with a zone.")]


class ClockOut(BaseModel):
    """A clock that somebody still has to stop. ``verdict``: whether qualification has confirmed the cycle."""

    model_config = ConfigDict(from_attributes=True)

    lead_id: str
    cycle: int
    clock: str
    started_at: datetime
    due_at: datetime
    rung: Literal["none", "warned", "breached"]
    policy: str
    version: int
    verdict: bool
    motion: Motion | None
    rep_id: str | None
    team: str | None


class ClocksOut(BaseModel):
    """Soonest deadline first. ``cursor`` asks for the next page; null: this is the last."""

    items: list[ClockOut]
    cursor: str | None


class SaidOut(BaseModel):
    """An event that the monitor wrote: its name (``sla.breached``) and its members."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    type: str
    at: datetime
    lead_id: str | None
    data: dict[str, JsonValue]


class AlertOut(SaidOut):
    """The same, and what became of it."""

    withdrawn_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    snoozed_until: datetime | None

    @classmethod
    def of(cls, view: AlertView) -> Self:
        """As shown."""
        marks = {name: getattr(view, name) for name in AlertView.__slots__ if name != "said"}
        return cls.model_validate({**said_out(view.said).model_dump(), **marks})


class AlertsOut(BaseModel):
    """Newest first. ``cursor`` asks for the next page; null: this is the last."""

    items: list[AlertOut]
    cursor: str | None


class MotionTimes(BaseModel):
    """``within``: share of all promises that were answered in 5 minutes, 1 hour, 24 hours; percentiles in seconds."""

    model_config = ConfigDict(from_attributes=True)

    motion: str
    met: int = Field(ge=0)
    breached: int = Field(ge=0)
    within: dict[str, float]
    p50: float | None
    p95: float | None
    p99: float | None


class ResponseTimesOut(BaseModel):
    """The motions apart. ``complete``: whether everything in the span was looked at."""

    since: datetime
    until: datetime
    complete: bool
    motions: list[MotionTimes]


def said_out(said: Said) -> SaidOut:
    """As shown."""
    return SaidOut.model_validate(said)


def board_problem(error: BoardAway | UnknownCursor) -> Problem:
    """What to answer where the board could not."""
    if isinstance(error, UnknownCursor):
        return invalid("query.cursor", "a cursor from the page before was expected")
    return unavailable(f"The read model is {error}; no clock and no alert is lost by that.")
