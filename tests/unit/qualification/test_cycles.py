"""Cycles: what a second touch, a close, a suppression, a late or a doubled touch does to a lead."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.qualification.samples import (
    LEAD,
    NOW,
    assigned,
    close,
    driver,
    linked,
    poor,
    received,
    released,
    suppressed,
)

from lead_contracts.events import (
    LeadClosed,
    LeadContact,
    LeadDisqualified,
    LeadQualified,
    LeadRequestRefused,
    LeadTouched,
)
from lead_contracts.topics import LEADS_CONTACTS, LEADS_QUALIFIED
from lead_runtime.testing import Driver


def verdicts(group: Driver) -> list[tuple[str, int | None]]:
    """Name and cycle of what was decided, in order."""
    return [
        (event.NAME, getattr(event, "cycle", None)) for event in group.outputs if not isinstance(event, LeadContact)
    ]


def last(group: Driver, kind: type[Any]) -> Any:
    return [event for event in group.outputs if isinstance(event, kind)][-1]


def rules_of(event: Any) -> list[str]:
    return [reason.rule for reason in event.reasons]


@pytest.fixture
def group() -> Driver:
    return driver()


def test_the_first_qualified_touch_opens_cycle_1(group: Driver) -> None:
    group.feed(received())
    verdict = last(group, LeadQualified)
    assert (verdict.cycle, verdict.touch_id, verdict.motion) == (1, "t-1", "inbound")
    assert (verdict.received_at, verdict.decided_at) == (NOW, NOW)
    assert (verdict.rule_set.name, verdict.rule_set.version) == ("inbound", 1)


def test_a_second_form_while_open_is_merged_and_warms_the_lead(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(received("t-2", job_title=None, attributes={"budget": "60k EUR"}))
    assert verdicts(group) == [("lead.qualified", 1), ("lead.touched", 1)]
    first, second = last(group, LeadQualified), last(group, LeadTouched)
    assert second.engagement > first.engagement
    assert second.facts["job_title"] == "Head of Logistics IT"
    assert second.facts["budget"] == "60000 EUR"
    assert "budget" in first.open_questions
    assert "budget" not in second.open_questions


def test_a_touch_after_the_end_opens_the_next_cycle(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(assigned())
    group.feed(close())
    group.feed(received("t-2"))
    assert verdicts(group) == [("lead.qualified", 1), ("lead.closed", 1), ("lead.qualified", 2)]


def test_a_better_touch_revives_a_disqualified_lead(group: Driver) -> None:
    group.feed(poor("t-1"))
    assert last(group, LeadDisqualified).reason_code == "below_threshold"
    group.feed(received("t-2"))
    assert verdicts(group) == [("lead.disqualified", None), ("lead.qualified", 1)]


def test_an_inbound_touch_of_an_open_outbound_prospect_makes_it_inbound(group: Driver) -> None:
    group.feed(received("t-1", motion="outbound", channel="list"))
    group.feed(received("t-2"))
    touched = last(group, LeadTouched)
    assert (touched.motion, touched.rule_set.name) == ("inbound", "inbound")
    assert rules_of(touched)[0] == "motion.switch"
    assert touched.priority > last(group, LeadQualified).priority


def test_an_outbound_touch_of_an_open_inbound_lead_leaves_it_inbound(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(received("t-2", motion="outbound", channel="list"))
    touched = last(group, LeadTouched)
    assert touched.motion == "inbound"
    assert rules_of(touched)[0] == "motion.keep"


def test_a_list_is_outbound_and_a_person_who_acts_is_inbound_where_the_source_does_not_say(group: Driver) -> None:
    group.feed(received("t-1", motion=None, channel="list"))
    group.feed(received("t-2", "lead-2", motion=None))
    assert [event.motion for event in group.outputs if isinstance(event, LeadQualified)] == ["outbound", "inbound"]


@pytest.mark.parametrize("inbound_first", [True, False])
def test_of_two_touches_at_one_instant_that_open_nothing_the_inbound_one_decides(
    group: Driver, inbound_first: bool
) -> None:
    touches = [received("t-1", job_title="Student"), received("t-2", job_title="Student", motion="outbound")]
    for event in touches if inbound_first else touches[::-1]:
        group.feed(event)
    verdict = last(group, LeadDisqualified)
    assert (verdict.reason_code, verdict.motion, verdict.rule_set.name) == ("student", "inbound", "inbound")


def test_points_fade_from_when_the_person_acted_unless_that_is_not_credible(group: Driver) -> None:
    ago, ahead = NOW - timedelta(days=14), NOW + timedelta(days=14)
    for number, acted in enumerate((None, ago, ahead)):
        group.feed(received("t-1", f"lead-{number}", occurred_at=acted))
    now, faded, future = (event.engagement for event in group.outputs if isinstance(event, LeadQualified))
    assert faded == round(now / 2)
    assert future == now
    group.advance(by=timedelta(days=14))
    group.feed(received("t-2", "lead-2", channel="list", received_at=NOW + timedelta(days=14)))
    assert last(group, LeadTouched).engagement == round(now / 2 + 5)


def test_the_same_touch_again_is_nothing(group: Driver) -> None:
    group.feed(received("t-1"))
    before = len(group.records)
    group.feed(received("t-1"))
    assert len(group.records) == before


def test_an_older_touch_that_arrives_late_does_not_overwrite_what_is_known(group: Driver) -> None:
    group.feed(received("t-2", job_title="CEO"))
    group.feed(received("t-1", job_title="Intern", email="old@nordfrakt.example", received_at=NOW - timedelta(days=3)))
    assert last(group, LeadTouched).facts["job_title"] == "CEO"
    assert last(group, LeadContact).email == "maya@nordfrakt.example"


def test_a_disqualifier_that_shows_up_in_an_open_cycle_is_a_reason_and_not_its_end(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(received("t-2", domain="rival.example"))
    assert verdicts(group) == [("lead.qualified", 1), ("lead.touched", 1)]
    assert "competitor" in rules_of(last(group, LeadTouched))


def test_a_test_goes_to_nobody_and_teaches_nothing(group: Driver) -> None:
    group.feed(received("t-1", is_test=True, job_title="CEO"))
    group.feed(poor("t-2", job_title=None))
    assert last(group, LeadDisqualified).facts.get("job_title") is None
    group.feed(received("t-3"))
    group.feed(received("t-4", is_test=True))
    assert verdicts(group)[-2:] == [("lead.qualified", 1), ("lead.disqualified", 1)]
    assert last(group, LeadDisqualified).reason_code == "test"
    group.feed(received("t-5"))
    assert verdicts(group)[-1] == ("lead.touched", 1)


def test_a_suppression_ends_the_cycle_erases_the_contact_and_turns_down_what_follows(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(suppressed())
    group.feed(received("t-2"))
    closed = last(group, LeadClosed)
    assert (closed.cycle, closed.outcome, closed.reason_code) == (1, "suppressed", "erasure")
    refused = last(group, LeadDisqualified)
    assert (refused.reason_code, refused.cycle) == ("suppressed", None)
    assert refused.facts.keys() == {"basis"}
    assert refused.facts["basis"].keys() <= {
        "motion",
        "motion_before",
        "at_once",
        "acted_at",
        "points",
        "earlier",
        "suppressed",
    }
    contacts = [record for record in group.records if record.topic == LEADS_CONTACTS]
    assert [record.value is None for record in contacts] == [False, True]
    assert {record.key for record in contacts} == {LEAD.encode()}


def test_nothing_of_a_suppressed_person_is_left_in_the_state(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(suppressed())
    group.feed(received("t-2"))
    latest = [out for out in group.changelog if out.key == f"leads/{LEAD}".encode()][-1]
    for text in (b"nordfrakt", b"Maya", b"Logistics"):
        assert text not in latest.value


def test_a_suppression_of_somebody_unknown_is_remembered(group: Driver) -> None:
    group.feed(suppressed())
    group.feed(suppressed())
    group.feed(received("t-1"))
    assert verdicts(group) == [("lead.disqualified", None)]


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (close(actor="rep-1"), "closed"),
        (close(actor="rep-1", role=None), "closed"),
        (close(actor="rep-2"), "not_yours"),
        (close(actor="marketing-key", role="marketing"), "not_yours"),
        (close(actor="boss", role="manager"), "closed"),
        (close(actor="root", role="admin"), "closed"),
        (close(actor="rep-1", cycle=1), "closed"),
        (close(actor="rep-1", cycle=2), "no_open_cycle"),
        (close(actor="rep-1", outcome="suppressed"), "not_an_outcome"),
        (close(lead_id="nobody"), "unknown_lead"),
    ],
)
def test_only_the_owner_or_a_manager_closes_and_a_refusal_names_the_request(
    group: Driver, request_: Any, answer: str
) -> None:
    group.feed(received())
    group.feed(assigned("rep-1"))
    group.feed(request_)
    if answer == "closed":
        closed = last(group, LeadClosed)
        assert (closed.cycle, closed.outcome, closed.request_id) == (1, "won", "r-1")
    else:
        refused = last(group, LeadRequestRefused)
        assert (refused.request_id, refused.reason_code) == ("r-1", answer)
        assert group.records[-1].topic == LEADS_QUALIFIED


def test_a_close_carries_the_value_of_the_deal(group: Driver) -> None:
    group.feed(received())
    group.feed(close(actor="boss", role="manager", value=1200.5, currency="EUR", reason_code="signed"))
    closed = last(group, LeadClosed)
    assert (closed.value, closed.currency, closed.reason_code) == (1200.5, "EUR", "signed")


def test_the_request_that_closed_seen_again_is_nothing(group: Driver) -> None:
    group.feed(received())
    group.feed(assigned())
    group.feed(close("r-1"))
    group.feed(close("r-1"))
    group.feed(close("r-2"))
    assert verdicts(group)[1:] == [("lead.closed", 1), ("lead.request_refused", None)]
    assert last(group, LeadRequestRefused).reason_code == "no_open_cycle"


def test_a_request_that_was_refused_stays_refused_when_it_is_repeated(group: Driver) -> None:
    group.feed(received())
    group.feed(close("r-1", actor="rep-1"))  # asked a moment before qualification reads that the lead is theirs
    group.feed(assigned("rep-1"))
    group.feed(close("r-1", actor="rep-1"))
    assert verdicts(group)[1:] == [("lead.request_refused", None)]
    assert last(group, LeadRequestRefused).reason_code == "not_yours"


def test_a_request_to_close_that_comes_again_in_a_later_cycle_does_not_end_that_one(group: Driver) -> None:
    group.feed(received())
    group.feed(close("r-1", actor="boss", role="manager"))
    for number in range(9):
        group.feed(close(f"other-{number}", actor="boss", role="manager"))
    group.feed(received("t-2"))
    group.feed(close("r-1", actor="boss", role="manager"))
    assert sum(isinstance(event, LeadClosed) for event in group.outputs) == 1


def test_a_request_to_close_an_unknown_lead_is_refused_once_even_if_the_lead_comes_meanwhile(group: Driver) -> None:
    group.feed(close("r-1", actor="boss", role="manager"))
    group.feed(received())
    group.feed(close("r-1", actor="boss", role="manager"))
    assert [event.reason_code for event in group.outputs if isinstance(event, LeadRequestRefused)] == ["unknown_lead"]
    assert not any(isinstance(event, LeadClosed) for event in group.outputs)


def test_a_request_to_close_that_was_decided_is_not_sent_on_once_its_lead_has_become_an_alias(group: Driver) -> None:
    group.feed(received())
    group.feed(close("r-1", actor="boss", role="manager"))
    group.feed(linked(LEAD, "other"))
    group.feed(close("r-1", actor="boss", role="manager"))
    assert not any(record.topic == "leads.activities" for record in group.records)


@pytest.mark.parametrize(
    ("facts", "owner"),
    [
        ([assigned("a")], "a"),
        ([assigned("a"), released("a"), assigned("b", attempt=2)], "b"),
        ([assigned("b", attempt=2), assigned("a", attempt=1)], "b"),
        ([assigned("a"), assigned("b", attempt=2), released("a", attempt=1)], "b"),
        ([assigned("a"), released("a")], None),
        ([assigned("a", cycle=2)], None),
    ],
)
def test_the_owner_is_who_has_the_open_cycle_now(group: Driver, facts: list[Any], owner: str | None) -> None:
    group.feed(received())
    for fact in facts:
        group.feed(fact)
    for number, rep in enumerate("ab"):
        if rep != owner:
            group.feed(close(f"r-{number}", actor=rep))
    assert not any(isinstance(event, LeadClosed) for event in group.outputs)
    if owner is not None:
        group.feed(close("r-9", actor=owner))
        assert last(group, LeadClosed).request_id == "r-9"


def test_five_people_of_one_company_are_five_leads(group: Driver) -> None:
    for number in range(5):
        group.feed(received(f"t-{number}", f"lead-{number}", email=f"p{number}@nordfrakt.example"))
    assert verdicts(group) == [("lead.qualified", 1)] * 5


def test_no_verdict_names_the_person(group: Driver) -> None:
    wrote = "Call Maya Lindqvist at +46 8 465 004 12 about the price"
    group.feed(received(phone="+46846500412", last_name="Lindqvist", message=wrote, attributes={"budget": wrote}))
    told = b"".join(record.value or b"" for record in group.records if record.topic == LEADS_QUALIFIED)
    for text in (b"Maya", b"Lindqvist", b"maya@", b"4650", b"Call"):
        assert text not in told


def test_the_contact_is_published_for_sales_and_merged_over_touches(group: Driver) -> None:
    group.feed(poor("t-0", received_at=NOW - timedelta(days=2), phone="+4612345"))
    assert not any(isinstance(event, LeadContact) for event in group.outputs)
    group.feed(received("t-1", message="First"))
    group.feed(received("t-2", received_at=NOW + timedelta(hours=1), message="Second", email=None))
    contact = last(group, LeadContact)
    assert (contact.email, contact.phone, contact.message) == ("maya@nordfrakt.example", "+4612345", "Second")
    assert contact.updated_at == NOW + timedelta(hours=1)
    published = sum(isinstance(event, LeadContact) for event in group.outputs)
    group.feed(received("t-3", message=None))
    assert sum(isinstance(event, LeadContact) for event in group.outputs) == published


def test_a_lead_at_rest_is_forgotten_with_its_contact_and_an_open_one_is_not(group: Driver) -> None:
    group.feed(received("t-1"))
    group.feed(received("t-1", "lead-2"))
    group.feed(close(actor="boss", role="manager"))
    group.advance(by=timedelta(days=401))
    table = next(table for table in group.topology.tables if table.name == "leads")
    assert group.state(table).keys() == {"lead-2"}
    assert (group.records[-1].topic, group.records[-1].key, group.records[-1].value) == (
        LEADS_CONTACTS,
        LEAD.encode(),
        None,
    )
