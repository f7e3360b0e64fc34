"""From the file's shape to a rule set that decides."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from qualification.adapters.rules.conditions import CelConditions
from qualification.adapters.rules.expressions import names_in
from qualification.adapters.rules.file import EngagementPart, RuleFile, ScorePart
from qualification.adapters.rules.ideal_customer import (
    AnswerPart,
    IdealCustomer,
    PlaceQuestion,
    SizeQuestion,
    SpanAnswerPart,
    WordQuestion,
)
from qualification.adapters.rules.patience import patience_of
from qualification.adapters.rules.vocabulary import Vocabulary, rates_of, term_of
from qualification.domain.approach import Step
from qualification.domain.conditions import Panel, Variable
from qualification.domain.criteria import (
    Criterion,
    PlaceAnswer,
    PlaceCriterion,
    SpanAnswer,
    SpanCriterion,
    WordAnswer,
    WordCriterion,
)
from qualification.domain.disqualifiers import Disqualifier
from qualification.domain.engagement import Engagement, TouchRule
from qualification.domain.points import PointRule
from qualification.domain.rules import RuleSet, Thresholds
from qualification.domain.text import Words


def compile_rules(file: RuleFile, version: int) -> RuleSet:
    """The rule set of one published version."""
    vocabulary = Vocabulary.of(file.motion, file.terms, file.ideal_customer)
    answers, lead, begin, touch = _Texts(), _Texts(), _Texts(), _Texts()
    criteria = tuple(_criteria(file.ideal_customer, answers))
    fit_points, warm_points = (
        tuple(
            PointRule(side, each.name, each.points, lead.place(each.when)) for each in file.rules if each.side == side
        )
        for side in ("fit", "engagement")
    )
    disqualifiers = tuple(Disqualifier(each.reason, lead.place(each.when)) for each in file.disqualify)
    approach = tuple(Step(each.use, begin.maybe(each.when)) for each in file.approach)
    touches = tuple(TouchRule(each.name, each.points, touch.maybe(each.when)) for each in file.engagement.touches)
    read = _variables(vocabulary, (*answers.texts, *lead.texts, *begin.texts))  # read once for all three
    return RuleSet(
        name=file.name,
        version=version,
        motion=file.motion,
        reads={fact: names for fact, names in file.reads.model_dump().items() if names},
        terms=tuple(term_of(name, part) for name, part in file.terms.items()),
        criteria=criteria,
        answers=answers.panel(vocabulary, read),
        fit_points=fit_points,
        warm_points=warm_points,
        engagement=_engagement(file.engagement, touches, touch.panel(vocabulary, _variables(vocabulary, touch.texts))),
        thresholds=_thresholds(file.score),
        disqualifiers=disqualifiers,
        lead=lead.panel(vocabulary, read),
        approach=approach,
        begin=begin.panel(vocabulary, read),
        other_motion=file.other_motion,
        patience=patience_of(file.enrichment),
        hands_over=file.motion == "outbound" and file.account_handover is not False,
    )


class _Texts:
    """The conditions of a panel; one that stands there twice is judged once."""

    def __init__(self) -> None:
        self.texts: dict[str, int] = {}

    def place(self, text: str) -> int:
        """Where the condition is in the panel."""
        return self.texts.setdefault(text, len(self.texts))

    def maybe(self, text: str | None) -> int | None:
        """The same; None where there is no condition."""
        return None if text is None else self.place(text)

    def panel(self, vocabulary: Vocabulary, read: tuple[Variable, ...]) -> Panel:
        """Ready to judge."""
        types = {name: word.type for name, word in vocabulary.words.items()}
        return Panel.of(CelConditions(tuple(self.texts), types, vocabulary.various()), read)


def _variables(vocabulary: Vocabulary, texts: Iterable[str]) -> tuple[Variable, ...]:
    """Those that the conditions refer to and the facts can tell."""
    used = frozenset(name for text in texts for name in names_in(text))
    return tuple(word.read for name, word in vocabulary.words.items() if name in used and word.read is not None)


def _criteria(ideal: IdealCustomer, texts: _Texts) -> Iterable[Criterion]:
    """The questions that are asked, in the order in which a rep would ask them."""
    if ideal.sector:
        yield _words("sector", ideal.sector, texts, says=("sector",), hints=("company",))
    if ideal.company_type:
        yield _words("company_type", ideal.company_type, texts, says=("company_type",), hints=("company",))
    if ideal.company_size:
        yield _size(ideal.company_size)
    if ideal.buyer:
        yield _words("buyer", ideal.buyer, texts, says=("job_title",), hints=())
    if ideal.place:
        yield _place(ideal.place)
    if ideal.budget:
        yield _span("budget", "budget", ideal.budget.answers, rates_of(ideal), ideal.budget.otherwise)


def _words(
    name: str, question: WordQuestion, texts: _Texts, says: tuple[str, ...], hints: tuple[str, ...]
) -> WordCriterion:
    answers = tuple(
        WordAnswer(part.name, part.points, Words.of(part.words) if part.words else None, texts.maybe(part.when))
        for part in question.answers
    )
    return WordCriterion(name, answers, says, hints, question.otherwise, _best(question.answers))


def _place(question: PlaceQuestion) -> PlaceCriterion:
    answers = tuple(PlaceAnswer(part.name, part.points, frozenset(part.countries)) for part in question.answers)
    return PlaceCriterion("place", answers, question.otherwise, _best(question.answers))


def _size(question: SizeQuestion) -> SpanCriterion:
    return _span("company_size", "employees", question.answers, {"": 1.0}, question.otherwise)


def _span(
    name: str, fact: str, parts: tuple[SpanAnswerPart, ...], rates: Mapping[str, float], otherwise: int
) -> SpanCriterion:
    answers = tuple(SpanAnswer(part.name, part.points, part.low, part.high) for part in parts)
    return SpanCriterion(name, fact, answers, rates, otherwise, _best(parts))


def _best(parts: Iterable[AnswerPart]) -> int:
    return max(part.points for part in parts)


def _engagement(part: EngagementPart, touches: tuple[TouchRule, ...], panel: Panel) -> Engagement:
    return Engagement(timedelta(days=part.half_life_days), touches, part.replies.model_dump(), panel)


def _thresholds(part: ScorePart) -> Thresholds:
    grades, priority = part.grades, part.priority
    return Thresholds(
        fit_share=part.fit_share,
        qualify=part.qualify,
        grades=(grades.A, grades.B, grades.C),
        priority={"A": priority.A, "B": priority.B, "C": priority.C, "D": priority.D},
    )
