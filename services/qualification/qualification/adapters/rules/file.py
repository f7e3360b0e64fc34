"""A rule file as a whole: what it may hold, its defaults and its checks. ``compile_rules`` makes it decide."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Self, TypeAlias

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from qualification.adapters.rules.checks import ConditionChecker
from qualification.adapters.rules.ideal_customer import Condition, IdealCustomer, Part, Points, Slug, WordQuestion
from qualification.adapters.rules.patience import EnrichmentPart
from qualification.adapters.rules.term import TermPart
from qualification.adapters.rules.vocabulary import BUILT_IN, Place, Vocabulary
from qualification.domain.approach import Approach
from qualification.domain.points import Side
from qualification.domain.reading import attribute_name
from qualification.domain.rules import OtherMotion
from qualification.domain.touch import CONTACT, FACTS, Motion
from qualification.domain.variables import REACH
from qualification.domain.verdict import BELOW_THRESHOLD, SUPPRESSED, TEST

RESERVED_REASONS: Final = frozenset({TEST, SUPPRESSED, BELOW_THRESHOLD})
RESERVED: Final = BUILT_IN | {*FACTS, *CONTACT, REACH, "suggested_approach", "possible_duplicate_of"}
"""Names that no term may have: a verdict keeps its meaning under its name."""
KINDS_OF_ENGAGEMENT: Final = frozenset({"earlier", "faded"})
"""Names of reasons that no rule gives."""
Key: TypeAlias = tuple[int | str, ...]
AttributeName = Annotated[str, AfterValidator(attribute_name)]
Gain = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Reads(Part):
    """For each fact, the attributes of a delivery that may answer it, the first one that does counts."""

    skills: tuple[AttributeName, ...] = ()
    sector: tuple[AttributeName, ...] = ()
    company_type: tuple[AttributeName, ...] = ()
    employees: tuple[AttributeName, ...] = ()
    budget: tuple[AttributeName, ...] = ()
    do_not_call: tuple[AttributeName, ...] = ()
    do_not_mail: tuple[AttributeName, ...] = ()


class TouchPart(Part):
    """Points for touches of which the condition holds; without one, for every touch."""

    name: Slug
    points: Gain
    when: Condition | None = None


class Replies(Part):
    """Points for what the person did on their own, by kind."""

    call: Gain = 0
    email: Gain = 0
    meeting: Gain = 0
    demo: Gain = 0
    social: Gain = 0
    networking: Gain = 0
    referral: Gain = 0


class EngagementPart(Part):
    """Points fade: after ``half_life_days`` half of them is left."""

    half_life_days: float = Field(gt=0, le=3650)
    touches: tuple[TouchPart, ...] = Field(min_length=1)
    replies: Replies = Replies()


class Grades(Part):
    """The least score of each grade; below C it is D."""

    A: Gain
    B: Gain
    C: Gain

    @model_validator(mode="after")
    def _falling(self) -> Self:
        if not self.A > self.B > self.C:
            raise ValueError(f"expected A > B > C, not {self.A}, {self.B}, {self.C}")
        return self


class Priorities(Part):
    """The order of answering: the larger the sooner."""

    A: int
    B: int
    C: int
    D: int


class ScorePart(Part):
    """How fit and engagement become a score, a grade and a priority; below ``qualify`` it is nobody's work."""

    fit_share: Share
    qualify: Gain
    grades: Grades
    priority: Priorities


class PointPart(Part):
    """Points for what is no question; they may be taken away."""

    name: Slug
    side: Side
    points: Points
    when: Condition


class DisqualifierPart(Part):
    """One reason and when it applies."""

    reason: Slug
    when: Condition


class ApproachPart(Part):
    """A way to begin and when it fits; without a condition it always does."""

    use: Approach
    when: Condition | None = None


class RuleFile(Part):
    """A whole rule set, as written and as published."""

    name: Slug
    motion: Motion
    reads: Reads = Reads()
    terms: dict[Slug, TermPart] = Field(default_factory=dict)
    ideal_customer: IdealCustomer
    engagement: EngagementPart
    rules: tuple[PointPart, ...] = ()
    score: ScorePart
    disqualify: tuple[DisqualifierPart, ...] = ()
    approach: tuple[ApproachPart, ...] = ()
    other_motion: OtherMotion
    enrichment: EnrichmentPart | None = None
    account_handover: bool | None = None
    """Of outbound rules: whether an account that a hunter won goes on with a farmer; not said: it does."""

    @field_validator("account_handover")
    @classmethod
    def _hunters_hand_over(cls, said: bool | None, info: ValidationInfo) -> bool | None:
        if said is not None and info.data.get("motion") == "inbound":
            raise ValueError("expected in the outbound rules alone: an inbound cycle is a farmer's already")
        return said

    @field_validator("disqualify")
    @classmethod
    def _reasons_differ(cls, parts: tuple[DisqualifierPart, ...]) -> tuple[DisqualifierPart, ...]:
        _once("reason", [part.reason for part in parts])
        if taken := RESERVED_REASONS.intersection(part.reason for part in parts):
            raise ValueError(f"{', '.join(sorted(taken))} needs no entry: it always applies")
        return parts

    @field_validator("terms")
    @classmethod
    def _terms_are_new(cls, terms: dict[str, TermPart]) -> dict[str, TermPart]:
        if taken := RESERVED.intersection(terms):
            raise ValueError(f"{', '.join(sorted(taken))} means something else already: choose another name")
        return terms

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        mistakes = list(_mistakes(self))
        if mistakes:
            raise ValidationError.from_exception_data("RuleFile", mistakes)
        return self


def conditions_of(file: RuleFile) -> Iterator[tuple[Place, Key, str]]:
    """Every condition of the file: where it stands, its key, its text."""
    for question in ("sector", "company_type", "buyer"):
        asked: WordQuestion | None = getattr(file.ideal_customer, question)
        for number, answer in enumerate(asked.answers if asked else ()):
            if answer.when is not None:
                yield "answer", ("ideal_customer", question, "answers", number, "when"), answer.when
    for number, touch in enumerate(file.engagement.touches):
        if touch.when is not None:
            yield "touch", ("engagement", "touches", number, "when"), touch.when
    for number, rule in enumerate(file.rules):
        yield "points", ("rules", number, "when"), rule.when
    for number, reason in enumerate(file.disqualify):
        yield "disqualify", ("disqualify", number, "when"), reason.when
    for number, step in enumerate(file.approach):
        if step.when is not None:
            yield "approach", ("approach", number, "when"), step.when


def _mistakes(file: RuleFile) -> Iterator[InitErrorDetails]:
    names = {touch.name for touch in file.engagement.touches} | KINDS_OF_ENGAGEMENT
    for number, rule in enumerate(file.rules):
        if rule.name in names:
            yield _mistake(("rules", number, "name"), f"expected a new name, and points are named {rule.name} already")
        names.add(rule.name)
    checker = ConditionChecker(Vocabulary.of(file.motion, file.terms, file.ideal_customer))
    for place, key, text in conditions_of(file):
        said = checker.mistake(text, place)
        if said is not None:
            yield _mistake(key, said)


def _mistake(key: Key, said: str) -> InitErrorDetails:
    # What is said goes in as a value: braces in it are no fields of the template.
    return InitErrorDetails(type=PydanticCustomError("rule_set", "{said}", {"said": said}), loc=key, input=None)


def _once(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"expected every {what} once, and {', '.join(twice)} stands there twice")
