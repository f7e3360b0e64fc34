"""What reps and managers are shown beside their leads, and hear as it happens."""

import json

import pytest
from tests.unit.assignment.story import NOW, qualified, rep
from tests.unit.assignment.test_http import Desk

from assignment.adapters.board import keys
from assignment.adapters.board.feed import News
from assignment.application.overview import Spread
from lead_contracts.events import LeadContact
from lead_contracts.topics import LEADS_CONTACTS, LEADS_QUALIFIED, SALES_REPS
from lead_runtime.board.feed import Entry, Gap


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_rep_finds_beside_a_lead_what_they_need_to_go_about_it(desk: Desk) -> None:
    facts = {"company": "Kim Steel", "domain": "kim.example", "country": "DE", "sector": "logistics", "language": "de"}
    desk.tell(LEADS_QUALIFIED, qualified("rich", facts={**facts, "suggested_approach": "phone", "basis": {}}))
    desk.tell(SALES_REPS, rep("ana", time_zone="Europe/Berlin"))
    (item, *_) = [one for one in desk.get("/v1/inbox").json()["items"] if one["lead_id"] == "rich"]
    assert (item["company"]["name"], item["company"]["domain"]) == ("Kim Steel", "kim.example")
    assert (item["suggested_approach"], item["team"], item["stage"]) == ("phone", "default", "opener")
    assert (item["calling"]["allowed"], item["calling"]["known_by"]) == ("yes", "country")
    assert item["calling"]["in_words"] == (
        "It is Monday 10:00 there. A call is fine until 2026-03-02 18:00 Europe/Berlin."
    )
    assert "Logistik, zwei Tage je Auftrag gespart" in [one["name"] for one in item["materials"]]


def test_the_phone_number_says_where_somebody_is_to_those_alone_who_see_it(desk: Desk) -> None:
    desk.tell(LEADS_QUALIFIED, qualified("far", facts={"country": "US"}))
    desk.show(LEADS_CONTACTS, LeadContact(lead_id="far", phone="+12125550100", updated_at=NOW))
    assert desk.get("/v1/leads/far").json()["calling"]["zones"] == ["America/New_York"]
    assert len(desk.get("/v1/leads/far", "ops").json()["calling"]["zones"]) > 5


def test_the_story_is_told_in_the_words_of_who_reads_it(desk: Desk) -> None:
    desk.post("/v1/leads/lead/requests", {"type": "decline", "reason_code": "wrong_language"})
    desk.decide()
    for who, name in (("ana", "You"), ("boss", "Ana")):
        told = [line["in_words"] for line in desk.get("/v1/leads/lead", who).json()["story"]]
        assert f"{name} declined it: wrong language." in told


def test_a_rep_follows_their_own_inbox_and_goes_on_where_they_were(desk: Desk) -> None:
    news = keys.encode(News("lead.assigned", NOW, {"lead_id": "lead", "rep_id": "ana"})).decode()
    desk.feed.entries = (Entry("7-0", news), Gap(), None)
    answer = desk.client.get(
        "/v1/inbox/stream", headers={"Authorization": "Bearer ana-has-a-long-key", "Last-Event-ID": "6-3"}
    )
    assert desk.feed.followed == ("assignment:feed:rep:ana", "6-3")
    _, event, gap, quiet, _ = answer.text.split("\n\n")
    lines = dict(line.split(": ", 1) for line in event.split("\n"))
    assert (lines["id"], lines["event"], json.loads(lines["data"])["lead_id"]) == ("7-0", "lead.assigned", "lead")
    assert (gap, quiet) == ("event: gap\ndata: {}", ": quiet")


@pytest.mark.parametrize(
    ("query", "who", "status", "stream"),
    [
        ("", "boss", 200, "assignment:feed:key:boss"),
        ("?rep_id=ana", "boss", 200, "assignment:feed:rep:ana"),
        ("?team=dach", "boss", 200, "assignment:feed:team:dach"),
        ("?pool=default", "boss", 200, "assignment:feed:pool:default"),
        ("?pool=default&team=dach", "boss", 422, None),
        ("?rep_id=ana", "ana", 200, "assignment:feed:rep:ana"),
        ("?rep_id=ben", "ana", 403, None),
        ("?team=default", "ana", 403, None),
        ("", "web", 403, None),
    ],
)
def test_who_follows_what(desk: Desk, query: str, who: str, status: int, stream: str | None) -> None:
    assert desk.get(f"/v1/inbox/stream{query}", who).status_code == status
    assert (desk.feed.followed and desk.feed.followed[0]) == stream


def test_a_manager_sees_who_waits_why_and_since_when_page_by_page(desk: Desk) -> None:
    desk.tell(LEADS_QUALIFIED, *(qualified(f"prospect-{n}", "outbound") for n in range(3)))
    desk.tell(SALES_REPS, rep("cy", "hunter", max_open=0))
    desk.tell(LEADS_QUALIFIED, *(qualified(f"waits-{n}", "outbound", priority=n) for n in range(3)))
    (pool,) = desk.get("/v1/board", "boss").json()["pools"]
    assert (pool["waiting"], pool["reasons"], pool["oldest_since"]) == (3, {"all_full": 3}, "2026-03-02T09:00:00Z")
    first = desk.get("/v1/board/waiting?limit=2&pool=default", "boss").json()
    second = desk.get(f"/v1/board/waiting?limit=2&cursor={first['cursor']}", "ops").json()
    assert [one["lead_id"] for one in (*first["items"], *second["items"])] == ["waits-0", "waits-1", "waits-2"]
    assert (second["cursor"], second["items"][0]["reason_code"], second["items"][0]["priority"]) == (
        None,
        "all_full",
        2,
    )
    assert desk.get("/v1/board/waiting?cursor=x", "boss").status_code == 422
    assert desk.get("/v1/board", "ana").status_code == 403


def test_a_manager_sees_what_each_rep_has_against_their_caps_and_how_fair_the_turns_are(desk: Desk) -> None:
    desk.tell(SALES_REPS, rep("dee", team="dach", weight=0.5, max_open=9))
    page = desk.get("/v1/board/reps?limit=2", "boss").json()
    assert [(one["rep_id"], one["open"], one["max_open"]) for one in page["items"]] == [("ana", 1, None), ("ben", 0, 0)]
    rest = desk.get(f"/v1/board/reps?cursor={page['cursor']}", "boss").json()
    assert [one["rep_id"] for one in rest["items"]] == ["cy", "dee"]
    assert rest["cursor"] is None
    (dee,) = desk.get("/v1/board/reps?team=dach", "boss").json()["items"]
    assert (dee["rep_id"], dee["weight"], dee["max_open"], dee["active"]) == ("dee", 0.5, 9, True)
    desk.overview.spreads = {"inbound": Spread(1.5, 4, NOW)}
    (fair,) = desk.get("/v1/board", "boss").json()["pools"][0]["fairness"]
    assert (fair["motion"], fair["spread"], fair["bound"], fair["among"]) == ("inbound", 1.5, 2.0, 4)
