"""From the file's shape to a rule set that decides."""

from collections.abc import Iterable
from datetime import timedelta

from qualification.adapters.rules.file import ApproachPart, DisqualifierPart, EngagementPart, RuleFile, ScorePart
from qualification.adapters.rules.ideal_customer import (
    AnswerPart,
    BudgetQuestion,
    IdealCustomer,
    PlaceQuestion,
    SizeQuestion,
    SpanAnswerPart,
    WordQuestion,
)
from qualification.adapters.rules.patience import patience_of
from qualification.domain.approach import Step
from qualification.domain.criteria import (
    Criterion,
    PlaceAnswer,
    PlaceCriterion,
    SpanAnswer,
    SpanCriterion,
    WordAnswer,
    WordCriterion,
)
from qualification.domain.disqualifiers import (
    Check,
    Consent,
    Countries,
    Disqualifier,
    Domains,
    Flags,
    Mailboxes,
    Wording,
)
from qualification.domain.engagement import Engagement, TouchRule
from qualification.domain.rules import RuleSet, Thresholds
from qualification.domain.text import Words


def compile_rules(file: RuleFile, version: int) -> RuleSet:
    """The rule set of one published version."""
    return RuleSet(
        name=file.name,
        version=version,
        motion=file.motion,
        reads={fact: names for fact, names in file.reads.model_dump().items() if names},
        criteria=tuple(_criteria(file.ideal_customer)),
        engagement=_engagement(file.engagement),
        thresholds=_thresholds(file.score),
        disqualifiers=tuple(_disqualifier(part) for part in file.disqualify),
        approach=tuple(_step(part) for part in file.approach),
        other_motion=file.other_motion,
        patience=patience_of(file.enrichment),
    )


def _criteria(ideal: IdealCustomer) -> Iterable[Criterion]:
    """The questions that are asked, in the order in which a rep would ask them."""
    if ideal.sector:
        yield _words("sector", ideal.sector, says=("sector",), hints=("company",))
    if ideal.company_type:
        yield _words("company_type", ideal.company_type, says=("company_type",), hints=("company",))
    if ideal.company_size:
        yield _size(ideal.company_size)
    if ideal.buyer:
        yield _words("buyer", ideal.buyer, says=("job_title",), hints=())
    if ideal.place:
        yield _place(ideal.place)
    if ideal.budget:
        yield _budget(ideal.budget)


def _words(name: str, question: WordQuestion, says: tuple[str, ...], hints: tuple[str, ...]) -> WordCriterion:
    answers = tuple(WordAnswer(part.name, part.points, Words.of(part.words)) for part in question.answers)
    return WordCriterion(name, answers, says, hints, question.otherwise, _best(question.answers))


def _place(question: PlaceQuestion) -> PlaceCriterion:
    answers = tuple(PlaceAnswer(part.name, part.points, frozenset(part.countries)) for part in question.answers)
    return PlaceCriterion("place", answers, question.otherwise, _best(question.answers))


def _size(question: SizeQuestion) -> SpanCriterion:
    return _span("company_size", "employees", question.answers, {"": 1.0}, question.otherwise)


def _budget(question: BudgetQuestion) -> SpanCriterion:
    rates = {**question.rates, question.currency: 1.0}
    if question.without_currency is not None:
        rates[""] = rates[question.without_currency]
    return _span("budget", "budget", question.answers, rates, question.otherwise)


def _span(
    name: str, fact: str, parts: tuple[SpanAnswerPart, ...], rates: dict[str, float], otherwise: int
) -> SpanCriterion:
    answers = tuple(SpanAnswer(part.name, part.points, part.low, part.high) for part in parts)
    return SpanCriterion(name, fact, answers, rates, otherwise, _best(parts))


def _best(parts: Iterable[AnswerPart]) -> int:
    return max(part.points for part in parts)


def _engagement(part: EngagementPart) -> Engagement:
    touches = tuple(
        TouchRule(
            name=touch.name,
            points=touch.points,
            channel=touch.channel,
            sources=None if touch.sources is None else frozenset(touch.sources),
            campaigns=None if touch.campaign is None else Words.of(touch.campaign),
            message=None if touch.message is None else Words.of(touch.message),
        )
        for touch in part.touches
    )
    return Engagement(timedelta(days=part.half_life_days), touches, part.replies.model_dump())


def _thresholds(part: ScorePart) -> Thresholds:
    grades, priority = part.grades, part.priority
    return Thresholds(
        fit_share=part.fit_share,
        qualify=part.qualify,
        grades=(grades.A, grades.B, grades.C),
        priority={"A": priority.A, "B": priority.B, "C": priority.C, "D": priority.D},
    )


def _disqualifier(part: DisqualifierPart) -> Disqualifier:
    return Disqualifier(part.reason, tuple(_checks(part)))


def _checks(part: DisqualifierPart) -> Iterable[Check]:
    if part.domains:
        yield Domains(frozenset(domain.removeprefix("*.") for domain in part.domains))
    if part.companies is not None:
        yield Wording("company", Words.of(part.companies))
    if part.titles is not None:
        yield Wording("job_title", Words.of(part.titles))
    if part.countries:
        yield Countries(frozenset(part.countries))
    if part.outside:
        yield Countries(frozenset(part.outside), outside=True)
    if part.mailboxes:
        yield Mailboxes(frozenset(part.mailboxes))
    if part.flags:
        yield Flags(frozenset(part.flags))
    if part.consent is not None:
        yield Consent(part.consent)


def _step(part: ApproachPart) -> Step:
    return Step(
        use=part.use,
        needs=frozenset(part.needs),
        grades=frozenset(part.grades) or None,
        answers=frozenset(f"buyer.{name}" for name in part.buyers) or None,
    )
