"""The tally of a burst finds what is wrong: each kind of broken promise is shown to be named."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.chaos.burst import tally as told
from tests.chaos.burst.cast import cast, is_steady, leads
from tests.chaos.burst.floor import Floor
from tests.chaos.burst.tally import Tally

from lead_contracts import events
from lead_contracts.base import Event
from lead_contracts.events import LeadAssigned, LeadClosed, LeadQualified, LeadUnassigned
from lead_contracts.values import VersionRef

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
REPS = {
    name: events.RepChanged.model_validate({"rep_id": name, "name": name, "role": "farmer", "pool": "east", **caps})
    for name, caps in {"ana": {"max_open": 2, "max_per_day": 3}, "ben": {"max_open": 0}, "cy": {}, "dee": {}}.items()
}
RULES = VersionRef(name="inbound", version=1)


def qualified(lead_id: str) -> LeadQualified:
    (_, verdict) = leads("seed", 1, RULES)
    assert isinstance(verdict, LeadQualified)
    return verdict.model_copy(update={"lead_id": lead_id, "motion": "inbound"})


def assigned(lead_id: str, rep_id: str, attempt: int = 1, at: int = 0, **given: Any) -> LeadAssigned:
    decision = {"policy": RULES, "steps": [{"step": "anybody", "kind": given.pop("kind", "anybody")}], **given}
    about = {
        "lead_id": lead_id,
        "cycle": 1,
        "assignment_id": f"{lead_id}/{attempt}",
        "attempt": attempt,
        "team": "east",
    }
    who = {"rep_id": rep_id, "role": "farmer", "pool": "east", "decided_at": NOON + at * SECOND, "facts": {}}
    return LeadAssigned.model_validate({**about, **who, "decision": decision})


def answer(kind: type[Event], lead_id: str, rep_id: str, attempt: int = 1, at: int = 1, **given: Any) -> Event:
    about = {"lead_id": lead_id, "cycle": 1, "assignment_id": f"{lead_id}/{attempt}", "rep_id": rep_id}
    return kind.model_validate({**about, "occurred_at": NOON + at * SECOND, **given})


def waits(lead_id: str) -> Event:
    about = {"lead_id": lead_id, "cycle": 1, "reason_code": "all_full", "pool": "east", "decided_at": NOON}
    return LeadUnassigned.model_validate({**about, "decision": {"policy": RULES}})


def closed(lead_id: str) -> Event:
    return LeadClosed(lead_id=lead_id, cycle=1, outcome="won", occurred_at=NOON, decided_at=NOON)


def asked(kind: type[Event], request_id: str) -> Event:
    about = {"lead_id": "one", "actor": "ana", "occurred_at": NOON, "recorded_at": NOON}
    return kind.model_validate({"request_id": request_id, **about})


def refused(request_id: str) -> Event:
    return events.LeadRequestRefused(request_id=request_id, lead_id="one", reason_code="too_late", decided_at=NOON)


def tally_of(*told_events: Event) -> Tally:
    tally = Tally()
    for event in told_events:
        tally.hear(event)
    return tally


def wrongs(tally: Tally) -> Iterator[str]:
    yield from told.double_owners(tally)
    yield from told.unanswered(tally)
    yield from told.beyond_caps(tally, REPS)
    yield from told.unfair(tally, [REPS["cy"], REPS["dee"]])
    yield from told.kept_waiting(tally, REPS, NOON)


LEADS = [qualified(name) for name in ("one", "two", "three", "four")]
SOUND: list[Event] = [
    *LEADS[:2],
    assigned("one", "ana"),
    asked(events.LeadAcceptRequest, "r-1"),
    answer(events.LeadAccepted, "one", "ana", request_id="r-1"),
    asked(events.LeadReassignRequest, "r-2"),
    answer(events.LeadReleased, "one", "ana", at=2, request_id="r-2"),
    assigned("one", "cy", 2, at=2, inputs={"request_id": "r-2"}, kind="manual"),
    assigned("two", "ana", at=3),
    answer(events.LeadReleased, "two", "ana", at=4, reason_code="closed"),
    closed("two"),
]


def test_what_is_right_is_not_called_wrong() -> None:
    assert list(wrongs(tally_of(*SOUND))) == []


@pytest.mark.parametrize(
    ("harm", "named"),
    [
        ([assigned("one", "dee", 3)], "one went to dee while cy had it"),
        ([answer(events.LeadReleased, "one", "ana", 1)], "one lead.released of ana, who did not have it"),
        ([waits("one")], "one was said to wait while cy had it"),
        ([closed("one")], "one is closed, and cy has it"),
        ([LEADS[2], assigned("three", "ben")], "ben had 1 open leads at 12:00:00.000000, 0 are allowed"),
        (
            [*LEADS[2:], *(assigned(name, "ana", at=9) for name in ("three", "four"))],
            "ana got 4 leads on 2026-03-02, 3 are allowed",
        ),
        ([LEADS[2], LEADS[3], *(assigned(name, "dee") for name in ("three", "four"))], "dee was 2 turns ahead of cy"),
        ([asked(events.LeadAcceptRequest, "r-3")], "lead.accept r-3 was answered {}"),
        ([refused("r-1")], "lead.accept r-1 was answered"),
        ([refused("r-9")], "r-9 was answered and never asked"),
        ([LEADS[2], waits("three")], "three waits, and ana is free"),
        ([LEADS[2]], "three was never decided"),
    ],
)
def test_what_must_not_be_is_named(harm: list[Event], named: str) -> None:
    found = list(wrongs(tally_of(*SOUND, *harm)))
    assert any(wrong.startswith(named) for wrong in found), found


def test_a_lead_that_went_back_by_itself_is_named() -> None:
    again = [answer(events.LeadReleased, "one", "cy", 2, at=5), assigned("one", "ana", 3, at=5)]
    assert "one went back to ana by itself" in list(wrongs(tally_of(*SOUND, *again)))


def test_a_request_that_is_lost_is_named() -> None:
    request = asked(events.LeadAcceptRequest, "r-7")
    assert list(told.lost_requests(tally_of(*SOUND), [request])) == ["lead.accept r-7 is lost"]  # type: ignore[list-item]


def test_one_seed_tells_one_story() -> None:
    told_of: Callable[[], list[Any]] = lambda: [  # noqa: E731 - one expression, wanted twice
        [(rep.rep_id, rep.role, rep.weight, rep.max_open, rep.max_per_day) for rep in cast("s1").reps],
        [(event.key(), getattr(event, "priority", None)) for event in leads("s1", 50, RULES)],
        [
            (deed.event.NAME, deed.again)
            for n in range(50)
            for deed in Floor("s1").work_on(assigned(f"{n}", "east-20"), NOON)
        ],
    ]
    assert told_of() == told_of()
    steady = [rep for rep in cast("s1").reps if is_steady(rep.rep_id)]
    assert len(steady) == 20
    assert all(rep.active and not rep.absences and rep.max_open is None and rep.max_per_day is None for rep in steady)
