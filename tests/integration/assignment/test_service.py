"""The process on real Kafka and Valkey: leads go in, owners come out, people ask and read over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import redis
from tests.integration.assignment.conftest import Assignment
from tests.support import eventually
from tests.unit.assignment.story import NOW, closed, policy, qualified, rep

from lead_contracts.events import LeadActivity, LeadAssigned, LeadContact

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


@pytest.fixture
def assignment_with_reps(assignment: Assignment) -> Assignment:
    """Ana and Ben are farmers with one place each; nobody hunts."""
    assignment.write(rep("ana", max_open=1), rep("ben", max_open=1))
    eventually(lambda: {"ana", "ben"} <= _reps(assignment), 30, "the roster is shown")
    return assignment


def test_leads_go_from_the_topic_to_an_inbox_are_accepted_closed_and_replaced(assignment_with_reps: Assignment) -> None:
    service = assignment_with_reps
    leads = [uuid4().hex for _ in range(3)]
    service.write(*(qualified(lead) for lead in leads))
    eventually(lambda: len(service.told(*leads)) == 3, 30, "two owners and one who waits")
    told = {event.lead_id: event for event in service.told(*leads)}
    owned = [event for event in told.values() if isinstance(event, LeadAssigned)]
    (waits,) = [event for event in told.values() if not isinstance(event, LeadAssigned)]
    assert {event.rep_id for event in owned} == {"ana", "ben"}
    assert waits.reason_code == "all_full"

    mine = next(event for event in owned if event.rep_id == "ana")
    (item,) = eventually(lambda: service.ask("GET", "/v1/inbox", "ana")["items"], 30, "the inbox is filled")
    assert (item["lead_id"], item["score"]) == (mine.lead_id, 70)
    asked = service.ask("POST", f"/v1/leads/{mine.lead_id}/requests", "ana", {"type": "accept"})
    eventually(lambda: _status(service, asked, "ana") == "done", 30, "the request is answered")
    foul = service.ask("POST", f"/v1/leads/{mine.lead_id}/requests", "ben", {"type": "accept"})
    eventually(lambda: _status(service, foul, "ben") == "refused", 30, "the other request is answered")

    service.write(closed(mine.lead_id))
    eventually(lambda: service.told(waits.lead_id)[-1].NAME == "lead.assigned", 30, "the waiting lead is taken")
    assert service.told(waits.lead_id)[-1].rep_id == "ana"
    words = eventually(lambda: _words(service, waits.lead_id), 30, "the decision can be read")
    assert words[:2] == ["You, because nobody else could take it.", "Not Ben: has as many open leads as allowed."]
    service.write(*(closed(lead) for lead in leads))
    eventually(lambda: service.told(waits.lead_id)[-1].NAME == "lead.released", 30, "everything is closed")


def test_a_killed_worker_goes_on_where_it_was_and_nobody_gets_a_lead_twice(assignment_with_reps: Assignment) -> None:
    service = assignment_with_reps
    leads = [uuid4().hex for _ in range(40)]
    service.write(rep("ana"), rep("ben"))
    service.write(*(qualified(lead) for lead in leads[:20]))
    eventually(lambda: len(service.told(*leads)) >= 5, 30, "it is in the middle of it")
    service.process.kill()
    service.write(*(qualified(lead) for lead in leads[20:]))
    service.start()
    eventually(lambda: len(service.told(*leads)) >= 40, 60, "all leads are decided")
    told = service.told(*leads)
    assert sorted(event.lead_id for event in told) == sorted(leads)
    # A lead may be read before a cap is lifted. While both could take them they are at most one turn apart, at the
    # first of these leads and at the last.
    by_rep = [event.rep_id for event in told if set(event.decision.candidates["eligible"]) == {"ana", "ben"}]
    assert abs(by_rep.count("ana") - by_rep.count("ben")) <= 2
    service.write(*(closed(lead) for lead in leads))


def _reps(service: Assignment) -> set[str]:
    return {each["rep_id"] for each in service.ask("GET", "/v1/reps", "boss")["items"]}


def _status(service: Assignment, asked: Any, who: str) -> str:
    return str(service.ask("GET", f"/v1/requests/{asked['request_id']}", who)["status"])


def _words(service: Assignment, lead_id: str) -> list[str] | None:
    told = service.ask("GET", f"/v1/leads/{lead_id}/decision", "boss")
    if told["rep_id"] is None:
        return None
    words: list[str] = service.ask("GET", f"/v1/leads/{lead_id}/decision", "ana")["in_words"]
    return words


def test_a_redis_that_is_flushed_while_running_shows_everything_again_and_never_an_empty_inbox(
    assignment_with_reps: Assignment, valkey: str
) -> None:
    service, lead, gone = assignment_with_reps, uuid4().hex, uuid4().hex
    service.write(rep("ana"), rep("ben", max_open=0))
    service.write(qualified(lead), qualified(gone))
    # The read models of a process that was killed are given to the next one only when it has been missed
    eventually(lambda: {lead, gone} <= _leads_of_ana(service), 60, "both are in the inbox")
    contact = {"email": "kim@example.com", "updated_at": NOW}
    service.write(*(LeadContact.model_validate({"lead_id": each, **contact}) for each in (lead, gone)))
    eventually(lambda: _contact(service, gone), 30, "the contact is there")
    service.erase(gone)
    eventually(lambda: not _contact(service, gone), 30, "the contact is erased")
    with redis.Redis.from_url(valkey.rpartition("/")[0] + "/5") as client:
        for _ in range(2):
            client.flushdb()
            seen = eventually(lambda: _shown(service), 30, "the inbox is shown again")
            assert {lead, gone} <= seen
    assert _contact(service, lead)["email"] == "kim@example.com"
    assert _contact(service, gone) is None
    assert service.told(lead)[-1].NAME == "lead.assigned"
    assert len(service.told(lead)) == 1  # nothing was decided by that
    service.write(closed(lead), closed(gone))
    eventually(lambda: not _leads_of_ana(service), 30, "everything is closed")


def test_an_offer_lapses_a_setter_hands_over_and_a_manager_moves_a_lead_to_another_pool(assignment: Assignment) -> None:
    service, slow, booked, moved = assignment, uuid4().hex, uuid4().hex, uuid4().hex
    service.write(
        policy(
            pools={"default": {}, "south": {}},
            accept_within=[{"when": {"grade": "A"}, "within": "1s"}],
            handovers=[{"outcome": "appointment_booked", "to": "closer"}],
        ),
        *(rep(name, stages=["opener"]) for name in ("ana", "ben")),
        rep("cora", stages=["closer"]),
        rep("sol", pool="south"),
    )
    eventually(lambda: {"cora", "sol"} <= _reps(service), 30, "the roster is shown")
    service.write(qualified(slow, grade="A"), qualified(booked), qualified(moved))
    eventually(lambda: len(service.told(slow, booked, moved)) >= 3, 30, "all have owners")

    (offered,) = service.told(booked)
    at = {"occurred_at": offered.decided_at, "recorded_at": offered.decided_at}
    told = {"activity_id": "a-1", "kind": "call", "direction": "out", "outcome": "appointment_booked"}
    service.write(LeadActivity.model_validate({"lead_id": booked, "rep_id": offered.rep_id, **told, **at}))
    asked = service.ask("POST", f"/v1/leads/{moved}/requests", "boss", {"type": "reassign", "to_rep_id": "sol"})

    eventually(lambda: service.told(booked)[-1].rep_id == "cora", 30, "a closer has it")
    assert [event.reason_code for event in service.told(booked)] == [None, "handover", "handover"]
    eventually(lambda: service.told(moved)[-1].rep_id == "sol", 30, "it is in the south")
    assert service.told(moved)[-1].pool == "south"
    eventually(lambda: _status(service, asked, "boss") == "done", 30, "the request is answered")
    eventually(lambda: len(service.told(slow)) >= 3, 30, "the offer has lapsed")
    first, released, second = service.told(slow)[:3]
    assert (released.reason_code, released.rep_id) == ("accept_timeout", first.rep_id)
    assert {first.rep_id, second.rep_id} == {"ana", "ben"}
    service.write(*(closed(lead) for lead in (slow, booked, moved)))
    eventually(lambda: service.told(moved)[-1].reason_code == "closed", 30, "everything is closed")


def _leads_of_ana(service: Assignment) -> set[str]:
    return {item["lead_id"] for item in service.ask("GET", "/v1/inbox", "ana")["items"]}


def _shown(service: Assignment) -> set[str] | None:
    """What Ana is shown; None while that is refused, and it is refused with a reason."""
    answer = service.get("/v1/inbox", "ana")
    if answer.status_code == 503:
        assert "being filled again" in answer.json()["detail"] or "away" in answer.json()["detail"]
        return None
    found = {item["lead_id"] for item in answer.json()["items"]}
    return found or {"an empty inbox"}


def _contact(service: Assignment, lead_id: str) -> Any:
    return service.ask("GET", f"/v1/leads/{lead_id}", "ana")["contact"]


def test_a_rep_hears_of_a_new_lead_and_of_the_answer_as_it_happens(assignment_with_reps: Assignment) -> None:
    service, lead = assignment_with_reps, uuid4().hex
    service.write(rep("ana"), rep("ben", max_open=0))
    service.write(qualified(lead))
    eventually(lambda: lead in _leads_of_ana(service), 60, "the lead is in the inbox")
    with service.stream("/v1/inbox/stream", "ana", after="0-0") as lines:
        heard = iter(lines)
        assert _next(heard, lead) == "lead.assigned"
        service.ask("POST", f"/v1/leads/{lead}/requests", "ana", {"type": "accept"})
        assert {_next(heard, lead), _next(heard, lead)} == {"lead.accepted", "request.answered"}
    service.write(closed(lead))
    eventually(lambda: lead not in _leads_of_ana(service), 30, "it is closed")


def _next(lines: Iterator[str], lead_id: str) -> str:
    """The name of the next event about the lead."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: ") and lead_id in line:
            return name
    raise AssertionError("the feed ended")
