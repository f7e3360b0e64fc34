"""What holds for every lead, whatever it is: order, repetition and more points never surprise."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue
from tests.unit.qualification.samples import NOW, RULES, book, rules, touch

from lead_runtime.config import load_yaml
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.domain.engagement import Mark
from qualification.domain.knowledge import Known, current, learn
from qualification.domain.lead import Lead
from qualification.domain.points import Side
from qualification.domain.receive import Received, receive
from qualification.domain.rules import RuleSet, Thresholds
from qualification.domain.span import Span
from qualification.domain.touch import Motion, Touch
from qualification.domain.verdict import Case, decide

quickly = settings(deadline=None, max_examples=60)
BOOK = book()
ANSWERS = {
    "sector": ["logistics", "casino", "poetry", "energy"],
    "company": ["Nordfrakt AB", "Lucky Star", "Boreal Robotics"],
    "employees": ["5", "51-200", "2000-"],
    "job_title": ["CEO", "Intern", "Buyer", "Librarian"],
    "country": ["SE", "BR", "IT"],
    "budget": ["5000 EUR", "90000 USD", "7 JPY"],
}
FACTS = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in ANSWERS.items()})
CASES = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.sampled_from(values) for name, values in ANSWERS.items()},
        "company": st.sampled_from(["Nordfrakt AB", "Rival Software", "Lucky Casino"]),
        "job_title": st.sampled_from(["CEO", "Student", "Buyer", "Librarian"]),
        "country": st.sampled_from(["SE", "BR", "KP"]),
        "domain": st.sampled_from(["nordfrakt.example", "eu.rival.example", "leadhandover.example"]),
        "mail_domain": st.sampled_from(["nordfrakt.example", "students.example"]),
        "mailbox": st.sampled_from(["personal", "shared", "business"]),
        "consent": st.sampled_from(["given", "refused"]),
        "do_not_call": st.sampled_from(["yes", "no"]),
        "do_not_mail": st.sampled_from(["yes", "no"]),
        "reach": st.sampled_from(["email", "phone", "email phone"]),
        "flags": st.sampled_from(["honeypot_filled", "gibberish links_only", "too_fast"]),
        "intent": st.sampled_from(["not_buying", "price", "other"]),
    },
)
"""All that conditions of the shipped rules look at."""
AT_ONCE = st.just(NOW)
INSTANTS = st.integers(-60, 0).map(lambda days: NOW + timedelta(days=days))
POINTS = st.integers(0, 100)
MOTIONS: st.SearchStrategy[Motion] = st.sampled_from(["inbound", "outbound"])


@st.composite
def touches(draw: st.DrawFn, at: st.SearchStrategy[datetime] = AT_ONCE) -> list[Touch]:
    """Up to five touches of one lead, each with its own id."""
    return [
        touch(
            f"t-{number}",
            motion=draw(MOTIONS),
            channel=draw(st.sampled_from(["live", "list"])),
            at=draw(at),
            facts=draw(FACTS),
            contact=draw(st.fixed_dictionaries({}, optional={"phone": st.sampled_from(["+1", "+2"])})),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


def history(of: list[Touch]) -> list[Received]:
    """The verdicts on the touches, in that order."""
    lead: Lead | None = None
    verdicts = []
    for each in of:
        received = receive(lead, each, BOOK, NOW)
        if received is not None:
            lead, verdicts = received.lead, [*verdicts, received]
    return verdicts


def outcome(received: Received) -> tuple[object, ...]:
    """What must not depend on the order."""
    verdict = received.verdict
    known = current(received.lead.facts), current(received.lead.contact)
    return received.motion, verdict.fit, verdict.engagement, verdict.score, *map(dict, known)


@quickly
@given(st.data(), touches())
def test_the_order_of_touches_of_one_instant_never_changes_the_final_score(
    data: st.DataObject, of: list[Touch]
) -> None:
    shuffled = data.draw(st.permutations(of))
    assert outcome(history(of)[-1]) == outcome(history(shuffled)[-1])


@quickly
@given(st.data(), touches(at=INSTANTS))
def test_what_is_known_does_not_depend_on_the_order_of_arrival(data: st.DataObject, of: list[Touch]) -> None:
    shuffled = data.draw(st.permutations(of))
    assert history(of)[-1].lead.facts == history(shuffled)[-1].lead.facts


@quickly
@given(st.data(), touches(at=INSTANTS))
def test_touches_seen_again_change_nothing(data: st.DataObject, of: list[Touch]) -> None:
    again = data.draw(st.lists(st.sampled_from(of), max_size=5))
    assert history([*of, *again]) == history(of)


@quickly
@given(touches(at=INSTANTS))
def test_the_same_history_gives_the_same_verdicts(of: list[Touch]) -> None:
    assert history(of) == history(of)


@quickly
@given(touches(at=INSTANTS))
def test_cycles_open_one_after_the_other_and_only_once(of: list[Touch]) -> None:
    verdicts = history(of)
    assert [received.cycle for received in verdicts if received.kind == "qualified"] in ([], [1])
    for before, after in pairwise(verdicts):
        assert (before.lead.is_open and after.kind == "touched") or not before.lead.is_open


@quickly
@given(FACTS, MOTIONS, POINTS, POINTS, INSTANTS)
def test_more_engagement_never_lowers_a_grade(
    facts: dict[str, str], motion: Motion, points: int, more: int, at: datetime
) -> None:
    def judged(points: int) -> tuple[int, str, int]:
        verdict = decide(Case(facts, (Mark("m", at, points),)), rules(motion), NOW)
        return verdict.score, verdict.grade, verdict.priority

    less_score, less_grade, less_priority = judged(min(points, more))
    more_score, more_grade, more_priority = judged(max(points, more))
    assert (more_score, more_priority) >= (less_score, less_priority)
    assert more_grade <= less_grade  # A is the best


@quickly
@given(FACTS, MOTIONS, st.integers(0, 50), st.sampled_from(["sector", "buyer", "place", "company_size"]))
def test_an_answer_worth_more_never_lowers_a_grade(
    facts: dict[str, str], motion: Motion, gain: int, question: str
) -> None:
    chosen = rules(motion)
    raised = tuple(
        replace(each, answers=tuple(replace(answer, points=answer.points + gain) for answer in each.answers))  # type: ignore[call-arg,type-var,attr-defined]
        if each.name == question
        else each
        for each in chosen.criteria
    )
    before = decide(Case(facts), chosen, NOW)
    after = decide(Case(facts), replace(chosen, criteria=raised), NOW)
    assert after.score >= before.score
    assert after.grade <= before.grade


@quickly
@given(POINTS, POINTS, POINTS, POINTS, st.floats(0, 1))
def test_a_score_rises_with_both_of_its_sides(fit: int, more: int, warm: int, warmer: int, share: float) -> None:
    thresholds = Thresholds(share, 0, (60, 40, 20), {"A": 4, "B": 3, "C": 2, "D": 1})
    low = thresholds.score(min(fit, more), min(warm, warmer))
    assert 0 <= low <= thresholds.score(max(fit, more), max(warm, warmer)) <= 100


@st.composite
def touches_with_words(draw: st.DrawFn) -> list[Touch]:
    """Touches of one instant that differ in all that rules look at."""
    said = {"phone": st.sampled_from(["+1", "+2"]), "message": st.sampled_from(["a demo", "your price?", "hello"])}
    return [
        each._replace(
            contact=draw(st.fixed_dictionaries({}, optional=said)),
            campaign=draw(st.sampled_from([None, "Trade fair", "Demo"])),
            flags=draw(st.sampled_from([(), ("too_fast",)])),
        )
        for each in draw(touches())
    ]


@quickly
@given(st.data(), touches_with_words())
def test_what_touches_say_counts_the_same_in_every_order(data: st.DataObject, of: list[Touch]) -> None:
    shuffled = data.draw(st.permutations(of))
    assert outcome(history(of)[-1]) == outcome(history(shuffled)[-1])


SIDES: st.SearchStrategy[Side] = st.sampled_from(["fit", "engagement"])


@cache
def written(motion: Motion) -> dict[str, JsonValue]:
    """The shipped rules as they are written."""
    return load_yaml(RULES / f"{motion}.yaml", RuleFile).model_dump(mode="json", by_alias=True)


@cache
def with_one_more(motion: Motion, side: Side, when: str) -> RuleSet:
    """The shipped points replaced by one rule."""
    more = {"name": "one_more", "side": side, "points": 0, "when": when}
    return compile_rules(RuleFile.model_validate({**written(motion), "rules": [more]}), version=2)


def with_points(motion: Motion, side: Side, points: int, when: str) -> RuleSet:
    """That rule gives so many points."""
    chosen = with_one_more(motion, side, when)
    return replace(
        chosen,
        fit_points=tuple(replace(each, points=points) for each in chosen.fit_points),
        warm_points=tuple(replace(each, points=points) for each in chosen.warm_points),
    )


@quickly
@given(
    CASES,
    MOTIONS,
    SIDES,
    st.sampled_from([(-100, -20), (-20, 0), (0, 1), (1, 30), (-5, 100)]),
    st.sampled_from(['sector != "core"', "employees >= 50 || can_call", 'country in ["SE", "BR"]', "true"]),
)
def test_more_points_of_a_rule_never_lower_a_grade(
    facts: dict[str, str], motion: Motion, side: Side, points: tuple[int, int], when: str
) -> None:
    less, more = (decide(Case(facts), with_points(motion, side, each, when), NOW) for each in points)
    assert more.fit >= less.fit
    assert more.engagement >= less.engagement
    assert more.score >= less.score
    assert more.grade <= less.grade  # A is the best
    assert less.reason_code == "below_threshold" or more.reason_code == less.reason_code


@quickly
@given(CASES, MOTIONS, st.data())
def test_a_fact_that_is_forgotten_disqualifies_nobody(
    facts: dict[str, str], motion: Motion, data: st.DataObject
) -> None:
    """Whatever is dropped: a reason that did not hold with it does not hold without it."""
    kept = data.draw(st.sets(st.sampled_from(sorted(facts)))) if facts else set()
    if "sector" not in kept:
        kept.discard("company")  # its name would then answer what the sector did
    before = reasons_against(facts, motion)
    after = reasons_against({name: facts[name] for name in kept}, motion)
    assert after <= before


def reasons_against(facts: dict[str, str], motion: Motion) -> set[str]:
    """Every disqualifier that holds, not the first alone, and the threshold."""
    chosen = rules(motion)
    found = set()
    for disqualifier in chosen.disqualifiers:
        verdict = decide(Case(facts), replace(chosen, disqualifiers=(disqualifier,)), NOW)
        found.add(verdict.reason_code)
    return {code for code in found if code is not None}


@quickly
@given(FACTS, st.sampled_from([("sector", "company"), ("employees",), ("job_title",), ("country",)]))
def test_what_is_not_known_never_turns_a_lead_down(facts: dict[str, str], forgotten: tuple[str, ...]) -> None:
    """Forgetting the answer to a question can only help: unknown is not false."""
    less = {name: value for name, value in facts.items() if name not in forgotten}
    if decide(Case(facts), rules("outbound"), NOW).reason_code is None:
        assert decide(Case(less), rules("outbound"), NOW).reason_code is None


@quickly
@given(st.lists(st.tuples(INSTANTS, FACTS), max_size=6), st.data())
def test_knowledge_is_the_same_in_every_order(said: list[tuple[datetime, dict[str, str]]], data: st.DataObject) -> None:
    def learned(order: list[tuple[datetime, dict[str, str]]]) -> Known:
        known: Known = ()
        for at, values in order:
            known = learn(known, at, values)
        return known

    known = learned(said)
    assert learned(data.draw(st.permutations(said))) == known
    assert learned([*said, *said]) == known
    names = [name for layer in known for name in layer.values]
    assert len(names) == len(set(names))


@quickly
@given(st.integers(0, 10**9), st.one_of(st.none(), st.integers(0, 10**9)), st.sampled_from(["", "EUR"]))
def test_a_span_survives_being_written_down(low: int, more: int | None, unit: str) -> None:
    span = Span(low, None if more is None else low + more, unit)
    assert Span.parse(str(span)) == span
