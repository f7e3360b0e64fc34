"""lead-intake as a process of its own, on the session's Kafka and Valkey."""

import json
import sys
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
from tests.support import eventually

from handover.stack.ports import free_ports
from handover.stack.process import Process
from lead_contracts.codec import decode
from lead_contracts.events import LeadReceived
from lead_contracts.topics import LEADS_RECEIVED
from lead_runtime import admin

KEY = "marketing-key-for-tests"
SOURCES = {
    "typeform": {"adapter": "typeform", "schemes": ["typeform"], "secret_env": ["TYPEFORM_SECRET"]},
    "forms": {
        "adapter": "canonical",
        "secrets": ["token-of-the-forms"],
        "cloudevent_sources": ["https://forms.example/"],
    },
}


class Intake:
    """The process, a client for its HTTP side, and what it wrote for one test alone."""

    def __init__(self, process: Process, url: str, bootstrap: str) -> None:
        self.process, self.bootstrap = process, bootstrap
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=10, trust_env=False)
        self.firm = f"firm-{uuid4().hex[:8]}.example"
        """The domain of the test's people: the process, its topics and its group are shared with other tests."""

    def ready(self) -> bool:
        try:
            return self.http.get("/readyz").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def received(self) -> list[LeadReceived]:
        """The committed touches of the test's people."""
        events = (
            decode(record.headers, record.value)[1] for record in admin.read_topic(self.bootstrap, LEADS_RECEIVED)
        )
        return [one for one in events if isinstance(one, LeadReceived) and (one.email or "").endswith(self.firm)]


@pytest.fixture(scope="module")
def running(kafka: str, valkey: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Process, str]]:
    """The process and its address; not ready yet."""
    admin.ensure_topics(kafka)
    (port,) = free_ports(1)
    env = {
        "HANDOVER_BOOTSTRAP_SERVERS": kafka,
        "HANDOVER_REDIS_URL": valkey.rpartition("/")[0] + "/3",  # tests of the statuses make some up at any place
        "HANDOVER_LEAD_ID_SECRET": "secret-of-sixteen",
        "HANDOVER_HTTP_PORT": str(port),
        "HANDOVER_API_KEYS": json.dumps([{"name": "website", "role": "marketing", "key": KEY}]),
        "LEAD_INTAKE_SOURCES": json.dumps(SOURCES),
        "TYPEFORM_SECRET": "typeform-sample-secret",
    }
    log = tmp_path_factory.mktemp("intake") / "lead-intake.log"
    process = Process("lead-intake", [sys.executable, "-m", "lead_intake"], log, env=env)
    process.start()
    yield process, f"http://127.0.0.1:{port}"
    process.stop()


@pytest.fixture
def intake(running: tuple[Process, str], kafka: str) -> Iterator[Intake]:
    """Ready for the test."""
    process, url = running
    made = Intake(process, url, kafka)
    with made.http:
        eventually(lambda: made.ready() or not process.running, 60, "lead-intake is ready")
        assert process.running, process.log_tail()
        yield made
