"""What a rep reads of a verdict."""

from typing import Any

import pytest
from tests.unit.qualification.histories import verdicts
from tests.unit.qualification.samples import driver, poor, received, rules, suppressed

from lead_contracts.base import Event
from qualification.adapters.history import told_of
from qualification.application.words import InWords, in_words, lines


def words(*fed: Event, with_rules: bool = True) -> InWords:
    """Of the last verdict."""
    group = driver()
    for event in fed:
        group.feed(event)
    last: Any = verdicts(group)[-1]
    said = in_words(told_of(last), rules(last.motion) if with_rules else None)
    assert said is not None
    return said


def test_a_good_lead_says_what_it_is_made_of_what_to_ask_and_who_decided() -> None:
    said = words(received(message="Please send a quote"))
    assert said["headline"] == "Work for sales; grade A, inbound (they came to us)"
    assert said["score"].endswith("fit 90 (who they are), engagement 65 (what they did)")
    assert "+25 buyer, decision maker: seniority is director (Head of Logistics IT)" in said["reasons"]
    assert "+35 came to us: channel is live" in said["reasons"]
    assert said["ask"] == ["What can they spend, and in which currency?"]
    assert said["decided"] == "2026-11-16 12:00:00 UTC by rules inbound 1"
    assert said["next_grade"] is None  # there is no better one


def test_an_answer_that_would_lift_it_is_named() -> None:
    said = words(received(job_title=None))
    assert "grade B" in said["headline"]
    assert said["next_grade"] == "to grade A (65): a good answer about buyer (up to +25) and budget (up to +15)"


def test_where_no_answer_would_do_it_says_how_much_engagement_would() -> None:
    said = words(received(job_title="Intern", attributes={"industry": "Casino", "budget": "20000 EUR"}))
    assert said["next_grade"] == "to grade C (30): 24 more points of engagement"


def test_without_the_rules_that_decided_nothing_is_said_of_the_next_grade() -> None:
    assert words(received(job_title=None), with_rules=False)["next_grade"] is None


def test_a_lead_that_is_turned_down_says_why_first() -> None:
    said = words(poor())
    assert said["headline"].startswith("Nobody's work: it cannot reach the score that is needed; grade D, outbound")
    assert said["reasons"][0].startswith("turned down, it cannot reach the score that is needed: ")


def test_what_would_turn_down_a_touch_of_an_open_lead_is_said_without_turning_it_down() -> None:
    said = words(received("t-1"), received("t-2", consent={"given": False}))
    assert said["headline"].startswith("Another touch of an open lead; grade")
    assert said["reasons"][0].startswith("turned down, no consent: ")


def test_somebody_who_must_not_be_contacted_is_nobodys_work() -> None:
    said = words(suppressed(), received())
    assert said["headline"].startswith("Nobody's work: they must not be contacted")


def test_a_prospect_says_how_to_begin() -> None:
    said = words(received(motion="outbound", phone="+4687654321"))
    assert said["begin"] is not None
    assert said["begin"].startswith("call them (")


def test_what_happened_before_and_what_faded_is_told_in_words() -> None:
    said = words(received("t-1"), received("t-2"))
    assert "+35 for what they did before: 1 earlier touches or replies" in said["reasons"]


def test_the_lines_tell_all_of_it_in_order() -> None:
    said = words(received(job_title=None, motion="outbound", email=None))
    told = list(lines(said))
    assert told[0] == said["headline"]
    assert [line for line in told if line.startswith(("to ask: ", "to begin: ", "to grade ", "decided "))]
    assert told[-1] == f"decided {said['decided']}"


@pytest.mark.parametrize("type_", ["lead.closed"])
def test_what_is_no_verdict_has_no_words(type_: str) -> None:
    assert in_words({"type": type_}) is None
