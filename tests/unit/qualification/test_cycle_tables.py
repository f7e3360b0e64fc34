"""Tables: what a history does to the cycles of a lead, row by row."""

from datetime import timedelta

import pytest
from tests.unit.qualification.samples import (
    LEAD,
    NOW,
    assigned,
    close,
    driver,
    poor,
    received,
    shipped,
    suppressed,
)
from tests.unit.qualification.test_linked_leads import of, open_leads
from tests.unit.qualification.waits import enriched

from lead_contracts.base import Event
from lead_contracts.events import LeadClosed, LeadContact, LeadQualified, LeadTouched
from lead_contracts.topics import LEADS_CONTACTS
from lead_runtime.testing import Driver

AGO = NOW - timedelta(days=3)
SHORT = {"lead.qualified": "open", "lead.touched": "merged", "lead.disqualified": "down", "lead.closed": "end"}


def told(*history: Event, group: Driver | None = None) -> list[str]:
    """What is decided of a history: ``open 1``, ``merged 1``, ``end 1``, ``down REASON``."""
    group = group or driver()
    for event in history:
        group.feed(event)
    decided = (each for each in group.outputs if each.NAME in SHORT)
    return [f"{SHORT[each.NAME]} {getattr(each, 'reason_code', None) or each.cycle}" for each in decided]


def won(cycle: int = 1, outcome: str = "won") -> Event:
    """A manager ends the cycle."""
    return close(f"r-{cycle}", actor="boss", role="manager", cycle=cycle, outcome=outcome)


def student(touch_id: str = "t-1", **members: object) -> Event:
    return received(touch_id, **{"job_title": "Student", **members})


FORM, AGAIN, POOR = received("t-1"), received("t-2"), poor("t-3")
LATER_STUDENT = student("t-7", received_at=NOW + timedelta(days=1))
NO_STUDENT = received("t-8", job_title="CEO", received_at=NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # a second form: while open, after the end, after the end of the next
        ([FORM, AGAIN], ["open 1", "merged 1"]),
        ([FORM, POOR, AGAIN], ["open 1", "merged 1", "merged 1"]),
        ([FORM, won(), AGAIN], ["open 1", "end 1", "open 2"]),
        ([FORM, won(), LATER_STUDENT, NO_STUDENT], ["open 1", "end 1", "down student", "open 2"]),
        ([FORM, won(), AGAIN, won(2), received("t-9")], ["open 1", "end 1", "open 2", "end 2", "open 3"]),
        # after a disqualified one: a better touch revives the lead, a worse one does not
        ([POOR, FORM], ["down below_threshold", "open 1"]),
        ([POOR, poor("t-4"), FORM, AGAIN], ["down below_threshold", "down below_threshold", "open 1", "merged 1"]),
        ([student("t-1"), received("t-2", job_title="CEO", received_at=NOW + timedelta(1))], ["down student", "open 1"]),
        ([student("t-1"), received("t-2", job_title=None)], ["down student", "down student"]),
        ([received("t-1", consent={"given": False}), FORM], ["down no_consent"]),
        (
            [received("t-1", consent={"given": False}), received("t-2", consent={"given": True}, received_at=NOW + timedelta(1))],
            ["down no_consent", "open 1"],
        ),
        ([received("t-1", email="x@gmail.com", motion="outbound", channel="list"), AGAIN], ["down personal_mailbox", "open 1"]),
        # the same touch again, whatever became of the lead since
        ([FORM, FORM], ["open 1"]),
        ([FORM, AGAIN, AGAIN, FORM], ["open 1", "merged 1"]),
        ([FORM, won(), FORM], ["open 1", "end 1"]),
        ([POOR, POOR], ["down below_threshold"]),
        ([POOR, FORM, POOR], ["down below_threshold", "open 1"]),
        ([FORM, suppressed(), FORM], ["open 1", "end erasure"]),
        # an older touch that arrives late: merged while open; after the end somebody has to look at it
        ([FORM, received("t-0", received_at=AGO)], ["open 1", "merged 1"]),
        ([FORM, won(), received("t-0", received_at=AGO)], ["open 1", "end 1", "open 2"]),
        ([POOR, received("t-0", received_at=AGO)], ["down below_threshold", "open 1"]),  # they did ask, and nobody answered
        ([student("t-1"), received("t-0", received_at=AGO)], ["down student", "down student"]),
        # erasure and suppression in between
        ([suppressed(), FORM], ["down suppressed"]),
        ([FORM, suppressed(), AGAIN], ["open 1", "end erasure", "down suppressed"]),
        ([POOR, suppressed(), FORM], ["down below_threshold", "down suppressed"]),
        ([FORM, won(), suppressed(), AGAIN], ["open 1", "end 1", "down suppressed"]),
        ([FORM, suppressed(), suppressed(), AGAIN], ["open 1", "end erasure", "down suppressed"]),
        ([FORM, suppressed(), enriched(job_title="CEO"), AGAIN], ["open 1", "end erasure", "down suppressed"]),
    ],
)  # fmt: skip
def test_what_a_history_does_to_the_cycles(history: list[Event], expected: list[str]) -> None:
    assert told(*history) == expected


@pytest.mark.parametrize("outcome", ["won", "lost", "returned", "invalid"])
def test_whatever_ended_a_cycle_the_next_touch_opens_the_next(outcome: str) -> None:
    group = driver()
    assert told(FORM, assigned("rep-1"), close(outcome=outcome), AGAIN, group=group) == ["open 1", "end 1", "open 2"]
    assert of(group, LeadClosed)[0].outcome == outcome


def under(inbound: str, outbound: str) -> Driver:
    """The group under rules that say what a touch of the other motion does."""
    group = driver()
    for event, does in zip(shipped(NOW - timedelta(days=1)), (inbound, outbound), strict=True):
        group.set_global(event.model_copy(update={"content": {**event.content, "other_motion": does}}))
    return group


OUT = {"motion": "outbound", "channel": "list"}


@pytest.mark.parametrize(
    ("first", "second", "does", "motion"),
    [
        ("outbound", "inbound", "switch", "inbound"),
        ("outbound", "inbound", "keep", "outbound"),
        ("inbound", "outbound", "keep", "inbound"),
        ("inbound", "outbound", "switch", "outbound"),
    ],
)
def test_a_touch_of_the_other_motion_in_an_open_cycle_does_what_the_rules_of_the_cycle_say(
    first: str, second: str, does: str, motion: str
) -> None:
    channels = {"outbound": "list", "inbound": "live"}
    group = under(does if first == "inbound" else "switch", does if first == "outbound" else "keep")
    group.feed(received("t-1", motion=first, channel=channels[first]))
    group.feed(received("t-2", motion=second, channel=channels[second]))
    (touched,) = of(group, LeadTouched)
    assert (touched.motion, touched.rule_set.name) == (motion, motion)
    assert touched.reasons[0].rule == f"motion.{does}"
    assert touched.reasons[0].evidence == f"{second} touch in an {first} cycle"


@pytest.mark.parametrize("between", [[won(outcome="lost")], []])
def test_without_an_open_cycle_the_touch_brings_its_own_motion_and_there_is_no_conflict(between: list[Event]) -> None:
    group = driver()
    first = received("t-1", **OUT) if between else poor("t-1")
    for event in (first, *between, received("t-2", received_at=NOW + timedelta(days=1))):
        group.feed(event)
    last = of(group, LeadQualified)[-1]
    assert (last.motion, last.rule_set.name) == ("inbound", "inbound")
    assert not any(reason.rule.startswith("motion.") for reason in last.reasons)


def test_five_people_of_one_company_have_cycles_contacts_and_wishes_of_their_own() -> None:
    group, people = driver(), [f"lead-{number}" for number in range(5)]
    for lead_id in people:
        group.feed(received(f"t-{lead_id}", lead_id, email=f"{lead_id}@nordfrakt.example"))
    group.feed(close(actor="boss", role="manager", lead_id="lead-0"))
    group.feed(suppressed("lead-1"))
    group.feed(received("again", "lead-0", email="lead-0@nordfrakt.example"))
    group.feed(enriched("lead-2", job_title="CEO", phone="+46846500412"))
    assert open_leads(group) == set(people) - {"lead-1"}
    erased = {record.key for record in group.records if record.topic == LEADS_CONTACTS and record.value is None}
    assert erased == {b"lead-1"}
    assert [one.lead_id for one in of(group, LeadContact) if one.phone] == ["lead-2"]
    assert {one.lead_id: one.cycle for one in of(group, LeadQualified)} == dict.fromkeys(people, 1) | {"lead-0": 2}


def test_a_late_older_touch_warms_less_than_a_fresh_one_and_changes_no_fact() -> None:
    late, fresh = driver(), driver()
    late.feed(received("t-1", job_title="CEO"))
    late.feed(received("t-0", job_title="Intern", received_at=NOW - timedelta(days=28)))
    fresh.feed(received("t-1", job_title="CEO"))
    fresh.feed(received("t-0", job_title="Intern"))
    (one,), (other,) = of(late, LeadTouched), of(fresh, LeadTouched)
    assert one.engagement < other.engagement
    assert one.facts["job_title"] == "CEO"
    assert one.lead_id == LEAD
