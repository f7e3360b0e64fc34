"""What a source says later of somebody it knows: it reaches the lead, under whichever id, and makes no second one."""

from datetime import timedelta
from itertools import permutations

import pytest
from tests.unit.qualification.samples import LEAD, NOW, activity, driver, received
from tests.unit.qualification.test_linked_leads import of, play, verdicts
from tests.unit.qualification.waits import COMPANY, MINUTE, PERSON, decided, enriched, patient, pointer

from lead_contracts.events import LeadContact, LeadEnriched, LeadLinked, LeadQualified, LeadReceived, LeadTouched
from lead_contracts.ids import derived_id

CRM, NEW = "crm-7", derived_id("the new address", "lead", "tests")


def by_delivery(to: str = LEAD, minutes: int = 0) -> LeadLinked:
    """A delivery of a lead named the person by the CRM's id too."""
    at = NOW + timedelta(minutes=minutes)
    return LeadLinked(from_=CRM, to=to, source="crm", reason_code="same_delivery", occurred_at=at)


def by_update(to: str = LEAD, minutes: int = 0) -> LeadLinked:
    """A change at the source did."""
    return by_delivery(to, minutes).model_copy(update={"reason_code": "same_update"})


def test_a_change_under_the_crm_id_reaches_the_owner_of_the_open_cycle() -> None:
    later = NOW + timedelta(minutes=1)
    group = play(received(), by_delivery(), by_update(), enriched(CRM, job_title="CEO", phone="+46846500412"))
    assert [event.lead_id for event in of(group, LeadEnriched)] == [LEAD]
    play(enriched(CRM, email="maya@new.example", occurred_at=later), received("t-2"), group=group)
    assert of(group, LeadContact)[-1].email == "maya@new.example"


def test_a_new_address_in_a_change_leaves_the_lead_who_it_was() -> None:
    group = play(received(), by_delivery(minutes=0), by_update(NEW, minutes=5), activity("a-1", CRM))
    assert [event.lead_id for event in group.outputs if hasattr(event, "activity_id")] == [LEAD]


def test_what_a_delivery_says_of_an_id_wins_over_a_change_in_any_order() -> None:
    for order in permutations([by_delivery(LEAD, minutes=0), by_update(NEW, minutes=5)]):
        group = play(*order, received("t-1", CRM))
        assert verdicts(group) == {"t-1": [(LEAD, "qualified")]}, order


def test_the_first_change_tells_whose_an_id_is_of_which_nobody_spoke() -> None:
    group = play(by_update(LEAD), by_update(NEW, minutes=5), received("t-1", CRM))
    assert verdicts(group) == {"t-1": [(LEAD, "qualified")]}


def test_a_change_brings_who_waits_by_id_alone_to_the_lead_of_the_address() -> None:
    group = play(received("t-1"), pointer("t-2", CRM), group=patient())
    assert decided(group) == [("t-1", "lead.qualified")]
    play(by_update(), enriched(CRM, email="maya@nordfrakt.example"), group=group)
    assert verdicts(group) == {"t-1": [(LEAD, "qualified")], "t-2": [(LEAD, "touched")]}


def points(verdict: LeadQualified | LeadTouched) -> dict[str, int]:
    """What the touches of the lead count, by rule."""
    return {one.rule: one.points for one in verdict.reasons if one.rule.startswith("engagement.")}


@pytest.mark.parametrize("motion", ["inbound", "outbound"])
@pytest.mark.parametrize("minutes", [0, 6])
def test_a_notice_and_the_whole_contact_are_not_two_times_that_somebody_came(motion: str, minutes: int) -> None:
    """Within the wait and after it, when the cycle of the notice is carried over."""
    group = play(pointer("t-1", CRM, motion=motion), group=driver())
    group.advance(by=minutes * MINUTE)
    play(received("t-2", motion=motion), by_delivery(), group=group)
    (alone,) = of(play(received("t-2", motion=motion), group=driver()), LeadQualified)
    whole = [one for one in of(group, LeadQualified) if one.lead_id == LEAD]
    (after,) = of(group, LeadTouched)
    assert [(one.touch_id, one.engagement) for one in whole] == [("t-2", alone.engagement)]
    assert points(after)["engagement.named_by_an_id"] == 10
    assert after.engagement == alone.engagement + 10


def test_who_is_named_by_an_id_alone_is_work_and_gets_a_grade_by_what_is_known() -> None:
    group = play(pointer(), pointer("t-2", "lead-2"), group=driver())
    play(enriched(**PERSON, company="Nordfrakt AB", job_title="CEO", country="SE", attributes=COMPANY), group=group)
    group.advance(by=6 * MINUTE)
    assert {one.lead_id: (one.engagement, one.grade) for one in of(group, LeadQualified)} == {
        LEAD: (10, "B"),
        "lead-2": (10, "D"),
    }


def test_a_carried_cycle_of_somebody_who_can_be_reached_is_a_person_who_came_to_us() -> None:
    group = play(received("t-1", CRM), received("t-2"), by_delivery(), group=driver())
    (carried,) = [one for one in of(group, LeadReceived) if one.came_as]
    assert carried.flags == ("linked",)
    assert points(of(group, LeadTouched)[-1])["engagement.came_to_us"] == 35


def test_a_person_who_is_only_ever_changed_is_no_lead() -> None:
    group = play(by_update(), *(enriched(CRM, **PERSON, occurred_at=NOW + n * MINUTE) for n in range(3)))
    group.advance(by=15 * MINUTE)
    assert decided(group) == []
    assert of(group, LeadContact) == []
