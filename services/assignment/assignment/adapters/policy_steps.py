"""The steps of a routing policy as they are written: each names its conditions and its candidates."""

from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from assignment.adapters.durations import Duration
from assignment.domain.conditions import When
from assignment.domain.lead import Motion, Stage
from assignment.domain.routing import ALWAYS, Criterion, Kind, OnReturn, Owner, Step
from lead_runtime.config import ConfigModel

KINDS: Final = ("owner", "accounts", "match", "team", "anybody", "queue")


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_several), Field(min_length=1)]
Countries = Annotated[tuple[Country, ...], BeforeValidator(_several), Field(min_length=1)]
Grades = Annotated[tuple[Annotated[str, StringConstraints(pattern=r"^[A-D]$")], ...], BeforeValidator(_several)]


class WhenPart(ConfigModel):
    """All that are given must hold; what is not known of a lead is not a match. Several values: one of them."""

    motion: Motion | None = None
    stage: Stage | None = None
    country: Countries | None = None
    grade: Grades | None = Field(default=None, min_length=1)
    min_score: int | None = Field(default=None, ge=0, le=100)
    min_priority: int | None = None
    source: Texts | None = None
    campaign: Texts | None = None
    sector: Texts | None = None
    facts: dict[Name, Texts] = Field(default_factory=dict)
    """Any other fact of the verdict, by its name."""

    def compiled(self) -> When:
        """The conditions as the domain wants them."""
        named = {"source": self.source, "campaign": self.campaign, "sector": self.sector}
        return When(
            motion=self.motion,
            stage=self.stage,
            countries=frozenset(self.country) if self.country else None,
            grades=frozenset(self.grade) if self.grade else None,
            min_score=self.min_score,
            min_priority=self.min_priority,
            facts=tuple(
                (name, frozenset(values)) for name, values in sorted({**self.facts, **named}.items()) if values
            ),
        )


class CandidatesPart(ConfigModel):
    """Who a step is about: exactly one of the six, ``match`` with a ``team`` too if wanted."""

    owner: tuple[Owner, ...] | None = Field(default=None, min_length=1)
    accounts: bool = False
    match: tuple[Criterion, ...] | None = Field(default=None, min_length=1)
    team: Name | None = None
    anybody: bool = False
    queue: Name | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [kind for kind in KINDS if getattr(self, kind) and not (kind == "team" and self.match)]
        if len(given) != 1:
            raise ValueError(f"one of {', '.join(KINDS)} was expected, found {', '.join(given) or 'none'}")
        return self

    @property
    def kind(self) -> Kind:
        """Which of the six."""
        return next(Kind(kind) for kind in KINDS if getattr(self, kind))


def _in_a_word(value: object) -> object:
    return {value: True} if value in ("accounts", "anybody") else value


class StepPart(ConfigModel):
    """A step. ``wait``: how long a lead waits for its candidates while none of them is free, before later steps count."""

    name: Name
    when: WhenPart = WhenPart()
    candidates: Annotated[CandidatesPart, BeforeValidator(_in_a_word)]
    wait: Duration | None = None

    def compiled(self) -> Step:
        """The step as the domain wants it."""
        who = self.candidates
        return Step(
            name=self.name,
            kind=who.kind,
            when=ALWAYS if self.when == WhenPart() else self.when.compiled(),
            owner=who.owner or (),
            match=who.match or (),
            team=who.team,
            queue=who.queue,
            wait=int(self.wait.total_seconds()) if self.wait else None,
        )


class FairnessPart(ConfigModel):
    """``keep_turn``: who was away catches nothing up. ``catch_up``: at most ``limit`` leads of what was missed."""

    on_return: OnReturn = OnReturn.KEEP_TURN
    limit: int | None = Field(default=None, ge=1, le=1000)

    @model_validator(mode="after")
    def _limit_with_catch_up(self) -> Self:
        if (self.limit is not None) != (self.on_return is OnReturn.CATCH_UP):
            raise ValueError("on_return: catch_up needs a limit, and a limit needs catch_up")
        return self


def in_order(steps: tuple[StepPart, ...]) -> tuple[StepPart, ...]:
    """The steps, if they can follow each other. Raises ValueError."""
    names = [step.name for step in steps]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two steps are named {', '.join(twice)}")
    for step, following in pairwise(steps):
        if step.candidates.queue and step.when == WhenPart():
            raise ValueError(f"{following.name} is never reached: in the queue of {step.name} every lead waits")
    return steps
