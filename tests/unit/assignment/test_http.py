"""What people ask and are shown over HTTP; the leads come from a pool's real writer."""

import asyncio
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.assignment.boards import FakeFeed, FakeOverview, MemoryBoard, seen
from tests.unit.assignment.story import NOW, Pool, next_please, qualified, rep

from assignment.bootstrap import build, http
from assignment.settings import AssignmentSettings
from lead_contracts.base import Event
from lead_contracts.events import LeadActivity, LeadCloseRequest, LeadContact, LeadLinked, RepChanged
from lead_contracts.topics import LEADS_ACTIVITIES, LEADS_ASSIGNED, LEADS_CONTACTS, LEADS_QUALIFIED, SALES_REPS
from lead_runtime.errors import KafkaAway
from lead_runtime.health import Readiness

KEYS = [
    {"name": "rep.ana", "role": "rep", "rep_id": "ana", "key": "ana-has-a-long-key"},
    {"name": "rep.ben", "role": "rep", "rep_id": "ben", "key": "ben-has-a-long-key"},
    {"name": "boss", "role": "manager", "key": "boss-has-a-long-key"},
    {"name": "ops", "role": "ops", "key": "ops-has-a-long-key"},
    {"name": "web", "role": "marketing", "key": "web-has-a-long-key"},
]


class FakeLog:
    """Keeps what is sent; ``away`` makes Kafka unreachable."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, str | None]] = []
        self.away = False

    async def send(self, event: Event, *, key: str | None = None, id: str | None = None) -> object:
        if self.away:
            raise KafkaAway("switched off by a test")
        self.sent.append((event, id))
        return None


class Desk:
    """The HTTP side over a board that has followed a pool: Ana has the lead, Ben is full, Cy is a hunter."""

    def __init__(self) -> None:
        self.board, self.log = MemoryBoard(), FakeLog()
        settings = AssignmentSettings.model_validate(
            {
                "bootstrap_servers": "localhost:1",
                "redis_url": "redis://localhost:1",
                "lead_id_secret": "secret-of-sixteen",
                "api_keys": KEYS,
            }
        )
        ids = iter(f"request-{n}" for n in range(100))
        self.feed = FakeFeed()
        self.overview = FakeOverview(self.board)
        app = http(
            settings,
            self.board,
            self.overview,
            self.log,
            lambda: Readiness(True),
            self.feed,
            lambda: NOW,
            lambda: next(ids),
        )
        self.client = TestClient(app)
        self.pool = Pool()
        self.tell(SALES_REPS, rep("ana"), rep("ben", max_open=0), rep("cy", "hunter"))
        self.tell(
            LEADS_QUALIFIED, qualified("lead", reasons=({"rule": "sector.core", "points": 25, "evidence": "steel"},))
        )

    def tell(self, topic: str, *events: Event) -> None:
        """Writes to a topic: the pool hears it, and the board follows both."""
        self.show(topic, *events)
        if topic in (SALES_REPS, LEADS_QUALIFIED):
            self.show(LEADS_ASSIGNED, *self.pool.tell(*events))

    def show(self, topic: str, *events: Event) -> None:
        known = sum(map(len, self.board.lines.values()))
        asyncio.run(self.board.fold(topic, seen(*events, start=known)))

    def decide(self) -> None:
        """The pool decides what was sent last."""
        event, _ = self.log.sent[-1]
        self.show(LEADS_ACTIVITIES, event)
        self.show(LEADS_ASSIGNED, *self.pool.tell(event))

    def get(self, path: str, who: str = "ana") -> Any:
        return self.client.get(path, headers={"Authorization": f"Bearer {who}-has-a-long-key"})

    def post(self, path: str, body: Any = None, who: str = "ana", **headers: str) -> Any:
        return self.client.post(path, json=body, headers={"Authorization": f"Bearer {who}-has-a-long-key", **headers})

    def put(self, path: str, body: Any, who: str = "boss") -> Any:
        return self.client.put(path, json=body, headers={"Authorization": f"Bearer {who}-has-a-long-key"})


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_rep_finds_the_lead_with_its_score_and_reasons_in_the_inbox(desk: Desk) -> None:
    (item,) = desk.get("/v1/inbox").json()["items"]
    assert (item["lead_id"], item["standing"], item["rep_id"], item["score"]) == ("lead", "assigned", "ana", 70)
    assert item["reasons"] == [{"rule": "sector.core", "points": 25.0, "evidence": "steel"}]
    assert desk.get("/v1/inbox", "ben").json() == {"items": []}


def test_a_rep_accepts_and_can_read_the_answer(desk: Desk) -> None:
    answer = desk.post("/v1/leads/lead/requests", {"type": "accept"})
    assert (answer.status_code, answer.headers["Location"]) == (202, "/v1/requests/request-0")
    assert desk.get("/v1/requests/request-0").json()["status"] == "pending"
    desk.decide()
    assert desk.get("/v1/requests/request-0").json() == {
        "request_id": "request-0", "kind": "lead.accept", "lead_id": "lead", "status": "done", "reason_code": None,
    }  # fmt: skip
    assert desk.get("/v1/inbox").json()["items"][0]["standing"] == "accepted"


def test_a_refusal_says_why(desk: Desk) -> None:
    desk.post("/v1/leads/lead/requests", {"type": "accept"}, "ben")
    desk.decide()
    answer = desk.get("/v1/requests/request-0", "ben").json()
    assert (answer["status"], answer["reason_code"]) == ("refused", "not_yours")


def test_a_rep_acts_only_as_themselves(desk: Desk) -> None:
    desk.post("/v1/leads/lead/requests", {"type": "release", "reason_code": "conflict"}, "ben")
    event, event_id = desk.log.sent[-1]
    assert (event.actor, event.actor_role, event.reason_code, event_id) == ("ben", "rep", "conflict", "request-0")
    assert desk.get("/v1/requests/request-0", "ana").status_code == 404
    assert desk.get("/v1/requests/request-0", "boss").status_code == 200
    assert desk.get("/v1/inbox?rep_id=ana", "ben").status_code == 403


def test_a_close_carries_its_outcome_to_qualification(desk: Desk) -> None:
    body = {"type": "close", "outcome": "won", "value": 12000, "currency": "EUR", "cycle": 1}
    assert desk.post("/v1/leads/lead/requests", body).status_code == 202
    event, _ = desk.log.sent[-1]
    assert isinstance(event, LeadCloseRequest)
    assert (event.key(), event.outcome, event.value, event.cycle) == ("lead", "won", 12000, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "sell"}, "type"),
        ({"type": "accept", "surprise": 1}, "surprise"),
        ({"type": "close"}, "outcome"),
        ({"type": "close", "outcome": "won", "currency": "euro"}, "currency"),
        ({"type": "accept", "to_rep_id": "ben"}, "to_rep_id"),
        ({"type": "accept", "cycle": 0}, "cycle"),
        ({"type": "decline", "reason_code": "Mr Smith was rude"}, "reason_code"),
        ({"type": "release", "reason_code": "accept_timeout"}, "reason_code"),
    ],
)
def test_a_request_that_makes_no_sense_is_a_problem_that_names_the_field(desk: Desk, body: Any, field: str) -> None:
    answer = desk.post("/v1/leads/lead/requests", body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert field in answer.text
    assert desk.log.sent == []


def test_one_idempotency_key_is_one_request_of_each_type(desk: Desk) -> None:
    key = {"Idempotency-Key": "retry-1"}
    kinds = ("accept", "accept", "decline")
    asked = [desk.post("/v1/leads/lead/requests", {"type": kind}, **key).json() for kind in kinds]
    accept, again, decline = (each["request_id"] for each in asked)
    assert accept == again != decline


def test_only_a_manager_moves_leads_to_others(desk: Desk) -> None:
    assert desk.post("/v1/leads/lead/requests", {"type": "reassign", "to_rep_id": "ben"}).status_code == 403
    desk.tell(SALES_REPS, rep("dee"))
    assert desk.post("/v1/leads/lead/requests", {"type": "reassign", "to_rep_id": "dee"}, "boss").status_code == 202
    desk.decide()
    assert desk.get("/v1/inbox").json() == {"items": []}
    assert [item["lead_id"] for item in desk.get("/v1/inbox?rep_id=dee", "boss").json()["items"]] == ["lead"]
    assert desk.get("/v1/requests/request-0", "boss").json()["status"] == "done"


def test_a_repeat_under_one_idempotency_key_is_one_request(desk: Desk) -> None:
    key = {"Idempotency-Key": "retry-1"}
    first = desk.post("/v1/leads/lead/requests", {"type": "accept"}, **key).json()
    again = desk.post("/v1/leads/lead/requests", {"type": "accept"}, **key).json()
    other = desk.post("/v1/leads/lead/requests", {"type": "accept"}, "ben", **key).json()
    assert first == again
    assert other["request_id"] != first["request_id"]
    assert len({event_id for _, event_id in desk.log.sent}) == 2


def test_a_hunter_pulls_and_reads_which_prospect_came(desk: Desk) -> None:
    desk.tell(SALES_REPS, rep("ana", "hunter", hours={"tue": ["09:00-17:00"]}), rep("cy", "hunter", max_open=0))
    desk.tell(LEADS_QUALIFIED, qualified("prospect", "outbound"))
    assert desk.post("/v1/inbox/next", who="boss").status_code == 403
    assert desk.post("/v1/inbox/next").json()["kind"] == "lead.next"
    assert desk.log.sent[-1][0] == next_please("ana", "request-0").model_copy(update={"actor_role": "rep"})
    desk.decide()
    answer = desk.get("/v1/requests/request-0").json()
    assert (answer["status"], answer["lead_id"]) == ("done", "prospect")
    words = desk.get("/v1/leads/prospect/decision").json()["in_words"]
    assert words[0] == "You, because you asked for the next prospect."


def test_the_decision_is_told_in_words(desk: Desk) -> None:
    words = desk.get("/v1/leads/lead/decision").json()["in_words"]
    assert words == [
        "You, because nobody else could take it.",
        "Not Cy: takes the other kind of leads.",
        "Not Ben: has as many open leads as allowed.",
        "Decided 2026-03-02 09:00:00 UTC, policy one-pool 1.",
    ]
    assert desk.get("/v1/leads/lead/decision", "boss").json()["in_words"][0].startswith("Ana, because")


def test_a_turn_is_told_with_what_it_rests_on(desk: Desk) -> None:
    desk.tell(SALES_REPS, rep("ben", weight=2))
    desk.tell(LEADS_QUALIFIED, qualified("second"))
    told = desk.get("/v1/leads/second/decision", "boss").json()
    assert (
        told["in_words"][0]
        == "Ben, because 2 could take it and the next turn was theirs (0 turns used before, weight 2)."
    )
    assert told["decision"]["turns"] == {"ana": [1, 1.0], "ben": [0, 2.0]}


def test_that_nobody_has_a_lead_is_told_with_the_reason(desk: Desk) -> None:
    desk.tell(LEADS_QUALIFIED, qualified("prospect", "outbound"))
    desk.tell(SALES_REPS, rep("cy", "hunter", max_open=1))
    desk.tell(LEADS_QUALIFIED, qualified("waits", "outbound"))
    told = desk.get("/v1/leads/waits/decision", "boss").json()
    assert told["rep_id"] is None
    assert told["in_words"][0] == (
        "Nobody yet: everybody who takes leads of this kind has as many open leads as allowed. "
        "It is given out as soon as that changes."
    )


def test_a_rep_reads_the_story_of_the_leads_they_have_or_had_alone(desk: Desk) -> None:
    call = {"kind": "call", "direction": "out", "outcome": "reached", "rep_id": "ana", "lead_id": "lead"}
    desk.show(
        LEADS_ACTIVITIES,
        LeadActivity.model_validate({**call, "activity_id": "1", "occurred_at": NOW, "recorded_at": NOW}),
    )
    story = desk.get("/v1/leads/lead").json()["story"]
    assert [line["event"] for line in story] == ["lead.qualified", "lead.assigned", "lead.activity"]
    assert desk.get("/v1/leads/lead", "ben").status_code == 403
    assert desk.get("/v1/leads/lead", "ops").status_code == 200
    assert desk.get("/v1/leads/nobody", "ops").status_code == 404


def test_the_story_of_a_lead_tells_that_of_those_who_turned_out_to_be_it(desk: Desk) -> None:
    desk.tell(SALES_REPS, rep("ben"))
    desk.tell(LEADS_QUALIFIED, qualified("other"))
    link = {"from": "other", "to": "lead", "source": "t", "reason_code": "same_person", "occurred_at": NOW}
    desk.show(LEADS_QUALIFIED, LeadLinked.model_validate(link))

    told = desk.get("/v1/leads/lead", "boss").json()
    assert (told["also"], told["stands_for"]) == (["other"], [])
    assert {(line["lead_id"], line["event"]) for line in told["story"]} >= {
        ("other", "lead.qualified"),
        ("other", "lead.linked"),
        ("lead", "lead.assigned"),
    }
    assert [line["at"] for line in told["story"]] == sorted(line["at"] for line in told["story"])
    first = desk.get("/v1/leads/other", "boss").json()
    assert first["stands_for"] == ["lead"]
    assert {line["lead_id"] for line in first["story"]} == {"lead", "other"}
    owner, former = desk.get("/v1/leads/lead").json(), desk.get("/v1/leads/other", "ben").json()
    assert {line["lead_id"] for line in owner["story"]} == {"lead", "other"}
    assert {line["lead_id"] for line in former["story"]} == {"other"}  # who has it now is not for who has it no more


def test_the_contact_is_for_who_has_the_lead_and_for_managers(desk: Desk) -> None:
    desk.show(LEADS_CONTACTS, LeadContact(lead_id="lead", email="kim@example.com", updated_at=NOW))
    assert desk.get("/v1/inbox").json()["items"][0]["contact"]["email"] == "kim@example.com"
    assert desk.get("/v1/leads/lead", "boss").json()["contact"]["email"] == "kim@example.com"
    assert desk.get("/v1/leads/lead", "ops").json()["contact"] is None
    desk.tell(SALES_REPS, rep("dee"))
    desk.post("/v1/leads/lead/requests", {"type": "decline"})
    desk.decide()
    assert desk.get("/v1/leads/lead").json()["contact"] is None


def test_a_rep_is_changed_as_a_whole_and_shown_as_the_topic_says(desk: Desk) -> None:
    body = {"name": "Ana", "role": "both", "max_open": 7, "time_zone": "Europe/Rome", "hours": {"mon": ["09:00-17:00"]}}
    answer = desk.put("/v1/reps/ana", body)
    assert answer.status_code == 202
    event, _ = desk.log.sent[-1]
    assert isinstance(event, RepChanged)
    assert (event.rep_id, event.role, event.max_open) == ("ana", "both", 7)
    desk.tell(SALES_REPS, event)
    assert desk.get("/v1/reps/ana", "boss").json() == answer.json()
    assert [one["rep_id"] for one in desk.get("/v1/reps", "boss").json()["items"]] == ["ana", "ben", "cy"]
    assert desk.put("/v1/reps/ana", {k: v for k, v in answer.json().items() if k != "rep_id"}).json() == answer.json()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"role": "boss"}, "role"),
        ({"weight": 0}, "weight"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"hours": {"mon": ["09:00-09:00"]}}, "hours.mon"),
        ({"hours": {"someday": ["09:00-17:00"]}}, "hours.someday"),
        ({"pool": "a|b"}, "pool"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_rep_who_cannot_be_is_a_problem_that_names_the_field(desk: Desk, change: Any, field: str) -> None:
    answer = desk.put("/v1/reps/ana", {"name": "Ana", "role": "farmer", **change})
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_reps_are_none_of_a_reps_business(desk: Desk) -> None:
    assert desk.get("/v1/reps").status_code == 403
    assert desk.put("/v1/reps/ana", {"name": "Ana", "role": "both"}, "ana").status_code == 403
    assert desk.get("/v1/reps/nobody", "boss").status_code == 404
    assert desk.get("/v1/inbox", "web").status_code == 403
    assert desk.client.get("/v1/inbox").status_code == 401


def test_while_kafka_is_away_nothing_is_pretended(desk: Desk) -> None:
    desk.log.away = True
    for answer in (
        desk.post("/v1/leads/lead/requests", {"type": "accept"}),
        desk.post("/v1/inbox/next"),
        desk.put("/v1/reps/ana", {"name": "Ana", "role": "both"}),
    ):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert desk.board.requests == {}


def test_while_redis_is_away_requests_are_kept_and_reading_is_refused(desk: Desk) -> None:
    desk.board.away = True
    assert desk.post("/v1/leads/lead/requests", {"type": "accept"}).status_code == 202
    for path in ("/v1/board/reps", "/v1/board/waiting"):
        assert desk.get(path, "boss").status_code == 503
    for path in ("/v1/inbox", "/v1/leads/lead", "/v1/leads/lead/decision", "/v1/requests/request-0"):
        assert desk.get(path).status_code == 503
    assert desk.get("/v1/reps", "boss").status_code == 503


@pytest.mark.parametrize(("groups", "names"), [("both", ["assignment.route", "assignment.decide"]), ("route", ["assignment.route"]), ("decide", ["assignment.decide"])])  # fmt: skip
def test_a_process_works_in_both_groups_or_in_one(groups: str, names: list[str]) -> None:
    settings = AssignmentSettings.model_validate(
        {"bootstrap_servers": "localhost:1", "redis_url": "redis://localhost:1", "lead_id_secret": "secret-of-sixteen", "groups": groups}
    )  # fmt: skip
    spec = build(settings)
    assert [engine.topology.group for engine in spec.engines] == names  # type: ignore[attr-defined]
    assert spec.http is not None


def test_the_clock_of_a_request_is_ours(desk: Desk) -> None:
    desk.post("/v1/leads/lead/requests", {"type": "accept"})
    event, _ = desk.log.sent[-1]
    assert (event.occurred_at, event.recorded_at) == (NOW, NOW)
