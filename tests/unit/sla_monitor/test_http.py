"""What people who watch see, through the application that production wires, with Kafka and Redis faked at their ports."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest
from tests.unit.sla_monitor.boards import FakeAlerts, FakeClocks, FakeFeed
from tests.unit.sla_monitor.story import at

from lead_contracts.base import Event
from lead_contracts.events import SlaAckRequest, SlaSnoozeRequest
from lead_runtime.board.feed import Entry, Gap
from lead_runtime.errors import KafkaAway
from lead_runtime.health import Readiness
from lead_runtime.settings import ApiKey
from sla_monitor.adapters.board import keys
from sla_monitor.application.views import ClockView, Said
from sla_monitor.bootstrap import http
from sla_monitor.settings import SlaMonitorSettings

KEYS = {role: f"key-of-{role}-for-tests" for role in ("ops", "manager", "admin", "marketing", "rep")}
CLOCK = ClockView("lead-1", 1, "first_response", at(0), at(24), "warned", "standard", 1, True, "inbound", "ada", "emea")


def breach(alert_id: str = "b1", hours: float = 24, lead_id: str | None = "lead-1", **data: object) -> Said:
    return Said(alert_id, "sla.breached", at(hours), lead_id, {"rung": "breached", **data})


class FakeLog:
    def __init__(self) -> None:
        self.kept: list[tuple[Event, str | None]] = []
        self.away = False

    async def send(self, event: Event, *, id: str | None = None) -> object:
        if self.away:
            raise KafkaAway("kafka is away")
        self.kept.append((event, id))
        return None


@dataclass
class World:
    """The application at noon and everything behind it."""

    clocks: FakeClocks = field(default_factory=FakeClocks)
    alerts: FakeAlerts = field(default_factory=FakeAlerts)
    feed: FakeFeed = field(default_factory=FakeFeed)
    log: FakeLog = field(default_factory=FakeLog)

    def ask(self, method: str, url: str, *, role: str | None = "ops", **request: Any) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(self._app())
            async with httpx.AsyncClient(transport=transport, base_url="http://sla.example") as client:
                headers = ({"Authorization": f"Bearer {KEYS[role]}"} if role else {}) | request.pop("headers", {})
                return await client.request(method, url, headers=headers, **request)

        return asyncio.run(go())

    def _app(self) -> Any:
        ids: Iterator[str] = (f"n{number}" for number in range(1, 99))
        settings = SlaMonitorSettings(
            bootstrap_servers="127.0.0.1:1",
            redis_url="redis://127.0.0.1:1/0",
            lead_id_secret="only-for-tests-0123",
            api_keys=tuple(
                ApiKey(name=role, role=role, rep_id="ada" if role == "rep" else None, key=key)  # type: ignore[arg-type]
                for role, key in KEYS.items()
            ),
        )
        ready = Readiness(True)
        return http(
            settings, self.clocks, self.alerts, self.feed, self.log, lambda: ready, lambda: at(0), lambda: next(ids)
        )


def field_of(answer: httpx.Response) -> str:
    assert answer.headers["content-type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    return str(error["field"])


PATHS = ["/v1/clocks", "/v1/alerts", "/v1/alerts/b1", "/v1/alerts/stream", "/v1/reports/response-times"]


@pytest.mark.parametrize("path", PATHS)
def test_only_those_who_watch_may_look(path: str) -> None:
    world = World()
    world.alerts.say(breach())
    assert world.ask("GET", path, role=None).status_code == 401
    assert [world.ask("GET", path, role=role).status_code for role in ("marketing", "rep")] == [403, 403]
    assert [world.ask("GET", path, role=role).status_code for role in ("ops", "manager", "admin")] == [200] * 3


@pytest.mark.parametrize("path", ["/v1/clocks", "/v1/alerts", "/v1/alerts/b1", "/v1/reports/response-times"])
def test_while_redis_is_away_the_answer_says_to_try_again(path: str) -> None:
    world = World()
    world.clocks.away = world.alerts.away = True
    answer = world.ask("GET", path)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_open_clocks_are_shown_soonest_first_page_by_page() -> None:
    world = World()
    world.clocks.views = [replace(CLOCK, lead_id=f"l{hour}", due_at=at(hour)) for hour in (3, 1, 2)]
    first = world.ask("GET", "/v1/clocks", params={"limit": 2}).json()
    rest = world.ask("GET", "/v1/clocks", params={"limit": 2, "cursor": first["cursor"]}).json()
    assert [clock["lead_id"] for clock in first["items"] + rest["items"]] == ["l1", "l2", "l3"]
    assert rest["cursor"] is None


def test_clock_says_who_has_the_lead_and_which_policy_it_runs_by() -> None:
    world = World()
    world.clocks.views = [CLOCK]
    (clock,) = world.ask("GET", "/v1/clocks", params={"rep_id": "ada", "motion": "inbound"}).json()["items"]
    shown = clock["rep_id"], clock["policy"], clock["version"], clock["rung"], clock["due_at"]
    assert shown == ("ada", "standard", 1, "warned", "2026-11-03T12:00:00Z")
    assert world.ask("GET", "/v1/clocks", params={"team": "apac"}).json()["items"] == []


@pytest.mark.parametrize(
    ("path", "params", "where"),
    [
        ("/v1/clocks", {"cursor": "nonsense"}, "query.cursor"),
        ("/v1/clocks", {"limit": 0}, "query.limit"),
        ("/v1/clocks", {"due_before": "2026-11-02T12:00:00"}, "query.due_before"),
        ("/v1/alerts", {"cursor": "nonsense"}, "query.cursor"),
        ("/v1/alerts", {"type": "sla.guessed"}, "query.type"),
        ("/v1/reports/response-times", {"since": "2030-01-01T00:00:00Z"}, "query.since"),
    ],
)
def test_what_is_asked_wrongly_is_named(path: str, params: dict[str, Any], where: str) -> None:
    answer = World().ask("GET", path, params=params)
    assert (answer.status_code, field_of(answer)) == (422, where)


def test_alerts_are_shown_newest_first_with_what_became_of_them() -> None:
    world = World()
    for number in (1, 3, 2):
        world.alerts.say(breach(f"b{number}", number))
    world.alerts.mark("b2", withdrawn_at=at(5), acknowledged_by="olga", acknowledged_at=at(4))
    page = world.ask("GET", "/v1/alerts", params={"limit": 2, "type": "sla.breached"}).json()
    assert [alert["id"] for alert in page["items"]] == ["b3", "b2"]
    assert (page["items"][1]["withdrawn_at"], page["items"][1]["acknowledged_by"]) == ("2026-11-02T17:00:00Z", "olga")
    assert page["items"][1]["data"] == {"rung": "breached"}
    rest = world.ask("GET", "/v1/alerts", params={"limit": 2, "cursor": page["cursor"]}).json()
    assert [alert["id"] for alert in rest["items"]] == ["b1"]


def test_alert_that_is_not_known_is_not_found() -> None:
    assert World().ask("GET", "/v1/alerts/none").status_code == 404
    assert World().ask("POST", "/v1/alerts/none/requests", json={"kind": "ack"}).status_code == 404


def test_acknowledging_is_a_request_on_the_log_and_decided_there() -> None:
    world = World()
    world.alerts.say(breach())
    answer = world.ask("POST", "/v1/alerts/b1/requests", json={"kind": "ack", "reason_code": "calling"})
    assert (answer.status_code, answer.json()) == (202, {"request_id": "n1"})
    assert answer.headers["location"] == "/v1/alerts/b1"
    ((event, event_id),) = world.log.kept
    assert isinstance(event, SlaAckRequest)
    assert (event.lead_id, event.alert_id, event.actor, event.actor_role) == ("lead-1", "b1", "ops", "ops")
    assert (event_id, event.reason_code, event.recorded_at) == ("n1", "calling", at(0))
    assert world.ask("GET", "/v1/alerts/b1").json()["acknowledged_at"] is None


def test_snoozing_needs_an_instant_in_the_future() -> None:
    world = World()
    world.alerts.say(breach())
    for until in (None, "2026-11-02T11:59:59Z"):
        answer = world.ask("POST", "/v1/alerts/b1/requests", json={"kind": "snooze", "until": until})
        assert (answer.status_code, field_of(answer)) == (422, "until")
    answer = world.ask("POST", "/v1/alerts/b1/requests", json={"kind": "snooze", "until": "2026-11-02T15:00:00+01:00"})
    ((event, _),) = world.log.kept
    assert answer.status_code == 202
    assert isinstance(event, SlaSnoozeRequest)
    assert event.until == at(2)


def test_same_idempotency_key_is_the_same_request() -> None:
    world = World()
    world.alerts.say(breach())
    ask = {"json": {"kind": "ack"}, "headers": {"Idempotency-Key": "once"}}
    first, second = (world.ask("POST", "/v1/alerts/b1/requests", **ask) for _ in range(2))
    other = world.ask("POST", "/v1/alerts/b1/requests", role="manager", **ask)
    assert first.json() == second.json() != other.json()


def test_request_that_kafka_did_not_keep_is_not_accepted() -> None:
    world = World()
    world.alerts.say(breach())
    world.log.away = True
    answer = world.ask("POST", "/v1/alerts/b1/requests", json={"kind": "ack"})
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


def test_alert_about_many_leads_cannot_be_acknowledged_as_one() -> None:
    world = World()
    world.alerts.say(Said("s1", "lead.stuck", at(1), None, {"stage": "intake"}))
    assert world.ask("POST", "/v1/alerts/s1/requests", json={"kind": "ack"}).status_code == 409


def test_live_feed_is_server_sent_events_that_can_be_resumed() -> None:
    world = World(feed=FakeFeed(Gap(), Entry("7-0", keys.encode(breach()).decode()), None))
    answer = world.ask("GET", "/v1/alerts/stream", headers={"Last-Event-ID": "6-3"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    retry, gap, event, quiet, _ = answer.text.split("\n\n")
    assert (retry, gap, quiet) == ("retry: 2000", "event: gap\ndata: {}", ": quiet")
    assert world.feed.after == "6-3"
    lines = dict(line.split(": ", 1) for line in event.split("\n"))
    assert (lines["id"], lines["event"], json.loads(lines["data"])["id"]) == ("7-0", "sla.breached", "b1")


def test_malformed_last_event_id_is_named() -> None:
    answer = World().ask("GET", "/v1/alerts/stream", headers={"Last-Event-ID": "0 BLOCK"})
    assert (answer.status_code, field_of(answer)) == (400, "header.Last-Event-ID")


def test_response_times_keep_the_motions_apart_and_leave_out_withdrawn_breaches() -> None:
    world = World()
    for number, (motion, seconds) in enumerate([("inbound", 60), ("inbound", 7200), ("outbound", 86000)]):
        data = {"motion": motion, "elapsed_seconds": seconds}
        world.alerts.say(Said(f"m{number}", "sla.met", at(-1 - number), "l", data))
    for number in (1, 2):
        world.alerts.say(breach(f"b{number}", -number, motion="inbound"))
    world.alerts.mark("b2", withdrawn_at=at(-1))
    world.alerts.say(breach("old", -24 * 8, motion="inbound"))
    report = world.ask("GET", "/v1/reports/response-times").json()
    inbound, outbound = report["motions"]
    assert (report["complete"], inbound["motion"], inbound["met"], inbound["breached"]) == (True, "inbound", 2, 1)
    assert inbound["within"] == {"5m": 1 / 3, "1h": 1 / 3, "24h": 2 / 3}
    assert (inbound["p50"], inbound["p99"]) == (60, 7200)
    assert (outbound["motion"], outbound["breached"], outbound["within"]["24h"]) == ("outbound", 0, 1)
