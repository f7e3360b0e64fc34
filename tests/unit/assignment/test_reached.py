"""Where somebody is reached is checked when it is set: nobody makes us call our own network, or notes a secret in clear."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.unit.assignment.boards import MemoryBoard
from tests.unit.assignment.test_http import KEYS, FakeLog

from assignment.adapters.http import reps, teams
from assignment.adapters.http.reached import Reached
from assignment.settings import AssignmentSettings
from lead_runtime.delivery.settings import load
from lead_runtime.health import Readiness
from lead_runtime.http.app import create_app

BOSS = {"Authorization": "Bearer boss-has-a-long-key"}
DELIVERY = "channels: {webhook: {kind: webhook}, slack: {kind: slack}}\n"
BODIES = {"/v1/reps/ana": {"name": "Ana", "role": "farmer"}, "/v1/teams/emea": {"name": "EMEA"}}


@pytest.fixture
def log() -> FakeLog:
    return FakeLog()


@pytest.fixture
def client(tmp_path: Path, log: FakeLog) -> TestClient:
    (tmp_path / "delivery.yaml").write_text(DELIVERY)
    given = {"bootstrap_servers": "localhost:1", "redis_url": "redis://localhost:1", "config_dir": tmp_path}
    settings = AssignmentSettings.model_validate({**given, "api_keys": KEYS})
    board, reached = MemoryBoard(), Reached(load(tmp_path))
    routers = [reps.routes(board, log, reached), teams.routes(board, log, reached)]
    return TestClient(create_app("Test", settings=settings, readiness=lambda: Readiness(True), routers=routers))


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    ("notify", "said"),
    [
        ({"webhook": "https://169.254.169.254/latest"}, "a public address was expected"),
        ({"webhook": "http://hooks.example.com/x"}, "https was expected"),
        ({"slack": "https://hooks.slack.com/services/T/B/x"}, "names of one or two secrets were expected"),
    ],
)
def test_what_must_not_be_called_is_refused(
    client: TestClient, log: FakeLog, path: str, notify: Any, said: str
) -> None:
    answer = client.put(path, json={**BODIES[path], "notify": notify}, headers=BOSS)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": f"notify.{next(iter(notify))}", "detail": said}]
    assert log.sent == []


@pytest.mark.parametrize("path", BODIES)
def test_what_can_be_called_is_kept(client: TestClient, log: FakeLog, path: str) -> None:
    notify = {"webhook": {"url": "https://hooks.example.com/x", "secrets": ["HOOK"]}, "slack": "SALES"}
    assert client.put(path, json={**BODIES[path], "notify": notify}, headers=BOSS).status_code == 202
    assert log.sent[-1][0].notify == notify
