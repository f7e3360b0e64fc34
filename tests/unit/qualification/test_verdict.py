"""One verdict: what each rule of the shipped sets sees, gives and says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import cel_expr_python.cel as cel
import pytest
from tests.unit.qualification.samples import IDEAL, NOW, RULES, rules, touch

from lead_runtime.config import load_yaml
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.conditions import CelConditions
from qualification.adapters.rules.file import RuleFile
from qualification.domain import span, variables
from qualification.domain.conditions import Panel
from qualification.domain.criteria import WordAnswer, WordCriterion
from qualification.domain.engagement import Mark
from qualification.domain.look import look
from qualification.domain.reading import circumstances, of_person
from qualification.domain.rules import NoRuleSet, Published, RuleBook, RuleSet
from qualification.domain.text import Words
from qualification.domain.touch import Motion
from qualification.domain.verdict import Case, Verdict, count, decide

INBOUND, OUTBOUND = rules("inbound"), rules("outbound")
QUESTIONS = ("sector", "company_type", "company_size", "buyer", "place", "budget")


def judge(
    facts: Mapping[str, str], motion: Motion = "inbound", contact: Mapping[str, str] | None = None, **case: object
) -> Verdict:
    chosen = INBOUND if motion == "inbound" else OUTBOUND
    came = touch(motion=motion, channel="live" if motion == "inbound" else "list")
    mark, said = count(came, circumstances(came), chosen)
    seen = {**facts, **of_person(contact or {}, chosen.terms)}
    return decide(Case(seen, (), mark, said)._replace(**case), chosen, NOW)  # type: ignore[arg-type]


def reason(verdict: Verdict, rule: str) -> tuple[float, str]:
    found = next(reason for reason in verdict.reasons if reason.rule == rule)
    return found.points, found.evidence


def test_the_ideal_customer_has_a_fit_of_100_and_nothing_left_to_ask() -> None:
    verdict = judge(IDEAL)
    assert (verdict.fit, verdict.grade, verdict.open_questions, verdict.reason_code) == (100, "A", (), None)


def test_somebody_of_whom_nothing_is_known_qualifies_and_everything_is_asked() -> None:
    verdict = judge({})
    assert verdict.reason_code is None
    assert (verdict.fit, verdict.open_questions) == (0, QUESTIONS)


def test_fit_and_engagement_are_kept_apart() -> None:
    verdict = judge(IDEAL, marks=(), mark=None, said=())
    assert (verdict.fit, verdict.engagement, verdict.score) == (100, 0, 50)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_fact_that_is_missing_is_a_question_and_never_a_reason(question: str) -> None:
    fact = {"company_size": "employees", "buyer": "job_title", "place": "country"}.get(question, question)
    facts = {name: value for name, value in IDEAL.items() if name != fact and name != "company"}
    verdict = judge(facts)
    assert verdict.open_questions == (question,)
    assert not any(reason.rule.startswith(f"{question}.") for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("facts", "rule", "points", "evidence"),
    [
        ({"sector": "LOGISTICS_AND_SUPPLY_CHAIN"}, "sector.core", 25, "LOGISTICS_AND_SUPPLY_CHAIN"),
        ({"sector": "machinery"}, "sector.core", 25, "machinery"),
        ({"sector": "Casino operator"}, "sector.excluded", -25, "Casino operator"),
        ({"sector": "Poetry"}, "sector.other", 0, "Poetry"),
        ({"company": "Boreal Robotics"}, "sector.core", 25, "Boreal Robotics"),
        ({"company": "IsarChem SE"}, "company_type.company", 5, "IsarChem SE"),
        ({"employees": "51-200"}, "company_size.mid_market", 20, "51-200"),
        ({"employees": "2000-"}, "company_size.enterprise", 15, "2000-"),
        ({"employees": "1-9"}, "company_size.other", 0, "1-9"),
        ({"job_title": "CTO"}, "buyer.decision_maker", 25, "seniority = c_level (CTO)"),
        ({"job_title": "Geschäftsführerin"}, "buyer.decision_maker", 25, "seniority = c_level (Geschäftsführerin)"),
        (
            {"job_title": "Responsabile acquisti"},
            "buyer.decision_maker",
            25,
            "seniority = director (Responsabile acquisti)",
        ),
        (
            {"job_title": "Facilities Manager"},
            "buyer.influencer",
            15,
            "department = operations (Facilities Manager), seniority = manager (Facilities Manager)",
        ),
        ({"job_title": "Librarian"}, "buyer.other", 0, "Librarian"),
        ({"job_title": "Assistant to the CEO"}, "buyer.not_a_buyer", 0, "seniority = assistant (Assistant to the CEO)"),
        ({"job_title": "Logistikleiterin"}, "fit.department_we_help", 5, "department = logistics (Logistikleiterin)"),
        ({"country": "IT"}, "place.reachable", 5, "IT"),
        ({"country": "BR"}, "place.other", 0, "BR"),
        ({"budget": "10000-25000 EUR"}, "budget.fitting", 10, "10000-25000 EUR"),
        ({"budget": "60000 USD"}, "budget.large", 15, "60000 USD"),
        ({"budget": "500000 SEK"}, "budget.fitting", 10, "500000 SEK"),
        ({"budget": "60000"}, "budget.large", 15, "60000"),
    ],
)
def test_every_answer_says_what_it_saw(facts: dict[str, str], rule: str, points: int, evidence: str) -> None:
    assert reason(judge(facts), rule) == (points, evidence)


def test_a_currency_without_a_rate_stays_unknown() -> None:
    assert "budget" in judge({**IDEAL, "budget": "9000000 JPY"}).open_questions


@pytest.mark.parametrize(
    ("motion", "facts", "reason_code", "evidence"),
    [
        ("inbound", {"domain": "rival.example"}, "competitor", "domains = rival.example"),
        ("inbound", {"domain": "labs.rival.example"}, "competitor", "domains = labs.rival.example"),
        (
            "inbound",
            {"domain": "customer.example", "mail_domain": "rival.example"},
            "competitor",
            "domains = customer.example, rival.example",
        ),
        (
            "inbound",
            {"company": "Rival Software Ltd."},
            "competitor",
            "competitor = rival (Rival Software Ltd.)",
        ),
        ("inbound", {"domain": "leadhandover.example"}, "own_staff", "domains = leadhandover.example"),
        ("inbound", {"job_title": "Étudiante"}, "student", "seniority = student (Étudiante)"),
        ("inbound", {"job_title": "Head of Student Affairs"}, None, ""),
        ("inbound", {"country": "KP"}, "outside_territory", "country = KP"),
        ("inbound", {"consent": "refused"}, "no_consent", "consent = refused"),
        ("inbound", {"flags": "role_address honeypot_filled"}, "bot", "flags = role_address, honeypot_filled"),
        ("inbound", {"flags": "links_only"}, None, ""),
        ("inbound", {"flags": "gibberish links_only"}, "spam", "flags = gibberish, links_only"),
        ("inbound", {"flags": "disposable_email"}, None, ""),
        (
            "inbound",
            {"do_not_call": "yes", "do_not_mail": "yes"},
            "do_not_contact",
            "do_not_call = true, do_not_mail = true",
        ),
        ("inbound", {"do_not_call": "yes"}, None, ""),
        ("inbound", {"do_not_call": "yes", "do_not_mail": "no"}, None, ""),
        ("inbound", {"mailbox": "personal"}, None, ""),
        ("outbound", {"mailbox": "personal"}, "personal_mailbox", "mailbox = personal"),
        ("outbound", {"mailbox": "business"}, None, ""),
        ("outbound", {}, None, ""),
        ("inbound", {"domain": "arrival.example"}, None, ""),
    ],
)
def test_a_disqualifier_gives_its_code_and_what_it_saw(
    motion: Motion, facts: dict[str, str], reason_code: str | None, evidence: str
) -> None:
    verdict = judge(facts, motion)
    assert verdict.reason_code == reason_code
    if reason_code:
        assert reason(verdict, reason_code) == (0, evidence)


def test_a_test_and_a_suppressed_person_are_turned_down_without_a_rule() -> None:
    assert judge(IDEAL, is_test=True).reason_code == "test"
    assert judge(IDEAL, suppressed=True).reason_code == "suppressed"


@pytest.mark.parametrize(
    ("facts", "best", "turned_down"),
    [
        ({"sector": "Casino", "employees": "5", "job_title": "Intern", "country": "BR"}, 2, True),
        ({"sector": "Poetry", "employees": "5", "country": "BR"}, 28, True),
        ({"sector": "Poetry", "employees": "5"}, 38, True),
        ({"sector": "Poetry", "country": "BR"}, 52, False),
        ({"sector": "Poetry"}, 62, False),
        ({}, 82, False),
    ],
)
def test_below_the_threshold_is_only_who_could_not_be_lifted_by_any_answer(
    facts: dict[str, str], best: int, turned_down: bool
) -> None:
    verdict = judge(facts, "outbound")
    assert verdict.score < OUTBOUND.thresholds.qualify == 40
    assert (verdict.reason_code == "below_threshold") is turned_down
    if turned_down:
        assert reason(verdict, "below_threshold") == (0, f"{best} at best, 40 needed")


@pytest.mark.parametrize(
    ("days", "left"), [(0, 40), (14, 20), (28, 10), (140, 0), (-3, 40)], ids=lambda value: str(value)
)
def test_points_fade_with_their_half_life_and_not_before_their_time(days: int, left: int) -> None:
    marks = (Mark("old", NOW - timedelta(days=days), 40),)
    assert decide(Case({}, marks), INBOUND, NOW).engagement == left


def test_the_order_of_marks_never_shows_in_their_sum() -> None:
    marks = [Mark(f"m{n}", NOW - timedelta(hours=7 * n + 1), 10 + 7 * n) for n in range(5)]
    sums = {INBOUND.engagement.value(order, NOW) for order in permutations(marks)}
    assert len(sums) == 1


def test_the_reasons_of_the_engagement_add_up_to_it() -> None:
    marks = (Mark("old", NOW - timedelta(days=14), 40),)
    verdict = judge({}, marks=marks)
    assert reason(verdict, "engagement.came_to_us") == (35, "channel = live, flags = none")
    assert reason(verdict, "engagement.earlier") == (40, "1 earlier touches or replies")
    assert reason(verdict, "engagement.faded") == (-20, "half-life 14 days")
    assert verdict.engagement == 35 + 40 - 20


def test_engagement_is_never_more_than_100() -> None:
    assert judge({}, marks=tuple(Mark(f"m{n}", NOW, 90) for n in range(5))).engagement == 100


def test_what_a_person_wrote_is_never_quoted() -> None:
    wrote = touch(contact={"message": "Please send a quote to Maya, +46 8 465 004 12"})
    _, said = count(wrote, of_person(wrote.contact, INBOUND.terms), INBOUND)
    assert ("engagement.wants_to_talk", 30, "intent = price") in [
        (reason.rule, reason.points, reason.evidence) for reason in said
    ]


@pytest.mark.parametrize(
    ("contact", "facts", "approach"),
    [
        ({"phone": "+46", "email": "x"}, IDEAL, "phone"),
        ({"email": "x"}, IDEAL, "email"),
        ({"phone": "+46", "email": "x"}, {"job_title": "Librarian", "sector": "logistics", "country": "SE"}, "email"),
        ({"phone": "+46"}, {}, "phone"),
        ({}, IDEAL, "social"),
    ],
)
def test_the_approach_follows_from_what_is_known(contact: dict[str, str], facts: dict[str, str], approach: str) -> None:
    verdict = judge(facts, "outbound", contact=contact)
    assert verdict.approach == approach
    assert any(reason.rule == f"approach.{approach}" for reason in verdict.reasons)


@pytest.mark.parametrize(
    ("wishes", "approach"),
    [
        ({}, "phone"),
        ({"do_not_call": "no"}, "phone"),
        ({"do_not_call": "yes"}, "email"),
        ({"do_not_mail": "yes"}, "phone"),
        ({"do_not_call": "yes", "do_not_mail": "no", "employees": "5000"}, "email"),
    ],
)
def test_a_wish_against_one_way_takes_that_way_alone(wishes: dict[str, str], approach: str) -> None:
    verdict = judge({**IDEAL, **wishes}, "outbound", contact={"phone": "+46", "email": "x"})
    assert (verdict.reason_code, verdict.approach) == (None, approach)


@pytest.mark.parametrize(
    ("facts", "approach"),
    [
        ({"job_title": "CEO", "employees": "10001+"}, "referral"),
        ({"employees": "10001+"}, "networking"),
        ({"employees": "51-200"}, "social"),
    ],
)
def test_who_can_be_neither_called_nor_written_to_is_met_in_other_ways(facts: dict[str, str], approach: str) -> None:
    read = {name: str(span.read(text)) if name == "employees" else text for name, text in facts.items()}
    assert judge({**IDEAL, **read}, "outbound").approach == approach


@pytest.mark.parametrize("wishes", [{"do_not_call": "yes", "do_not_mail": "yes"}, {"consent": "refused"}])
def test_who_must_be_left_alone_is_approached_in_no_way(wishes: dict[str, str]) -> None:
    verdict = judge({**IDEAL, **wishes}, "outbound", contact={"phone": "+46", "email": "x"})
    assert verdict.reason_code is not None
    assert verdict.approach is None
    assert not any(reason.rule.startswith("approach.") for reason in verdict.reasons)


def test_who_answered_before_is_shown_something() -> None:
    marks = (Mark("r-1", NOW, reply="meeting"), Mark("r-2", NOW, reply="email"))
    verdict = judge(IDEAL, "outbound", contact={"email": "x"}, marks=marks)
    assert verdict.approach == "demo"
    evidence = "can_call = false, can_mail = true, engagement = 80, grade = A"
    assert reason(verdict, "approach.demo") == (0, evidence)


def test_points_that_nobody_can_judge_yet_keep_a_lead_above_the_threshold() -> None:
    facts = {"sector": "Poetry", "employees": "100", "country": "BR", "job_title": "Intern", "budget": "1 EUR"}
    open_points = with_rules("outbound", points=60, when="consent == 'given'")
    assert decide(Case(facts), OUTBOUND, NOW).reason_code == "below_threshold"
    assert decide(Case(facts), open_points, NOW).reason_code is None
    assert decide(Case({**facts, "consent": "given"}), open_points, NOW).reason_code is None
    assert decide(Case({**facts, "consent": "refused"}), open_points, NOW).reason_code == "no_consent"


def test_points_go_to_their_side_and_may_be_taken_away() -> None:
    less = with_rules("inbound", points=-30, when="country == 'SE'", side="engagement")
    mark, said = count(touch(), circumstances(touch()), less)
    verdict = decide(Case({"country": "SE"}, (), mark, said), less, NOW)
    assert reason(verdict, "engagement.more") == (-30, "country = SE")
    assert (verdict.fit, verdict.engagement) == (10, 5)


def test_an_answer_that_may_still_be_better_counts_as_it_could_be() -> None:
    def asked(facts: dict[str, str]) -> tuple[str, int]:
        judged = panel.judge(panel.read(facts), facts)
        found = question.find(facts, judged)
        return found.rule, found.best

    conditions = CelConditions(["employees > 50"], {"employees": cel.Type.INT})
    panel = Panel.of(conditions, (variables.amount("employees", {"": 1.0}),))
    answers = (WordAnswer("large", 30, when=0), WordAnswer("core", 10, Words.of(["steel"])))
    question = WordCriterion("sector", answers, ("sector",), (), 0, 30)
    assert asked({"sector": "Steel"}) == ("sector.core", 30)
    assert asked({"sector": "Steel", "employees": "5"}) == ("sector.core", 10)
    assert asked({"sector": "Steel", "employees": "500"}) == ("sector.large", 30)
    assert asked({"sector": "Poetry"}) == ("sector.other", 30)
    assert asked({"employees": "500"}) == ("sector.large", 30)
    assert asked({"employees": "5"}) == ("sector.unknown", 30)


def test_a_stated_yes_can_be_asked_for_by_name() -> None:
    strict = with_rules("inbound", refuse="!consent_given")
    assert decide(Case(IDEAL), strict, NOW).reason_code == "more"
    assert decide(Case({**IDEAL, "consent": "given"}), strict, NOW).reason_code is None


def with_rules(
    motion: Motion, points: int = 0, when: str = "false", side: str = "fit", refuse: str = "false"
) -> RuleSet:
    """The shipped rules with one more rule that gives points and one more reason to refuse."""
    file = load_yaml(RULES / f"{motion}.yaml", RuleFile).model_dump(mode="json", by_alias=True)
    file["rules"].append({"name": "more", "side": side, "points": points, "when": when})
    file["disqualify"].append({"reason": "more", "when": refuse})
    return compile_rules(RuleFile.model_validate(file), version=2)


def test_nobody_suggests_an_approach_to_someone_who_came_by_themselves() -> None:
    assert judge(IDEAL, contact={"phone": "+46"}).approach is None


def test_who_came_to_us_is_answered_before_who_is_on_a_list() -> None:
    assert judge(IDEAL).priority > judge(IDEAL, "outbound").priority


def test_the_rule_set_whose_effective_date_came_last_decides() -> None:
    def version(number: int, days: int) -> Published:
        return Published(replace(INBOUND, version=number), NOW + timedelta(days=days), NOW)

    book = RuleBook((version(1, -9), version(2, -5), version(3, 2)))
    assert book.at("inbound", NOW).version == 2
    assert book.at("inbound", NOW + timedelta(days=2)).version == 3
    assert book.at("inbound", NOW - timedelta(days=6)).version == 1
    with pytest.raises(NoRuleSet, match="inbound"):
        book.at("inbound", NOW - timedelta(days=30))
    with pytest.raises(NoRuleSet, match="outbound"):
        book.at("outbound", NOW)


def test_facts_that_repeat_are_looked_at_once_by_each_rule_set() -> None:
    once = look({**IDEAL}, INBOUND)
    assert look({**IDEAL}, INBOUND) is once
    assert look({**IDEAL, "country": "US"}, INBOUND).what_fits != once.what_fits
    assert look({**IDEAL}, with_rules("inbound", refuse="true")).refusal == ("more", 0, "always")
    assert once.refusal is None
