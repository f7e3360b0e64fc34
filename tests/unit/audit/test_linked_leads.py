"""Two leads turn out to be one person, seen through all services: nothing of the first is left open anywhere."""

from datetime import timedelta
from random import Random

import pytest
from tests.support import NOWHERE
from tests.unit.audit.chain import Chain
from tests.unit.audit.story import Story

from assignment.adapters.tables import LOADS, PLACES
from handover.audit import Kind
from lead_contracts import events
from lead_contracts.codec import decode
from sla_monitor.application.views import clock_view
from sla_monitor.domain.watch import Watch

A, B = "lead-a", "lead-b"


class World:
    """The services, and the people around one person who is two leads."""

    def __init__(self, seed: int) -> None:
        self.chain = Chain(Random(seed))

    def come(self, lead: str, touch: str) -> None:
        now = self.chain.now
        self.chain.write(
            events.LeadReceived(
                lead_id=lead,
                touch_id=touch,
                source="typeform",
                channel="live",
                received_at=now,
                occurred_at=now,
                motion="inbound",
                email=f"{lead}@acme-logistics.example",
                company="Acme Logistics",
                job_title="Head of Operations",
                country="DE",
                attributes={"employees": "250", "industry": "logistics", "budget": "100000"},
                delivery=NOWHERE,
            )
        )

    def call(self, lead: str) -> None:
        now = self.chain.now
        self.chain.write(
            events.LeadActivity(
                lead_id=lead, activity_id="call-1", kind="call", direction="out", occurred_at=now, recorded_at=now
            )
        )

    def link(self) -> None:
        self.chain.write(
            events.LeadLinked(from_=A, to=B, source="tests", reason_code="same_person", occurred_at=self.chain.now)
        )

    def alerts(self) -> list[tuple[str, str]]:
        """What was raised of which lead."""
        said = (decode(record.headers, record.value)[1] for record in self.chain.log if record.topic == "sla.alerts")
        return [(event.NAME, event.lead_id) for event in said if hasattr(event, "lead_id")]

    def open_clocks(self) -> set[str]:
        """The leads that the board of clocks shows."""
        monitor = self.chain.workers[3]
        watches: dict[str, Watch] = monitor.state(monitor.topology.tables[0])
        return {lead for lead, watch in watches.items() if clock_view(lead, watch, "first_response")}

    def on_desks(self) -> int:
        """Leads that reps have."""
        return sum(load.open for load in self.chain.workers[2].state(LOADS).values())

    def waiting(self) -> int:
        """Leads that wait for a rep."""
        return len(self.chain.workers[2].state(PLACES))


@pytest.mark.parametrize("seed", range(3))
def test_no_clock_and_no_place_with_a_rep_is_left_to_the_first(seed: int) -> None:
    world = World(seed)
    world.come(A, "t-1")
    world.come(B, "t-2")
    assert (world.open_clocks(), world.on_desks()) == ({A, B}, 2)
    world.link()
    world.come(A, "t-3")
    assert (world.open_clocks(), world.on_desks(), world.waiting()) == ({B}, 1, 0)
    world.chain.wait(30)
    assert [lead for name, lead in world.alerts() if name == "sla.breached"] == [B]
    assert world.chain.audit().violations == ()


def test_who_was_not_answered_under_the_first_id_is_due_at_the_same_hour_under_the_second() -> None:
    world = World(1)
    world.come(A, "t-1")
    due = world.chain.now + timedelta(hours=24)
    world.chain.wait(10)
    world.link()
    world.chain.wait(20)
    (breach,) = [
        event
        for record in world.chain.log
        if record.topic == "sla.alerts"
        and isinstance(event := decode(record.headers, record.value)[1], events.SlaBreached)
    ]
    assert (breach.lead_id, breach.due_at) == (B, due)
    assert world.chain.audit().violations == ()


def test_who_was_answered_under_the_first_id_is_answered_under_the_second() -> None:
    world = World(1)
    world.come(A, "t-1")
    world.chain.wait(1)
    world.call(A)
    world.chain.wait(10)
    world.link()
    world.chain.wait(30)
    assert world.alerts() == [("sla.met", A), ("sla.met", B)]
    assert world.chain.audit().violations == ()


def test_a_touch_that_went_on_and_never_came_is_found_by_the_audit() -> None:
    story = Story()
    story.received()
    story.write(events.LeadMoved(lead_id=story.lead, touch_id="touch-1", to="lead-2", decided_at=story.now))
    assert [violation.kind for violation in story.audit().violations] == [Kind.TOUCH_WITHOUT_VERDICT]


def test_a_touch_that_was_judged_here_and_where_it_went_is_found_by_the_audit() -> None:
    story = Story()
    arrived = story.received().event
    story.qualified()
    story.assigned()
    story.write(events.LeadMoved(lead_id=story.lead, touch_id="touch-1", to="lead-2", decided_at=story.now))
    story.write(arrived.model_copy(update={"lead_id": "lead-2", "came_as": story.lead}))
    story.lead = "lead-2"
    story.qualified()
    story.assigned()
    assert [violation.kind for violation in story.audit().violations] == [Kind.TOUCH_DECIDED_TWICE]


def test_a_breach_of_a_touch_that_went_on_is_not_that_of_the_next_cycle() -> None:
    """Qualification stood still for a day; then the link held, then it was found to be wrong."""
    story = Story()
    first = story.received()
    story.wait(18).warned()
    story.wait(6).breached()
    story.write(events.LeadMoved(lead_id=story.lead, touch_id="touch-1", to="lead-2", decided_at=story.now))
    start = story.wait(1).now
    story.received("touch-2")
    story.qualified("touch-2")
    story.assigned()
    story.wait(18).warned(start)
    story.wait(6).breached(start)
    story.lead = "lead-2"
    story.write(first.event.model_copy(update={"lead_id": "lead-2", "came_as": "lead-1"}))
    story.qualified()
    story.assigned()
    wrong = {(violation.kind, violation.lead_id) for violation in story.audit().violations}
    assert wrong == {(Kind.ALERT_MISSING, "lead-2")}  # this story leaves it out; of the first there is nothing to say
