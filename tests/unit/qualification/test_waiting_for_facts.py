"""A first touch waits for what is looked up elsewhere, up to a limit, and gets its one verdict whatever happens meanwhile."""

import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.qualification.samples import (
    LEAD,
    NOW,
    RULES,
    activity,
    assigned,
    close,
    driver,
    received,
    suppressed,
)
from tests.unit.qualification.test_linked_leads import A, B, linked, of, play, verdicts
from tests.unit.qualification.waits import (
    COMPANY,
    MINUTE,
    PERSON,
    WAITS,
    decided,
    enriched,
    patient,
    pending,
    pointer,
    reasons,
    unknown_company,
    versions,
)

from lead_contracts.events import (
    LeadContact,
    LeadDisqualified,
    LeadMoved,
    LeadQualified,
    LeadReceived,
    LeadTouched,
)
from lead_contracts.topics import LEADS_QUALIFIED
from lead_runtime.engine.errors import Transient
from qualification.adapters.rules.patience import LONGEST, EnrichmentPart


@pytest.mark.parametrize(
    ("touch", "waits"),
    [
        (pointer(), 5),
        (unknown_company(), 2),
        (unknown_company(channel="list", motion="outbound"), 2),
        (unknown_company(attributes={"industry": "Logistics"}), 2),
        (unknown_company(email=None, domain="nordfrakt.example", phone="+46846500412"), 2),
        (unknown_company(attributes={"industry": "Logistics", "employees": "250"}), 0),
        (unknown_company(email="maya@gmail.com"), 0),
        (unknown_company(email=None, phone="+46846500412"), 0),
        (pointer(is_test=True), 0),
        (unknown_company(is_test=True), 0),
        (pointer(email="maya@gmail.com"), 0),
        (received(), 0),
    ],
)
def test_a_touch_waits_only_for_what_is_missing_and_can_be_looked_up(touch: LeadReceived, waits: int) -> None:
    group = play(touch, group=patient())
    if waits:
        assert decided(group) == []
        group.advance(by=waits * MINUTE - timedelta(seconds=2))
        assert decided(group) == []
        group.advance(by=timedelta(seconds=4))
    assert [touch_id for touch_id, _ in decided(group)] == ["t-1"]
    assert bool(reasons(group)) == bool(waits)
    assert pending(group) == set()


@pytest.mark.parametrize("waits", [None, {}, {"company": {**WAITS["company"], "channels": ["list"]}}])
def test_without_the_section_nobody_waits(waits: Mapping[str, Any] | None) -> None:
    group = play(pointer("t-1"), unknown_company("t-2", "lead-2"), group=patient(waits))
    assert [touch_id for touch_id, _ in decided(group)] == ["t-1", "t-2"]


def test_the_shipped_rules_hold_up_nobody_whom_a_rep_could_call_or_write_to() -> None:
    group = play(
        unknown_company("t-1", "lead-1"),
        unknown_company("t-2", "lead-2", channel="list", motion="outbound"),
        pointer("t-3", "lead-3"),
        group=driver(),
    )
    assert [touch_id for touch_id, _ in decided(group)] == ["t-1", "t-2"]


def test_it_goes_on_with_what_is_known_and_says_what_never_came() -> None:
    group = play(unknown_company(), enriched(attributes={"sector": "Logistics"}), group=patient())
    assert decided(group) == []
    group.advance(by=3 * MINUTE)
    (verdict,) = of(group, LeadQualified)
    assert (verdict.facts["sector"], verdict.received_at) == ("Logistics", NOW)
    assert verdict.decided_at >= NOW + 2 * MINUTE
    assert reasons(group) == {"enrichment.in_vain": "waited for sector, employees; still unknown: employees"}


def test_what_was_missing_ends_the_wait_at_once_and_counts() -> None:
    group = play(unknown_company(), enriched(attributes=COMPANY), group=patient())
    (verdict,) = of(group, LeadQualified)
    assert (verdict.decided_at, verdict.facts["employees"]) == (NOW, "250")
    assert reasons(group) == {"enrichment.came": "waited for sector, employees"}
    group.advance(by=10 * MINUTE)
    assert len(decided(group)) == 1


def test_an_id_alone_becomes_a_person_whom_a_rep_can_write_to() -> None:
    group = play(pointer(), enriched(**PERSON, job_title="CEO", attributes=COMPANY), group=patient())
    (verdict,), (contact,) = of(group, LeadQualified), of(group, LeadContact)
    assert (verdict.facts["job_title"], verdict.facts["mail_domain"]) == ("CEO", "nordfrakt.example")
    assert (contact.email, contact.first_name) == ("maya@nordfrakt.example", "Maya")


def test_nobody_falls_between_the_cracks_an_id_alone_is_assigned_with_where_to_look() -> None:
    group = play(pointer(), group=patient())
    group.advance(by=6 * MINUTE)
    (verdict,), (contact,) = of(group, LeadQualified), of(group, LeadContact)
    assert verdict.cycle == 1
    assert reasons(group) == {"enrichment.in_vain": "waited for e-mail or phone; still unknown: e-mail or phone"}
    assert contact.message == "meta told an id alone: 4711"
    assert b"4711" not in b"".join(one.value or b"" for one in group.records if one.topic == LEADS_QUALIFIED)


def test_facts_that_were_told_before_the_touch_need_no_wait() -> None:
    group = play(enriched(attributes=COMPANY), unknown_company(), group=patient())
    assert decided(group) == [("t-1", "lead.qualified")]
    assert reasons(group) == {}


def test_a_second_touch_joins_and_both_are_judged_when_the_first_ones_time_is_up() -> None:
    group = play(unknown_company("t-1"), group=patient())
    group.advance(by=MINUTE)
    play(unknown_company("t-2", received_at=group.now), group=group)
    assert decided(group) == []
    group.advance(by=MINUTE + timedelta(seconds=2))
    assert decided(group) == [("t-1", "lead.qualified"), ("t-2", "lead.touched")]


def test_a_second_touch_that_brings_what_was_missing_ends_the_wait() -> None:
    group = play(unknown_company("t-1"), received("t-2"), group=patient())
    assert decided(group) == [("t-1", "lead.qualified"), ("t-2", "lead.touched")]
    assert of(group, LeadQualified)[0].facts["employees"] == "250"


def test_the_same_touch_again_is_one_touch() -> None:
    group = play(pointer(), pointer(), group=patient())
    table = next(table for table in group.topology.tables if table.name == "pending")
    assert [len(one.held) for one in group.state(table).values()] == [1]
    group.advance(by=6 * MINUTE)
    play(pointer(), group=group)
    assert len(decided(group)) == 1


def test_a_test_of_the_same_person_neither_waits_nor_ends_a_wait() -> None:
    group = play(pointer("t-1"), pointer("t-2", is_test=True), group=patient())
    assert decided(group) == [("t-2", "lead.disqualified")]
    group.advance(by=6 * MINUTE)
    assert decided(group)[1:] == [("t-1", "lead.qualified")]


def test_while_a_cycle_is_open_nobody_waits() -> None:
    group = play(received("t-1", attributes=COMPANY), pointer("t-2"), group=patient())
    assert decided(group) == [("t-1", "lead.qualified"), ("t-2", "lead.touched")]


def test_a_touch_after_the_end_waits_again_where_something_is_still_missing() -> None:
    group = patient({"company": {**WAITS["company"], "missing": ["employees"]}})
    play(received("t-1", attributes={"employees": "250"}), assigned(), close(), group=group)
    play(unknown_company("t-2"), unknown_company("t-3", "lead-3"), group=group)
    assert decided(group) == [("t-1", "lead.qualified"), ("t-2", "lead.qualified")]


def test_a_suppression_judges_what_waited_and_keeps_nothing_of_the_person() -> None:
    group = play(pointer(), enriched(first_name="Maya"), suppressed(), group=patient())
    (verdict,) = of(group, LeadDisqualified)
    assert verdict.reason_code == "suppressed"
    group.advance(by=6 * MINUTE)
    assert len(decided(group)) == 1
    newest = {out.key: out.value for out in group.changelog}
    assert not any(b"Maya" in (value or b"") or b"4711" in (value or b"") for value in newest.values())


@pytest.mark.parametrize("enrich_first", [True, False])
def test_a_link_takes_the_wait_and_what_was_learned_to_the_other_lead(enrich_first: bool) -> None:
    facts = enriched(A, attributes=COMPANY, job_title="CEO")
    history = [facts, pointer("t-1", A)] if enrich_first else [pointer("t-1", A), facts]
    group = play(*history, linked(A, B), group=patient())
    assert pending(group) == {B}
    play(enriched(B, **PERSON), group=group)
    assert verdicts(group) == {"t-1": [(B, "qualified")]}
    assert [(one.lead_id, one.to) for one in of(group, LeadMoved)] == [(A, B)]
    assert of(group, LeadQualified)[0].facts["job_title"] == "CEO"
    table = next(table for table in group.topology.tables if table.name == "leads")
    assert set(group.state(table)) == {B}


def test_the_whole_delivery_of_the_same_touch_makes_no_second_lead_and_no_second_verdict() -> None:
    """A notice with an id alone, and then what was fetched: both have the source's event id, so one touch id."""
    notice, fetched = pointer("t-1", A), received("t-1", B)
    for order in permutations([notice, fetched, linked(A, B)]):
        group = play(*order, group=patient())
        group.advance(by=6 * MINUTE)
        if order.index(notice) > order.index(fetched) or order[-1] != fetched:
            assert verdicts(group)["t-1"] == [(B, "qualified")], order
        assert all(len(where) == 1 for where in verdicts(group).values()), order
        assert [lead for where in verdicts(group).values() for lead, _ in where] == [B], order


def test_replies_before_the_verdict_wait_as_long_and_count() -> None:
    group = play(activity("a-1", LEAD), pointer(), activity("a-2", LEAD, kind="call"), group=patient())
    group.advance(by=6 * MINUTE)
    cold = play(pointer(), group=patient())
    cold.advance(by=6 * MINUTE)
    assert of(group, LeadQualified)[0].engagement == of(cold, LeadQualified)[0].engagement + 40
    group.advance(by=60 * MINUTE)
    assert group.dead_letters == []


def test_a_reply_that_came_long_before_its_touch_waits_for_the_verdict_too() -> None:
    group = play(activity("a-1", LEAD), group=patient())
    group.advance(by=8 * MINUTE)
    play(pointer(received_at=group.now), group=group)
    group.advance(by=60 * MINUTE)
    assert (len(decided(group)), group.dead_letters) == (1, [])


def test_a_touch_that_need_not_wait_takes_those_along_that_do() -> None:
    group = patient({"company": {**WAITS["company"], "channels": ["live"]}})
    play(unknown_company("t-1"), unknown_company("t-2", channel="list"), group=group)
    assert decided(group) == [("t-1", "lead.qualified"), ("t-2", "lead.touched")]


def test_a_notice_that_is_told_again_after_its_touch_moved_is_nothing() -> None:
    group = play(pointer("t-1", A), linked(A, B), pointer("t-1", A), group=patient())
    assert len(of(group, LeadMoved)) == 1


def test_the_wait_survives_a_restart() -> None:
    group = play(pointer(), group=patient())
    group.restart()
    group.advance(by=4 * MINUTE)
    group.restart()
    assert decided(group) == []
    group.advance(by=2 * MINUTE)
    group.restart()
    assert len(decided(group)) == 1


def test_an_outage_makes_no_wait_longer() -> None:
    group = play(pointer(received_at=NOW - 20 * MINUTE), group=patient())
    group.advance(by=timedelta(seconds=2))
    assert len(decided(group)) == 1


def test_rules_that_are_published_during_the_wait_decide() -> None:
    group = play(pointer(), group=patient())
    for event in versions(None, 2):
        group.set_global(event.model_copy(update={"effective_from": NOW}))
    group.advance(by=6 * MINUTE)
    (verdict,) = of(group, LeadQualified)
    assert verdict.rule_set.version == 2


def test_rules_that_cannot_be_read_when_the_time_is_up_hold_the_lead_and_lose_nothing() -> None:
    group = play(pointer(), group=patient())
    for event in versions({"sentiment": {}}, 2):
        group.set_global(event)
    with pytest.raises(Transient):
        group.advance(by=6 * MINUTE)
    for event in versions(WAITS, 2):
        group.set_global(event)
    group.advance(by=MINUTE)
    assert len(decided(group)) == 1


def test_the_owner_of_an_open_cycle_sees_at_once_what_a_source_says_later() -> None:
    group = play(received(), enriched(phone="+46846500412", occurred_at=NOW + MINUTE), group=driver())
    assert of(group, LeadContact)[-1].phone == "+46846500412"
    told = len(of(group, LeadContact))
    play(enriched(phone="+46846500499", occurred_at=NOW - MINUTE), group=group)
    play(enriched(attributes={"budget": "60k EUR"}), group=group)
    assert len(of(group, LeadContact)) == told
    play(received("t-2"), group=group)
    assert of(group, LeadTouched)[0].facts["budget"] == "60000 EUR"


def test_what_is_said_of_somebody_who_never_came_is_forgotten_in_a_month_and_opens_nothing() -> None:
    group = play(enriched(**PERSON), group=driver())
    assert group.outputs == []
    group.advance(by=timedelta(days=31))
    table = next(table for table in group.topology.tables if table.name == "leads")
    assert group.state(table) == {}
    assert group.records == []


def test_no_wait_lasts_as_long_as_a_lead_without_verdict_is_called_stuck() -> None:
    policy = RULES.with_name("sla.yaml").read_text()
    (minutes,) = re.findall(r"without_verdict_minutes: (\d+)", policy)
    assert int(minutes) * MINUTE > LONGEST + 2 * MINUTE


@pytest.mark.parametrize(
    ("section", "mistake"),
    [
        ({"ids_only": {"wait": "PT11M"}}, "ids_only.wait"),
        ({"ids_only": {"wait": "PT0S"}}, "ids_only.wait"),
        ({"ids_only": {}}, "ids_only.wait"),
        ({"company": {"wait": "PT1M"}}, "company.missing"),
        ({"company": {"wait": "PT1M", "missing": []}}, "company.missing"),
        ({"company": {"wait": "PT1M", "missing": ["mood"]}}, "company.missing.0"),
        ({"company": {"wait": "PT1M", "missing": ["sector"], "channels": ["fax"]}}, "company.channels.0"),
        ({"people": {"wait": "PT1M"}}, "people"),
    ],
)
def test_a_mistake_in_the_section_is_named(section: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ValidationError) as raised:
        EnrichmentPart.model_validate(section)
    error = raised.value.errors()[0]
    assert ".".join(map(str, error["loc"])) == mistake
