"""The process on a real Kafka and a real Valkey: one alert for each deadline, shown at once, through kills and losses."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis import Redis
from tests.integration.sla_monitor.service import KEY, Service, about
from tests.support import eventually
from tests.unit.sla_monitor.leads import POLICY_FILE, assigned, call, closed, qualified, received

from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_runtime import admin
from sla_monitor.adapters.publish import published_policy

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


@pytest.fixture(scope="module")
def board(valkey: str) -> str:
    """A database of our own."""
    return valkey.rpartition("/")[0] + "/8"


@pytest.fixture(scope="module")
def running(kafka: str, board: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The process, with the policy of the repository published."""
    admin.ensure_topics(kafka)
    (port,) = free_ports(1)
    env = {
        "HANDOVER_BOOTSTRAP_SERVERS": kafka,
        "HANDOVER_REDIS_URL": board,
        "HANDOVER_LEAD_ID_SECRET": "secret-of-sixteen",
        "HANDOVER_HTTP_PORT": str(port),
        "HANDOVER_API_KEYS": json.dumps([{"name": "olga", "role": "ops", "key": KEY}]),
    }
    log = tmp_path_factory.mktemp("sla") / "sla-monitor.log"
    process = Process("sla-monitor", [sys.executable, "-m", "sla_monitor"], log, env=env)
    process.start()
    made = Service(process, f"http://127.0.0.1:{port}", kafka)
    made.write(published_policy(POLICY_FILE, datetime.now(UTC) - timedelta(days=1), "test"))
    yield made
    made.close()
    process.stop()


@pytest.fixture
def service(running: Service) -> Service:
    """Ready for the test."""
    eventually(lambda: running.ready() or not running.process.running, 40, "sla-monitor is ready")
    assert running.process.running, running.process.log_tail()
    return running


@pytest.fixture
def lead() -> str:
    return str(uuid4())


def test_lead_submitted_25_hours_ago_breaches_at_once_and_a_late_reply_in_time_withdraws_it(
    service: Service, lead: str
) -> None:
    service.write(*about(lead, received(acted=-25), qualified(), assigned()))
    eventually(lambda: service.names(lead) == ["sla.breached"], 20, "the breach")

    service.write(*about(lead, call(-2, entered=0.001)))
    eventually(lambda: service.names(lead) == ["sla.breached", "sla.withdrawn", "sla.met"], 20, "the withdrawal")

    breached, withdrawn, _ = service.said(lead)
    assert withdrawn.withdraws == breached.alert_id
    alert = f"/v1/alerts/{breached.alert_id}"
    eventually(
        lambda: service.http.get(alert).status_code == 200 and service.get(alert)["withdrawn_at"], 20, "the mark"
    )
    eventually(lambda: len(service.get("/v1/alerts", lead_id=lead)["items"]) == 3, 20, "all three are shown")


def test_open_clock_is_on_the_board_until_somebody_answers(service: Service, lead: str) -> None:
    def on_board() -> list[dict[str, object]]:
        return [
            clock for clock in service.get("/v1/clocks", rep_id=lead, limit=500)["items"] if clock["lead_id"] == lead
        ]

    service.write(*about(lead, received(), qualified(), assigned(rep=lead)))
    (clock,) = eventually(on_board, 20, "the clock")
    assert (clock["rung"], clock["cycle"], clock["policy"]) == ("none", 1, "standard")

    service.write(*about(lead, call(0.01)))
    eventually(lambda: on_board() == [], 20, "the clock is gone")


def test_board_that_redis_lost_fills_by_itself(service: Service, board: str, lead: str) -> None:
    def on_board() -> bool:
        return any(clock["lead_id"] == lead for clock in service.get("/v1/clocks", rep_id=lead)["items"])

    service.write(*about(lead, received(), qualified(), assigned(rep=lead)))
    eventually(on_board, 20, "the clock")
    with Redis.from_url(board) as client:
        client.flushdb()
    eventually(on_board, 20, "the clock is back")


def test_acknowledgement_goes_through_the_log_to_the_board(service: Service, lead: str) -> None:
    service.write(*about(lead, received(acted=-25), qualified(), assigned()))
    (breached,) = eventually(lambda: service.said(lead), 20, "the breach")
    path = f"/v1/alerts/{breached.alert_id}"
    eventually(lambda: service.http.get(path).status_code == 200, 20, "the board")

    answer = service.http.post(f"{path}/requests", json={"kind": "ack"})

    assert (answer.status_code, answer.headers["location"]) == (202, path)
    eventually(lambda: service.get(path)["acknowledged_by"] == "olga", 20, "the acknowledgement")


def test_live_feed_gives_what_was_missed(service: Service, lead: str) -> None:
    service.write(*about(lead, received(acted=-25), qualified(), assigned()))
    with service.http.stream("GET", "/v1/alerts/stream", headers={"Last-Event-ID": "0-0"}) as stream:
        events = (line for line in stream.iter_lines() if line.startswith("data: "))
        mine = next(data for data in map(_data, events) if data["lead_id"] == lead)
    assert mine["type"] == "sla.breached"


def _data(line: str) -> dict[str, object]:
    data: dict[str, object] = json.loads(line.removeprefix("data: "))
    return data


def test_killed_again_and_again_it_raises_each_alert_once(service: Service) -> None:
    people = [str(uuid4()) for _ in range(300)]
    for start in range(0, 300, 100):
        service.write(*(event for lead in people[start : start + 100] for event in about(lead, received(acted=-25))))
        service.process.kill()
        service.process.start()
    service.write(*(event for lead in people for event in about(lead, qualified(), assigned())))

    def breached() -> list[str]:
        return sorted(event.lead_id for event in service.said(*people) if event.NAME == "sla.breached")

    eventually(lambda: len(breached()) >= len(people), 60, "all breaches")
    service.write(*(event for lead in people for event in about(lead, call(-2, entered=0.001), closed(hours=0.002))))
    eventually(lambda: len(withdrawn := service.names(*people)) >= 3 * len(people) and withdrawn, 60, "all withdrawals")
    assert breached() == sorted(people)
    names = service.names(*people)
    assert [names.count(name) for name in ("sla.breached", "sla.withdrawn", "sla.met")] == [300, 300, 300]


def test_it_stops_when_told_to(service: Service) -> None:
    service.process.stop()
    assert service.process.exit_code == 0, service.process.log_tail()
