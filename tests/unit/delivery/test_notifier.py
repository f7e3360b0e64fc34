"""The group: whom an event is told, what is kept of it and for how long. On the in-process driver."""

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.delivery.samples import HOUR, LEAD, NOW, assigned, lead_contact, rep, settings, team

from assignment.adapters.told import Told
from lead_contracts.base import Event
from lead_contracts.codec import decode
from lead_contracts.events import (
    LeadReleased,
    LeadUnassigned,
    MessageDelayed,
    MessageDelivered,
    MessageDue,
    MessageRefused,
)
from lead_contracts.topics import ASSIGNMENT_NOTIFY, LEADS_CONTACTS, LEADS_MESSAGES
from lead_runtime.delivery.message import CONTACTS, MESSAGES, Message
from lead_runtime.delivery.notifier import Notifier
from lead_runtime.engine.api import Record
from lead_runtime.engine.dead_letters import REPLAY_FOR
from lead_runtime.engine.errors import Transient
from lead_runtime.testing import Driver

HOOK, PLAIN = "https://hooks.example.com/anna", {"kind": "webhook"}


def group(**given: Any) -> Driver:
    """Anna is reached by the channel ``hook``."""
    file = settings(**{"link": "https://sales.example.com/{lead_id}", **given})
    driver = Driver(Notifier(ASSIGNMENT_NOTIFY, file, Told(file.tell).plans()).topology(), NOW)
    driver.set_global(rep(hook=HOOK))
    return driver


def kept(driver: Driver) -> list[Message]:
    return list(driver.state(MESSAGES).values())


def outcome(driver: Driver, kind: type[Event], **given: Any) -> Event:
    ((message_id, message),) = driver.state(MESSAGES).items()
    members = {"message_id": message_id, "about": message.about, "group": ASSIGNMENT_NOTIFY, "channel": message.channel}
    members |= {"to": message.to, "event_id": message.event_id, "attempt": 1, "occurred_at": NOW}
    return kind.model_validate(members | given)


def test_an_assignment_is_told_to_the_assignee_by_ids_links_grade_and_motion_alone() -> None:
    driver = group()
    driver.feed(assigned(), id="event-1")
    (message,) = kept(driver)
    assert (message.to, message.channel, message.event_id) == ("rep:anna", "hook", "event-1")
    assert message.title == "A new lead for you: grade A, inbound"
    assert message.lines == ("Take it up by 11:30 on 23 November (Europe/Berlin).",)
    assert message.links == {"lead": f"https://sales.example.com/{LEAD}"}
    assert message.data.keys() == {
        *("lead_id", "cycle", "assignment_id", "attempt", "rep_id", "role", "team", "pool"),
        *("decided_at", "accept_by", "motion", "grade"),
    }


def test_a_channel_carries_facts_and_reasons_where_it_is_set_to() -> None:
    driver = group(channels={"hook": {**PLAIN, "carry": ["facts", "reasons"]}})
    driver.feed(assigned())
    (message,) = kept(driver)
    assert message.lines[:3] == ("Verre Clair · FR", "You, because nobody else could take it.", "Score 78 of 100.")
    assert (message.data["score"], message.data["facts"]) == (
        78,
        {"company": "Verre Clair", "country": "FR", "employees": 240},
    )


def test_the_team_is_told_too_and_one_address_is_told_once() -> None:
    driver = group(channels={"hook": PLAIN, "slack": {"kind": "slack"}})
    driver.set_global(team(hook=HOOK, slack="TEAM"))
    driver.feed(assigned())
    assert {(message.to, message.channel) for message in kept(driver)} == {("rep:anna", "hook"), ("team:emea", "slack")}
    assert {message.title for message in kept(driver) if message.to != "rep:anna"} == {
        "A new lead for Anna Berg: grade A, inbound"
    }


def test_who_names_no_channel_and_who_is_not_known_is_told_nothing() -> None:
    driver = group()
    driver.set_global(rep("ben", pigeon="loft 3"))
    driver.feed(assigned(rep_id="ben"))
    driver.feed(assigned(rep_id="nobody"), at=NOW - timedelta(seconds=6))
    assert (kept(driver), driver.dead_letters) == ([], [])


def test_a_rep_who_just_came_is_waited_for_a_moment() -> None:
    driver = group()
    with pytest.raises(Transient):
        driver.feed(assigned(rep_id="dora"))
    driver.set_global(rep("dora", hook=HOOK))
    driver.feed(assigned(rep_id="dora"))
    assert [message.to for message in kept(driver)] == ["rep:dora"]


def test_managers_are_told_of_a_lead_that_waits_where_that_is_set() -> None:
    waiting = LeadUnassigned.model_validate(
        {"lead_id": LEAD, "cycle": 1, "reason_code": "all_full", "pool": "default", "decided_at": NOW}
        | {"decision": {"policy": {"name": "standard", "version": 3}, "inputs": {"grade": "A"}}}
    )
    quiet, loud = group(), group(tell=["managers"])
    for driver in (quiet, loud):
        driver.set_global(team(managers=("anna", "boss")))
        driver.feed(waiting)
    assert kept(quiet) == []
    assert [message.title for message in kept(loud)] == ["A lead waits: grade A"]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("accept_timeout", [("A lead is yours no more", ("It was not accepted in time.",))]),
        ("released", []),
        (None, []),
    ],
)
def test_who_loses_a_lead_without_asking_is_told_why(reason: str | None, said: list[Any]) -> None:
    driver = group()
    members = {"lead_id": LEAD, "cycle": 1, "assignment_id": "a", "rep_id": "anna", "occurred_at": NOW}
    driver.feed(LeadReleased.model_validate({**members, "reason_code": reason}))
    assert [(message.title, message.lines) for message in kept(driver)] == said


def test_a_zone_that_nobody_knows_is_no_reason_to_say_nothing() -> None:
    driver = group()
    driver.set_global(rep(hook=HOOK).model_copy(update={"time_zone": "Mars/Base"}))
    driver.feed(assigned())
    assert kept(driver)[0].lines == ("Take it up by 10:30 on 23 November (UTC).",)


def test_old_news_are_told_to_nobody() -> None:
    driver = group()
    driver.feed(assigned(), at=NOW - 13 * HOUR)
    assert kept(driver) == []


def test_what_was_delivered_is_kept_no_more_and_a_repeat_of_that_says_nothing() -> None:
    driver = group()
    driver.feed(assigned())
    done = outcome(driver, MessageDelivered)
    driver.feed(done)
    driver.feed(done)
    assert (kept(driver), driver.dead_letters) == ([], [])


def test_a_delay_is_kept_through_a_restart() -> None:
    driver = group()
    driver.feed(assigned())
    driver.feed(outcome(driver, MessageDelayed, attempt=3, reason_code="http_503", retry_at=NOW + HOUR))
    driver.restart()
    (message,) = kept(driver)
    assert (message.attempts, message.retry_at) == (3, NOW + HOUR)


def test_the_outcome_of_another_group_changes_nothing() -> None:
    driver = group()
    driver.feed(assigned())
    driver.feed(outcome(driver, MessageDelivered, group="sla.notify"))
    assert len(kept(driver)) == 1


def test_a_refusal_is_a_dead_letter_that_brings_the_message_back_for_its_receiver_alone() -> None:
    driver = group()
    driver.feed(assigned(LEAD))
    (before,) = kept(driver)
    driver.feed(outcome(driver, MessageRefused, attempt=4, reason_code="http_410"))
    assert kept(driver) == []
    (letter,) = driver.dead_letters
    assert (letter.error, letter.detail) == ("NotDelivered", "http_410 over hook to rep:anna, attempt 4")
    assert letter.record.topic == LEADS_MESSAGES

    driver.advance(by=timedelta(days=2))
    replayed = letter.record._replace(headers=(*letter.record.headers, (REPLAY_FOR, ASSIGNMENT_NOTIFY.encode())))
    driver.feed_record(replayed)
    (after,) = kept(driver)
    assert isinstance(decode(letter.record.headers, letter.record.value)[1], MessageDue)
    assert (after.attempts, after.give_up_at) == (0, driver.now + 12 * HOUR)
    assert (after.title, after.lines, after.data, after.to) == (before.title, before.lines, before.data, before.to)


@pytest.mark.parametrize("carry", [["contact"], ["message"]])
def test_a_contact_is_kept_while_a_channel_carries_it_and_erased_by_a_tombstone(carry: list[str]) -> None:
    driver = group(channels={"hook": {**PLAIN, "carry": carry}})
    driver.feed(lead_contact())
    assert driver.state(CONTACTS)[LEAD].email == "marc@verre-clair.example"
    driver.feed_record(driver.last_fed._replace(offset=1, value=None, headers=()))
    driver.restart()
    assert driver.state(CONTACTS) == {}


def test_no_contact_is_kept_where_no_channel_carries_it() -> None:
    driver = group()
    driver.feed(lead_contact())
    assert driver.state(CONTACTS) == {}
    driver.feed_record(Record(LEADS_CONTACTS, 0, 7, 0, LEAD.encode(), None))
    assert driver.dead_letters == []


def test_a_contact_is_forgotten_after_thirty_days() -> None:
    driver = group(channels={"hook": {**PLAIN, "carry": ["contact"]}})
    driver.feed(lead_contact())
    driver.advance(by=timedelta(days=31))
    assert driver.state(CONTACTS) == {}


def test_nothing_personal_is_in_what_waits_nor_in_its_dead_letter() -> None:
    driver = group(channels={"hook": {**PLAIN, "carry": ["contact", "message", "facts", "reasons"]}})
    driver.feed(lead_contact())
    driver.feed(assigned())
    driver.feed(outcome(driver, MessageRefused, reason_code="http_410"))
    (letter,) = driver.dead_letters
    assert b"marc" not in (letter.record.value or b"").lower()
    assert not any(
        b"marc" in (out.value or b"") for out in driver.changelog if (out.key or b"").startswith(b"messages/")
    )
