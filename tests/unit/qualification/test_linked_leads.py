"""Two leads turn out to be one person: what was open goes on under the second, and all that comes later goes there."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.qualification.samples import LEAD, NOW, activity, assigned, close, driver, received, suppressed

from lead_contracts.base import Event
from lead_contracts.events import (
    LeadActivity,
    LeadClosed,
    LeadDisqualified,
    LeadEnriched,
    LeadLinked,
    LeadMoved,
    LeadQualified,
    LeadReceived,
    LeadSuppressed,
    LeadTouched,
)
from lead_contracts.ids import external_lead_id
from lead_contracts.topics import LEADS_QUALIFIED, LEADS_RECEIVED
from lead_runtime.testing import Driver

LATER = NOW + timedelta(minutes=5)
A, B, C = "lead-a", "lead-b", "lead-c"
E = TypeVar("E", bound=Event)
VERDICTS = (LeadQualified, LeadDisqualified, LeadTouched)
MOST_RECORDS = 500


def linked(from_: str, to: str, minutes: int = 0) -> LeadLinked:
    """A person said that ``from_`` is ``to``, so many minutes after NOW."""
    at = NOW + timedelta(minutes=minutes)
    return LeadLinked(from_=from_, to=to, source="tests", reason_code="same_person", occurred_at=at, by="maria")


def play(*history: Event, group: Driver | None = None) -> Driver:
    """The group after a history. What it sends to its own inputs comes back to it, until it is quiet."""
    group = group or driver()
    for number, event in enumerate(history):
        written = len(group.records)
        group.feed(event, id=f"{type(event).__name__}/{event.model_dump_json()}/{number}")
        while written < len(group.records):
            record, written = group.records[written], written + 1
            if record.topic in group.topology.inputs:
                group.feed_record(record)
            assert written < MOST_RECORDS, "it never comes to rest"
    return group


def verdicts(group: Driver) -> dict[str, list[tuple[str, str]]]:
    """Touch to the leads that it was decided for, and how."""
    found: dict[str, list[tuple[str, str]]] = {}
    for event in group.outputs:
        if isinstance(event, VERDICTS):
            found.setdefault(event.touch_id, []).append((event.lead_id, event.NAME.removeprefix("lead.")))
    return found


def of(group: Driver, kind: type[E]) -> list[E]:
    return [event for event in group.outputs if isinstance(event, kind)]


def open_leads(group: Driver) -> set[str]:
    table = next(table for table in group.topology.tables if table.name == "leads")
    return {lead_id for lead_id, lead in group.state(table).items() if lead.is_open}


def test_a_later_touch_of_the_first_is_judged_for_the_second_and_the_first_says_so() -> None:
    group = play(received("t-1", B), linked(A, B), received("t-2", A))
    assert verdicts(group) == {"t-1": [(B, "qualified")], "t-2": [(B, "touched")]}
    (moved,) = of(group, LeadMoved)
    assert (moved.lead_id, moved.touch_id, moved.to) == (A, "t-2", B)


def test_the_open_cycle_of_the_first_closes_and_goes_on_in_the_open_one_of_the_second() -> None:
    group = play(received("t-1", A), received("t-2", B), assigned(lead_id=A), linked(A, B))
    (closed,) = of(group, LeadClosed)
    assert (closed.lead_id, closed.cycle, closed.outcome, closed.reason_code) == (A, 1, "invalid", "linked")
    assert open_leads(group) == {B}
    (went_on,) = [where for touch, where in verdicts(group).items() if touch not in {"t-1", "t-2"}]
    assert went_on == [(B, "touched")]


def test_nobody_is_forgotten_where_the_second_has_no_open_cycle() -> None:
    """Closing the first without more would leave a person without an answer."""
    opened = received("t-1", A, message="call me", occurred_at=NOW - timedelta(hours=5), campaign="autumn")
    group = play(opened, linked(A, B))
    assert open_leads(group) == {B}
    (copy,) = of(group, LeadReceived)
    assert (copy.lead_id, copy.came_as, copy.flags) == (B, A, ("linked",))
    assert (copy.email, copy.first_name, copy.message) == ("maya@nordfrakt.example", "Maya", "call me")
    assert (copy.occurred_at, copy.campaign, copy.channel) == (NOW - timedelta(hours=5), "autumn", "live")
    scores = [event.score for event in of(group, LeadQualified)]
    assert scores[0] == scores[1]


def test_what_was_done_for_the_first_was_done_for_the_second() -> None:
    call = activity("a-1", A, direction="out", kind="call", rep_id="rep-1", occurred_at=LATER, recorded_at=LATER)
    robot = activity("a-2", A, direction="out", automated=True)
    early = activity("a-3", A, direction="out", kind="call", occurred_at=NOW - timedelta(days=1))
    group = play(received("t-1", A), call, robot, early, linked(A, B, 10))
    (told,) = of(group, LeadActivity)
    assert (told.lead_id, told.activity_id, told.rep_id, told.occurred_at) == (B, "a-1", "rep-1", call.occurred_at)


def test_work_that_was_logged_before_its_lead_was_read_goes_along_too() -> None:
    call = activity("a-1", A, direction="out", kind="call", occurred_at=LATER, recorded_at=LATER)
    group = play(call, received("t-1", A), linked(A, B, 10))
    assert [event.lead_id for event in of(group, LeadActivity)] == [B]


def test_a_link_that_is_told_twice_changes_nothing_the_second_time() -> None:
    group = play(received("t-1", A), linked(A, B))
    before = len(group.records)
    play(linked(A, B), linked(A, B, -5), group=group)
    assert len(group.records) == before


def test_a_repeat_of_a_touch_that_was_judged_before_the_link_is_not_judged_again() -> None:
    group = play(received("t-1", A), linked(A, B), received("t-1", A))
    assert verdicts(group)["t-1"] == [(A, "qualified")]


def test_a_repeat_of_a_touch_that_was_sent_on_is_not_sent_on_again() -> None:
    group = play(linked(A, B), received("t-1", A), received("t-1", A))
    assert verdicts(group) == {"t-1": [(B, "qualified")]}
    assert len(of(group, LeadMoved)) == 1


def test_a_chain_of_links_leads_to_its_end() -> None:
    group = play(linked(A, B), linked(B, C), received("t-1", A), activity("a-1", A))
    assert verdicts(group) == {"t-1": [(C, "qualified")]}
    assert [event.lead_id for event in of(group, LeadActivity)] == [B, C]


def test_a_link_back_is_a_correction_and_the_newer_holds_whichever_is_read_first() -> None:
    for order in permutations([linked(A, B, 1), linked(B, A, 2)]):
        group = play(*order, received("t-1", A), received("t-2", B))
        assert {touch: [lead for lead, _ in where] for touch, where in verdicts(group).items()} == {
            "t-1": [A],
            "t-2": [A],
        }
        assert group.dead_letters == []


def test_a_longer_ring_ends_where_the_touch_came_and_nobody_stays_unanswered() -> None:
    group = play(linked(A, B, 1), linked(B, C, 2), linked(C, A, 3), received("t-1", A), received("t-2", B))
    assert verdicts(group) == {"t-1": [(A, "qualified")], "t-2": [(B, "qualified")]}


def test_a_lead_that_is_linked_to_itself_is_its_own_again() -> None:
    for order in permutations([linked(A, B, 1), linked(A, A, 2)]):
        group = play(*order, received("t-1", A), suppressed(B), received("t-2", A))
        assert verdicts(group) == {"t-1": [(A, "qualified")], "t-2": [(A, "touched")]}


def test_an_activity_with_only_the_crm_id_goes_on_whether_it_comes_before_or_after_the_link() -> None:
    for order in permutations([received("t-1", LEAD), linked("crm-7", LEAD), activity("a-1", "crm-7")]):
        group = play(*order)
        assert [event.lead_id for event in of(group, LeadActivity)] == [LEAD]
        group.advance(by=timedelta(days=1))
        assert group.dead_letters == []


def test_an_activity_whose_link_never_comes_is_a_visible_dead_letter() -> None:
    crm = external_lead_id(b"a secret of tests", "crm", "7")
    group = play(received("t-1", LEAD), activity("a-1", crm))
    group.advance(by=timedelta(minutes=11))
    assert [(letter.error, letter.lead_id) for letter in group.dead_letters] == [("UnknownLead", crm)]


def test_a_reply_under_the_first_id_warms_the_second() -> None:
    group = play(received("t-1", B), linked(A, B), activity("a-1", A), received("t-2", B))
    cold = play(received("t-1", B), linked(A, B), received("t-2", B))
    warm, lukewarm = (of(each, LeadTouched)[0].engagement for each in (group, cold))
    assert warm > lukewarm


def test_facts_that_come_under_the_first_id_are_the_seconds() -> None:
    poor = received("t-1", A, attributes={})
    facts = LeadEnriched(lead_id=A, source="crm", attributes={"employees": "250"}, occurred_at=NOW)
    group = play(linked(A, B), facts, poor)
    assert of(group, LeadQualified)[0].facts["employees"] == "250"


def test_a_close_under_the_first_id_ends_the_cycle_of_the_second() -> None:
    group = play(received("t-1", A), linked(A, B), assigned(lead_id=B), close(lead_id=A))
    assert [(event.lead_id, event.outcome) for event in of(group, LeadClosed)] == [(A, "invalid"), (B, "won")]


@pytest.mark.parametrize("who", [A, B])
def test_a_suppression_of_one_of_them_is_one_of_both_in_every_order(who: str) -> None:
    history = [received("t-1", A), received("t-2", B), linked(A, B), suppressed(who)]
    for order in permutations(history):
        group = play(*order)
        table = next(table for table in group.topology.tables if table.name == "leads")
        kept = group.state(table)
        assert open_leads(group) == set()
        assert all(lead.is_suppressed and lead.contact == () for lead in kept.values()), order
        contacts = {record.key: record.value for record in group.records if record.topic == "leads.contacts"}
        assert set(contacts.values()) <= {None}


def test_after_a_correction_a_suppression_silences_the_right_one_alone() -> None:
    group = play(received("t-1", A), linked(A, B, 1), linked(A, C, 2), suppressed(B))
    assert {event.lead_id for event in of(group, LeadSuppressed)} == set()
    play(suppressed(C), group=group)
    assert {event.lead_id for event in of(group, LeadSuppressed)} == {A, C}


def test_a_suppression_reaches_all_who_stand_for_the_lead() -> None:
    group = play(received("t-1", A), received("t-2", C), linked(A, B), linked(C, B), suppressed(B))
    assert {event.lead_id for event in of(group, LeadSuppressed)} >= {A, C}


def test_an_everyday_link_of_an_id_that_was_never_a_lead_is_told_to_nobody() -> None:
    quiet = LeadLinked(from_="crm-7", to=LEAD, source="crm", reason_code="same_delivery", occurred_at=NOW)
    assert play(received("t-1"), quiet).records[2:] == []


def test_who_tells_the_story_hears_of_the_link_under_both_ids() -> None:
    group = play(received("t-1", A), received("t-2", B), linked(A, B))
    told = [record for record in group.records if record.topic == LEADS_QUALIFIED]
    links = [record.key for record in told if ("ce_type", b"com.leadhandover.lead.linked.v1") in record.headers]
    assert links == [A.encode(), B.encode()]
    assert any(record.topic == LEADS_RECEIVED and record.key == B.encode() for record in group.records)


HISTORY: tuple[Event, ...] = (
    received("t-1", A),
    received("t-2", B),
    received("t-3", A),
    activity("a-1", A),
    activity("a-2", B, direction="out", kind="call"),
    assigned(lead_id=A),
    linked(A, B),
)


@settings(deadline=None, max_examples=60)
@given(st.permutations(HISTORY), st.lists(st.sampled_from(HISTORY), max_size=4))
def test_in_any_order_and_repetition_each_touch_has_one_verdict_and_the_person_one_open_lead(
    order: Iterable[Event], again: list[Event]
) -> None:
    group = play(*order, *again)
    assert open_leads(group) == {B}
    assert {touch: len(where) for touch, where in verdicts(group).items() if touch[0] == "t"} == {
        "t-1": 1,
        "t-2": 1,
        "t-3": 1,
    }
    assert all(len(where) == 1 for where in verdicts(group).values())
    assert group.dead_letters == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([linked(x, y, n) for n, (x, y) in enumerate(permutations((A, B, C), 2))]), max_size=6))
def test_whatever_is_linked_with_what_a_touch_has_one_verdict_and_all_comes_to_rest(links: list[Event]) -> None:
    group = play(received("t-1", A), *links, received("t-2", A), received("t-3", B), received("t-4", C))
    assert {touch: len(where) for touch, where in verdicts(group).items() if touch[0] == "t"} == {
        f"t-{n}": 1 for n in (1, 2, 3, 4)
    }


def test_a_restart_in_between_changes_nothing() -> None:
    straight, group = play(*HISTORY), driver()
    for event in HISTORY:
        group.restart()
        play(event, group=group)
    assert verdicts(group) == verdicts(straight)
    assert open_leads(group) == {B}
