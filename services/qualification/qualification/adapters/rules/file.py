"""A rule file as a whole: what it may hold, its defaults and its checks. ``compile_rules`` makes it decide."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from lead_contracts.flags import FLAGS
from qualification.adapters.rules.ideal_customer import Country, IdealCustomer, Part, Slug, WordList
from qualification.adapters.rules.patience import EnrichmentPart
from qualification.domain.disqualifiers import ConsentRule
from qualification.domain.reading import attribute_name
from qualification.domain.rules import OtherMotion
from qualification.domain.touch import Channel, Motion


def _a_flag(name: str) -> str:
    if name not in FLAGS:
        raise ValueError(f"expected a flag of lead-intake ({', '.join(FLAGS)}), not {name}")
    return name


AttributeName = Annotated[str, AfterValidator(attribute_name)]
Flag = Annotated[str, AfterValidator(_a_flag)]
Gain = Annotated[int, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Reads(Part):
    """For each fact, the attributes of a delivery that may answer it, the first one that does counts."""

    sector: tuple[AttributeName, ...] = ()
    company_type: tuple[AttributeName, ...] = ()
    employees: tuple[AttributeName, ...] = ()
    budget: tuple[AttributeName, ...] = ()


class TouchPart(Part):
    """Points for touches that fit every condition that is set."""

    name: Slug
    points: Gain
    channel: Channel | None = None
    sources: tuple[str, ...] | None = None
    campaign: WordList | None = None
    message: WordList | None = None


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


class DisqualifierPart(Part):
    """One reason; any of its conditions is enough."""

    reason: Slug
    domains: tuple[Annotated[str, StringConstraints(to_lower=True, pattern=r"^(\*\.)?[^\s@*]+$")], ...] = ()
    companies: WordList | None = None
    titles: WordList | None = None
    countries: tuple[Country, ...] = ()
    outside: tuple[Country, ...] = ()
    mailboxes: tuple[Literal["personal", "shared"], ...] = ()
    flags: tuple[Flag, ...] = ()
    consent: ConsentRule | None = None

    @model_validator(mode="after")
    def _has_a_condition(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields if name != "reason"):
            raise ValueError("expected at least one condition: domains, companies, titles, countries, outside, …")
        return self


class ApproachPart(Part):
    """A way to begin and when it fits; ``buyers``: names of answers to the question ``buyer``."""

    use: Literal["phone", "demo", "email", "social", "networking", "referral"]
    needs: tuple[Literal["email", "phone"], ...] = ()
    grades: tuple[Literal["A", "B", "C", "D"], ...] = ()
    buyers: tuple[Slug, ...] = ()


class RuleFile(Part):
    """A whole rule set, as written and as published."""

    name: Slug
    motion: Motion
    reads: Reads = Reads()
    ideal_customer: IdealCustomer
    engagement: EngagementPart
    score: ScorePart
    disqualify: tuple[DisqualifierPart, ...] = ()
    approach: tuple[ApproachPart, ...] = ()
    other_motion: OtherMotion
    enrichment: EnrichmentPart | None = None

    @field_validator("disqualify")
    @classmethod
    def _reasons_differ(cls, parts: tuple[DisqualifierPart, ...]) -> tuple[DisqualifierPart, ...]:
        reasons = [part.reason for part in parts]
        twice = sorted({reason for reason in reasons if reasons.count(reason) > 1})
        if twice:
            raise ValueError(f"expected every reason once, and {', '.join(twice)} stands there twice")
        return parts

    @model_validator(mode="after")
    def _buyers_exist(self) -> Self:
        buyer = self.ideal_customer.buyer
        known = {answer.name for answer in buyer.answers} if buyer else set()
        for part in self.approach:
            if missing := set(part.buyers) - known:
                raise ValueError(f"approach {part.use}: no buyer is named {', '.join(sorted(missing))}")
        return self
