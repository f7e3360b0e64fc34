"""What the HTTP side is asked and answers with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal, Self, cast

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from assignment.adapters.absences import MOST_ABSENCES
from assignment.adapters.http.around import CallingOut, CompanyOut, MaterialOut
from assignment.adapters.roster_file import RepId as RepIdText
from assignment.application.leaving import REP_LEFT
from assignment.application.linked import Links
from assignment.application.timeout import ACCEPT_TIMEOUT
from assignment.application.views import LeadView, Members, RequestView, StoryLine
from assignment.domain.lead import HANDOVER
from lead_contracts.events.rep_changed import Absence
from lead_contracts.values import JsonObject, Outcome, RepRole, Stage

LeadId = Annotated[str, Path(max_length=512)]
RequestId = Annotated[str, Path(max_length=512)]
RepId = Annotated[RepIdText, Path()]
Limit = Annotated[int, Query(ge=1, le=500, description="Leads of one answer.")]
Word = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A word, not what somebody would write: events keep it for a year, and people write of people."""
Named = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


OUR_REASONS: Final = frozenset({ACCEPT_TIMEOUT, HANDOVER, REP_LEFT, "closed"})
"""Why assignment itself takes a lead from somebody; readers tell a timeout from a change of mind by them."""


class RequestIn(_Asked):
    """A request about a lead. ``close`` needs an outcome; ``reassign`` is for managers, ``to_rep_id`` is its target.

    ``cycle`` and ``assignment_id`` make sure that it is still the same: otherwise it is refused as too late.
    """

    type: Literal["accept", "decline", "release", "close", "reassign"]
    cycle: int | None = Field(default=None, ge=1)
    assignment_id: Word | None = None
    to_rep_id: RepIdText | None = None
    reason_code: Code | None = None
    outcome: Outcome | None = None
    value: float | None = Field(default=None, allow_inf_nan=False)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        if (self.type == "close") != (self.outcome is not None):
            raise ValueError("outcome belongs to close, and is required there")
        if self.type != "reassign" and self.to_rep_id is not None:
            raise ValueError("to_rep_id belongs to reassign")
        if self.reason_code in OUR_REASONS:
            raise ValueError(
                f"reason_code must not be one of {', '.join(sorted(OUR_REASONS))}: these say what nobody asked for"
            )
        return self


class RequestOut(BaseModel):
    """A request: decided in the order of the log, its answer is at ``GET /v1/requests/{request_id}``."""

    model_config = ConfigDict(from_attributes=True)

    request_id: str
    kind: str
    lead_id: str | None
    status: Literal["pending", "done", "refused"]
    reason_code: str | None = None

    @classmethod
    def of(cls, view: RequestView) -> Self:
        """As shown."""
        return cls.model_validate(view)


class ContactOut(BaseModel):
    """How to reach the person."""

    model_config = ConfigDict(from_attributes=True)

    email: str | None
    phone: str | None
    first_name: str | None
    last_name: str | None
    message: str | None


class LeadOut(BaseModel):
    """A lead: where it stands, who has it, what it is worth, how to go about it. ``contact``: for who has it, and managers.

    ``accept_by``: not accepted until then it goes to the next; ``handover``: its holder keeps it until somebody closes it.
    """

    lead_id: str
    cycle: int | None
    standing: Literal["waiting", "assigned", "accepted", "given_up", "closed"] | None
    rep_id: str | None
    assignment_id: str | None
    since: datetime | None
    reason_code: str | None
    retry_at: datetime | None
    motion: str | None
    score: int | None
    grade: str | None
    priority: int | None
    outcome: str | None
    reasons: list[dict[str, JsonValue]]
    open_questions: list[str]
    team: str | None
    stage: str | None
    accept_by: datetime | None
    handover: dict[str, JsonValue] | None
    facts: dict[str, JsonValue]
    company: CompanyOut
    contact: ContactOut | None
    suggested_approach: str | None
    calling: CallingOut | None
    materials: list[MaterialOut]

    @classmethod
    def of(
        cls, view: LeadView, *, with_contact: bool, calling: CallingOut | None, materials: Sequence[MaterialOut]
    ) -> Self:
        """As shown."""
        owner, worth = view.ownership, view.worth
        return cls.model_validate(
            {
                **dict.fromkeys(cls.model_fields),
                "reasons": [],
                "open_questions": [],
                "facts": {},
                **_taken(owner, "cycle", "assignment_id", "since", "reason_code", "retry_at"),
                **_taken(owner, "team", "stage", "accept_by", "handover"),
                **_taken(
                    worth, "motion", "score", "grade", "priority", "outcome", "reasons", "open_questions", "facts"
                ),
                "lead_id": view.lead_id,
                "standing": view.standing,
                "rep_id": view.holder,
                "company": CompanyOut.of(worth.facts if worth else {}),
                "contact": view.contact if with_contact else None,
                "suggested_approach": worth.facts.get("suggested_approach") if worth else None,
                "calling": calling,
                "materials": list(materials),
            }
        )


class InboxOut(BaseModel):
    """The leads that a rep has, newest first."""

    items: list[LeadOut]


class StoryLineOut(BaseModel):
    """Something that happened: the event's name, its id, and what it said in short; ``lead_id``: under which id."""

    at: datetime
    event: str
    id: str
    lead_id: str
    in_words: str
    members: dict[str, JsonValue]


class StoryOut(LeadOut):
    """A lead and all that happened to it, oldest first, also under the ids of leads that are the same person.

    ``stands_for``: the lead that it turned out to be, the nearest first; ``also``: the leads that turned out to be it.
    """

    stands_for: list[str]
    also: list[str]
    story: list[StoryLineOut]

    @classmethod
    def told(
        cls,
        lead: LeadOut,
        links: Links,
        stories: Mapping[str, Sequence[StoryLine]],
        in_words: Callable[[StoryLine], str],
    ) -> Self:
        """As shown. ``stories``: by lead id."""
        lines = [
            StoryLineOut(
                at=line.at,
                event=line.event,
                id=line.id,
                lead_id=lead_id,
                in_words=in_words(line),
                members=_json(line.members),
            )
            for lead_id, story in stories.items()
            for line in story
        ]
        lines.sort(key=lambda line: line.at)
        shown = {"stands_for": list(links.stands_for), "also": list(links.aliases), "story": lines}
        return cls.model_validate({**lead.model_dump(), **shown})


class DecisionOut(BaseModel):
    """Why a lead has its owner, or none: in words, and the frozen record that they say."""

    lead_id: str
    cycle: int
    rep_id: str | None
    decided_at: datetime
    in_words: list[str]
    decision: dict[str, JsonValue] | None


class RepIn(_Asked):
    """A rep, whole: members that are left out get their defaults. Times as in ``rep.changed``."""

    name: str = Field(min_length=1, max_length=200)
    role: RepRole
    pool: Named = "default"
    team: Named = "default"
    active: bool = True
    stages: tuple[Stage, ...] = ("opener", "closer")
    skills: tuple[Word, ...] = ()
    languages: tuple[Word, ...] = ()
    territories: tuple[Word, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=1000, allow_inf_nan=False)
    max_open: int | None = Field(default=None, ge=0)
    max_per_day: int | None = Field(default=None, ge=0)
    time_zone: Word = "UTC"
    hours: dict[Word, tuple[Word, ...]] = Field(default_factory=dict)
    absences: tuple[Absence, ...] = Field(default=(), max_length=MOST_ABSENCES)
    accounts: tuple[Word, ...] = ()
    notify: JsonObject = Field(default_factory=dict)
    holidays: Word | None = None
    left: bool | None = None


class RepsOut(BaseModel):
    """All reps, by id; members as in ``rep.changed``."""

    items: list[dict[str, JsonValue]]


def _json(members: Members) -> dict[str, JsonValue]:
    return cast("dict[str, JsonValue]", members)


def _taken(view: object, *names: str) -> Members:
    return {name: getattr(view, name) for name in names} if view is not None else {}
