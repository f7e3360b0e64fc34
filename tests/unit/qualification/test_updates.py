"""What a source says later of somebody it knows: it reaches the lead, under whichever id, and makes no second one."""

from datetime import timedelta
from itertools import permutations

from tests.unit.qualification.samples import LEAD, NOW, activity, received
from tests.unit.qualification.test_linked_leads import of, play, verdicts
from tests.unit.qualification.waits import decided, enriched, patient, pointer

from lead_contracts.events import LeadContact, LeadEnriched, LeadLinked
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
