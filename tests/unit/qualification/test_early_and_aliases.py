"""What comes before its lead, and what comes under another id of it."""

from datetime import timedelta

import pytest
from tests.unit.qualification.samples import LEAD, NOW, activity, assigned, close, driver, linked, received, suppressed

from lead_contracts.events import LeadActivity, LeadClosed, LeadQualified, LeadRequestRefused, LeadSuppressed
from lead_contracts.topics import LEADS_RECEIVED
from lead_runtime.testing import Driver
from qualification.adapters.tables import MOST_WAITING, Limits

CRM = "crm-7"
GRACE = timedelta(minutes=10)


@pytest.fixture
def group() -> Driver:
    return driver(limits=Limits(grace=GRACE))


def forwarded(group: Driver) -> list[tuple[str, str]]:
    """What was sent on: the lead and the activity."""
    return [(event.lead_id, event.activity_id) for event in group.outputs if isinstance(event, LeadActivity)]


def waiting(group: Driver) -> set[str]:
    return set(group.state(next(table for table in group.topology.tables if table.name == "waiting")))


def test_an_activity_before_its_lead_waits_and_counts_with_the_first_verdict(group: Driver) -> None:
    group.feed(received("t-1", "lead-2"))
    group.feed(activity("a-1"))
    assert waiting(group) == {LEAD}
    group.feed(received("t-1"))
    without, with_reply = (event.engagement for event in group.outputs if isinstance(event, LeadQualified))
    assert with_reply == without + 15
    assert waiting(group) == set()
    group.advance(by=2 * GRACE)
    assert group.dead_letters == []


def test_an_activity_for_a_lead_that_never_comes_is_a_dead_letter_after_the_grace_time(group: Driver) -> None:
    group.feed(activity("a-1", direction="out"))
    group.advance(by=GRACE - timedelta(seconds=2))
    assert group.dead_letters == []
    group.advance(by=timedelta(seconds=4))
    (letter,) = group.dead_letters
    assert (letter.error, letter.lead_id) == ("UnknownLead", LEAD)
    assert b"a-1" in (letter.record.value or b"")
    assert waiting(group) == set()


def test_the_wait_survives_a_restart(group: Driver) -> None:
    group.feed(activity("a-1"))
    group.restart()
    group.advance(by=2 * GRACE)
    assert [letter.error for letter in group.dead_letters] == ["UnknownLead"]


def test_an_activity_that_waits_twice_is_one(group: Driver) -> None:
    group.feed(activity("a-1"))
    group.feed(activity("a-1"))
    group.advance(by=2 * GRACE)
    assert len(group.dead_letters) == 1


def test_more_than_a_hundred_waiting_activities_of_one_id_are_dead_letters_at_once(group: Driver) -> None:
    for number in range(MOST_WAITING + 1):
        group.feed(activity(f"a-{number}"))
    assert len(group.dead_letters) == 1


@pytest.mark.parametrize(
    ("members", "warmer"),
    [
        ({}, 15),
        ({"kind": "call"}, 25),
        ({"direction": "out"}, 0),
        ({"automated": True}, 0),
        ({"kind": "note"}, 0),
    ],
)
def test_only_what_the_person_did_warms_a_lead(group: Driver, members: dict[str, object], warmer: int) -> None:
    group.feed(received("t-1"))
    group.feed(activity("a-1", **members))
    group.feed(activity("a-1", **members))
    group.feed(received("t-2"))
    first, second = (event for event in group.outputs if hasattr(event, "engagement"))
    assert second.engagement == min(100, 2 * first.engagement + warmer)


def test_what_comes_under_an_alias_goes_on_to_the_lead_once(group: Driver) -> None:
    group.feed(received())
    group.feed(linked(CRM))
    group.feed(activity("a-1", CRM))
    group.feed(activity("a-1", CRM))
    group.feed(activity("a-2", CRM))
    assert forwarded(group) == [(LEAD, "a-1"), (LEAD, "a-2")]
    assert {record.key for record in group.records if record.topic == "leads.activities"} == {LEAD.encode()}


def test_what_waited_for_its_link_goes_on_when_the_link_comes(group: Driver) -> None:
    group.feed(activity("a-1", CRM))
    group.feed(activity("a-2", CRM))
    group.feed(linked(CRM))
    assert forwarded(group) == [(LEAD, "a-1"), (LEAD, "a-2")]
    group.advance(by=2 * GRACE)
    assert group.dead_letters == []


def test_a_corrected_identity_is_a_newer_link_and_an_older_one_changes_nothing(group: Driver) -> None:
    group.feed(linked(CRM, "wrong", at=NOW))
    group.feed(linked(CRM, LEAD, at=NOW + timedelta(hours=1)))
    group.feed(linked(CRM, "late", at=NOW - timedelta(hours=1)))
    group.feed(activity("a-1", CRM))
    assert forwarded(group) == [(LEAD, "a-1")]


def test_a_ring_of_aliases_ends_in_a_dead_letter_and_not_in_a_loop(group: Driver) -> None:
    group.feed(linked("a", "b"))
    group.feed(linked("b", "a"))
    group.feed(activity("a-1", "a"))
    for _ in range(3):
        for record in [record for record in group.records if record.topic == "leads.activities"]:
            group.records.remove(record)
            group.feed_record(record)
    assert [letter.error for letter in group.dead_letters] == ["AliasRing"]
    assert forwarded(group) == []


def test_a_link_to_itself_is_nothing(group: Driver) -> None:
    group.feed(linked(LEAD, LEAD))
    group.feed(received())
    group.feed(activity("a-1"))
    assert forwarded(group) == []


def test_a_close_under_an_alias_reaches_the_lead(group: Driver) -> None:
    group.feed(received())
    group.feed(assigned("rep-1"))
    group.feed(linked(CRM))
    group.feed(close(lead_id=CRM))
    assert not any(isinstance(event, LeadRequestRefused) for event in group.outputs)
    request = next(record for record in group.records if record.topic == "leads.activities")
    group.feed_record(request)
    closed = next(event for event in group.outputs if isinstance(event, LeadClosed))
    assert (closed.lead_id, closed.request_id) == (LEAD, "r-1")


@pytest.mark.parametrize("link_first", [True, False])
def test_a_suppression_under_an_alias_reaches_the_lead_whichever_comes_first(group: Driver, link_first: bool) -> None:
    for event in (linked(CRM), suppressed(CRM)) if link_first else (suppressed(CRM), linked(CRM)):
        group.feed(event)
    (passed_on,) = [event for event in group.outputs if isinstance(event, LeadSuppressed)]
    assert passed_on.lead_id == LEAD
    (record,) = [record for record in group.records if record.topic == LEADS_RECEIVED]
    assert record.key == LEAD.encode()
