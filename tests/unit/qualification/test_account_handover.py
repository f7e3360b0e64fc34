"""Won by a hunter, the account goes to a farmer: a cycle of its own that no touch opened. Tables, row by row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.qualification.samples import (
    LEAD,
    NOW,
    activity,
    assigned,
    book,
    close,
    driver,
    linked,
    received,
    rules,
    shipped,
    suppressed,
    touch,
)
from tests.unit.qualification.test_linked_leads import of
from tests.unit.qualification.waits import enriched

from lead_contracts.base import Event
from lead_contracts.events import LeadClosed, LeadContact, LeadQualified, LeadRequestRefused, LeadTouched
from lead_contracts.ids import account_handover_id
from lead_contracts.topics import LEADS_QUALIFIED
from lead_runtime.engine.errors import Transient
from lead_runtime.testing import Driver
from qualification.adapters.history import told_of
from qualification.adapters.worker import topology
from qualification.application.words import in_words
from qualification.domain.account import to_farmer
from qualification.domain.receive import receive

LATER = NOW + timedelta(hours=1)
SHORT = {"lead.qualified": "open", "lead.touched": "merged", "lead.disqualified": "down", "lead.closed": "end"}

LIST = received("t-1", motion="outbound", channel="list", campaign="Fair 2026")
FORM = received("t-2", received_at=LATER)
HUNTER = assigned("hunter-1")
WON = close("r-1", actor="hunter-1")


def boss(request_id: str = "r-1", **members: Any) -> Event:
    """A manager ends the cycle."""
    return close(request_id, actor="boss", role="manager", **members)


def told(*history: Event, group: Driver | None = None) -> list[str]:
    """What is decided: ``open 1``, ``end 1``, ``handed 2``, ``no REASON``; a second lies between events."""
    group = group or driver()
    for event in history:
        group.feed(event)
        group.advance(by=timedelta(seconds=1))
    return [line for event in group.outputs if (line := _line(event))]


def _line(event: Event) -> str:
    if isinstance(event, LeadRequestRefused):
        return f"no {event.reason_code}"
    if isinstance(event, LeadQualified) and event.reason_code:
        return f"handed {event.cycle}"
    return f"{SHORT[event.NAME]} {getattr(event, 'cycle', None)}" if event.NAME in SHORT else ""


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # by the hunter who has it, by a manager, by one of whom assignment was not heard yet
        ([LIST, HUNTER, WON], ["open 1", "end 1", "handed 2"]),
        ([LIST, boss()], ["open 1", "end 1", "handed 2"]),
        ([LIST, HUNTER, close(actor="hunter-2")], ["open 1", "no not_yours"]),
        # any other end, and any end of a farmer's cycle, is the end
        ([LIST, HUNTER, close(actor="hunter-1", outcome="lost")], ["open 1", "end 1"]),
        ([LIST, HUNTER, close(actor="hunter-1", outcome="returned")], ["open 1", "end 1"]),
        ([LIST, HUNTER, close(actor="hunter-1", outcome="invalid")], ["open 1", "end 1"]),
        ([FORM, boss()], ["open 1", "end 1"]),
        # a prospect who came to us meanwhile: the cycle is still the hunter's
        ([LIST, FORM, HUNTER, WON], ["open 1", "merged 1", "end 1", "handed 2"]),
        # the farmer's cycle ends like any other, and the hunter may win the next of theirs
        ([LIST, boss(), boss("r-2", cycle=2)], ["open 1", "end 1", "handed 2", "end 2"]),
        (
            [LIST, boss(), boss("r-2", cycle=2), received("t-3", motion="outbound", channel="list"), boss("r-3", cycle=3)],
            ["open 1", "end 1", "handed 2", "end 2", "open 3", "end 3", "handed 4"],
        ),
        # the same request again, before and after more happened
        ([LIST, HUNTER, WON, WON], ["open 1", "end 1", "handed 2"]),
        ([LIST, HUNTER, WON, FORM, WON], ["open 1", "end 1", "handed 2", "merged 2"]),
        ([LIST, HUNTER, WON, boss("r-2", cycle=2), WON], ["open 1", "end 1", "handed 2", "end 2"]),
        # another request for the cycle that was won already
        ([LIST, HUNTER, WON, close("r-2", actor="hunter-1")], ["open 1", "end 1", "handed 2", "no no_open_cycle"]),
        ([LIST, HUNTER, WON, close("r-2", actor="hunter-1", cycle=1)], ["open 1", "end 1", "handed 2", "no no_open_cycle"]),
        ([LIST, HUNTER, WON, boss("r-2", cycle=1)], ["open 1", "end 1", "handed 2", "no no_open_cycle"]),
        ([LIST, HUNTER, WON, boss("r-2")], ["open 1", "end 1", "handed 2", "no no_open_cycle"]),  # asked before cycle 2 was
        ([LIST, boss(), boss("r-2", recorded_at=LATER)], ["open 1", "end 1", "handed 2", "end 2"]),  # asked when it was
        # asked for while nothing is open, and of a lead that nobody knows
        ([boss()], ["no unknown_lead"]),
        ([LIST, boss("r-0", outcome="lost"), boss()], ["open 1", "end 1", "no no_open_cycle"]),
        # a touch right after is merged into the farmer's cycle, whatever its motion; the same touch again is nothing
        ([LIST, boss(), FORM], ["open 1", "end 1", "handed 2", "merged 2"]),
        ([LIST, boss(), received("t-3", motion="outbound", channel="list")], ["open 1", "end 1", "handed 2", "merged 2"]),
        ([LIST, boss(), LIST], ["open 1", "end 1", "handed 2"]),
        ([LIST, boss(), received("t-3", is_test=True)], ["open 1", "end 1", "handed 2", "down 2"]),
        # a suppression before and after
        ([LIST, suppressed(), boss()], ["open 1", "end 1", "no no_open_cycle"]),
        ([LIST, boss(), suppressed()], ["open 1", "end 1", "handed 2", "end 2"]),
        ([LIST, boss(), suppressed(), WON, FORM], ["open 1", "end 1", "handed 2", "end 2", "down None"]),
    ],
)  # fmt: skip
def test_what_a_history_does_to_the_cycles_of_an_account(history: list[Event], expected: list[str]) -> None:
    assert told(*history) == expected


def handed(*history: Event, group: Driver | None = None) -> LeadQualified:
    """The verdict that opens the farmer's cycle."""
    group = group or driver()
    told(*history, group=group)
    return next(event for event in of(group, LeadQualified) if event.reason_code == "account_handover")


def test_the_farmer_gets_what_is_known_its_score_and_reasons_and_reads_who_won_it() -> None:
    group = driver()
    verdict = handed(LIST, HUNTER, enriched(job_title="COO", occurred_at=LATER), WON, group=group)
    opened = of(group, LeadQualified)[0]
    assert (verdict.motion, verdict.cycle, verdict.decided_at) == ("inbound", 2, NOW + timedelta(seconds=3))
    assert verdict.received_at == verdict.decided_at  # its clocks run from there
    assert verdict.touch_id == account_handover_id(LEAD, "r-1")
    assert (verdict.rule_set.name, verdict.rule_set.version) == ("outbound", 1)
    assert (verdict.fit, verdict.grade, verdict.open_questions) == (opened.fit, opened.grade, opened.open_questions)
    assert abs(verdict.score - opened.score) <= 1  # faded by seconds
    assert verdict.reasons[0].rule == "account_handover"
    assert verdict.reasons[0].evidence == "cycle 1 was won by hunter-1"
    fits = {reason.rule for reason in opened.reasons if not reason.rule.startswith(("engagement.", "approach."))}
    assert fits <= {reason.rule for reason in verdict.reasons}
    told_first = {name: value for name, value in opened.facts.items() if name not in ("basis", "job_title")}
    assert told_first.items() <= verdict.facts.items()
    assert verdict.facts["job_title"] == "COO"
    assert "basis" not in verdict.facts


def test_it_is_as_urgent_as_what_farmers_get_and_not_as_cold_calls_are() -> None:
    verdict = handed(LIST, boss())
    assert verdict.priority == rules("inbound").thresholds.priority[verdict.grade]
    assert verdict.priority > rules("outbound").thresholds.priority[verdict.grade]


def test_where_nobody_has_rules_for_inbound_leads_it_keeps_its_priority() -> None:
    group = Driver(topology(), now=NOW)
    group.set_global(shipped(NOW - timedelta(days=1))[1])
    verdict = handed(LIST, boss(), group=group)
    assert verdict.priority == rules("outbound").thresholds.priority[verdict.grade]


def test_nobody_turns_down_a_customer_by_the_rules_for_strangers() -> None:
    """Warm enough when they came, and half a year later they would not be: yet they have signed."""
    group = driver()
    group.feed(LIST)
    group.feed(received("t-2", received_at=LATER, company="Competitor Inc", motion="outbound", channel="list"))
    assert of(group, LeadTouched)[0].reasons[0].rule == "competitor"
    group.feed(boss())
    verdict = of(group, LeadQualified)[-1]
    assert verdict.reason_code == "account_handover"
    assert not any(reason.rule == "competitor" for reason in verdict.reasons)


def test_both_are_written_in_one_transaction_the_end_first() -> None:
    group = driver()
    group.feed(LIST)
    before = len(group.records)
    group.feed(boss(value=12000, currency="EUR"))
    closed, qualified, contact = group.outputs[-3:]
    assert [type(event) for event in (closed, qualified, contact)] == [LeadClosed, LeadQualified, LeadContact]
    assert (closed.cycle, closed.outcome, closed.value) == (1, "won", 12000)
    assert [record.topic for record in group.records[before:]][:2] == [LEADS_QUALIFIED] * 2
    assert {record.key for record in group.records[before:]} == {LEAD.encode()}


def test_a_setting_of_the_outbound_rules_keeps_accounts_where_they_are() -> None:
    group, (_, outbound) = driver(), shipped(NOW - timedelta(days=1))
    group.set_global(outbound.model_copy(update={"content": {**outbound.content, "account_handover": False}}))
    assert told(LIST, boss(), FORM, group=group) == ["open 1", "end 1", "open 2"]


def test_rules_that_say_nothing_of_it_hand_over() -> None:
    group, (_, outbound) = driver(), shipped(NOW - timedelta(days=1))
    silent = {name: value for name, value in outbound.content.items() if name != "account_handover"}
    group.set_global(outbound.model_copy(update={"content": silent}))
    assert told(LIST, boss(), group=group) == ["open 1", "end 1", "handed 2"]


def test_while_the_rules_cannot_be_read_a_won_account_waits_and_no_half_of_it_is_done() -> None:
    group, (_, outbound) = driver(), shipped(NOW - timedelta(days=1))
    group.feed(LIST)
    written = len(group.records)
    newer = outbound.model_copy(update={"version": 2, "content": {**outbound.content, "sentiment": {}}})
    group.set_global(newer)
    with pytest.raises(Transient, match="rules/outbound/2: sentiment"):
        group.feed(boss())
    assert len(group.records) == written
    group.set_global(outbound.model_copy(update={"version": 2}))
    assert told(boss(), group=group) == ["open 1", "end 1", "handed 2"]


def test_what_the_hunter_did_answers_nobody_in_the_cycle_of_the_farmer() -> None:
    group = driver()
    call = activity("a-1", direction="out", kind="call", rep_id="hunter-1")
    told(LIST, HUNTER, call, WON, linked(LEAD, "other", at=LATER), group=group)
    moved = [event for event in group.outputs if event.NAME in ("lead.activity", "lead.received")]
    (carried,) = moved  # the farmer's cycle goes on under the other lead, without the call
    assert (carried.lead_id, carried.motion, carried.source, carried.campaign) == (
        "other",
        "inbound",
        "web",
        "Fair 2026",
    )
    assert carried.occurred_at == NOW + timedelta(seconds=3)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # asked for under the alias: it goes on to the lead meant, once, and is decided there
        ([linked("crm-7"), LIST, boss(lead_id="crm-7")], ["open 1", "end 1", "handed 2"]),
        ([linked("crm-7"), LIST, boss(lead_id="crm-7"), boss(lead_id="crm-7")], ["open 1", "end 1", "handed 2"]),
        ([linked("crm-7"), LIST, boss(), boss(lead_id="crm-7")], ["open 1", "end 1", "handed 2"]),
        # won before the link was known: what is open of the alias, the farmer's cycle, goes on as a touch of the lead
        (
            [received("t-1", "crm-7", motion="outbound", channel="list"), boss(lead_id="crm-7"), linked("crm-7")],
            ["open 1", "end 1", "handed 2", "end 2", "open 1"],
        ),
        # the link ends the hunter's cycle first: nothing is open under the alias, the win is that of the lead meant
        (
            [received("t-1", "crm-7", motion="outbound", channel="list"), linked("crm-7"), boss(lead_id="crm-7")],
            ["open 1", "end 1", "open 1", "end 1", "handed 2"],
        ),
    ],
)
def test_an_account_under_two_ids_is_handed_over_once(history: list[Event], expected: list[str]) -> None:
    group, lines = driver(), list[str]()
    for event in history:
        group.feed(event)
        fed = 0
        while fed < len(group.records):
            record, fed = group.records[fed], fed + 1
            if record.topic in group.topology.inputs:
                group.feed_record(record)
        lines += [line for event in group.outputs if (line := _line(event))]
        group.records.clear()
    assert lines == expected


def test_the_verdict_says_in_words_why_there_is_a_cycle_and_that_nobody_came() -> None:
    words = in_words(told_of(handed(LIST, HUNTER, WON)), rules("outbound"))
    assert words is not None
    assert words["headline"].startswith("Work for sales: a hunter won the account, a farmer goes on with it; grade ")
    assert words["reasons"][0] == "handed over: cycle 1 was won by hunter-1"
    assert not any("turned down" in line for line in words["reasons"])


@pytest.mark.parametrize("opening", ["without a motion", "none"])
def test_an_account_whose_cycle_was_opened_by_an_earlier_release_is_handed_over_too(opening: str) -> None:
    opened = receive(None, touch(motion="outbound", channel="list"), book(), NOW)
    assert opened is not None
    assert opened.lead.opening is not None
    kept = replace(opened.lead.opening, motion=None) if opening == "without a motion" else None
    won = replace(opened.lead, opening=kept)
    handed_over = to_farmer(won, replace(won, standing="closed", opening=None), book(), LATER)
    assert handed_over is not None
    assert (handed_over.lead.cycle, handed_over.lead.motion, handed_over.lead.is_open) == (2, "inbound", True)
    assert handed_over.verdict.facts.get("source") == ("web" if kept else None)
