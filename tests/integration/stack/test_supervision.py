"""A detached stack with real servers and small services: it answers, and what dies comes back."""

import json
import os
import signal
from pathlib import Path

import httpx
import psutil
import pytest
import redis
from kafka import KafkaAdminClient, KafkaProducer
from kafka.admin import NewTopic
from tests.integration.stack.conftest import Command, fake, quietly
from tests.support import eventually

from handover.errors import HandoverError
from handover.stack import control
from handover.stack.keys import KeyRing
from handover.stack.plan import Plan
from handover.stack.state import PartState, StackState
from handover.stack.traffic import read

pytestmark = [pytest.mark.kafka, pytest.mark.valkey]


def part(directory: Path, name: str) -> PartState:
    state = StackState.read(directory)
    assert state is not None
    return next(part for part in state.parts if part.name == name)


def kill(directory: Path, name: str) -> PartState:
    """Kills a part with SIGKILL; returns it as it was."""
    before = part(directory, name)
    assert before.pid is not None
    os.kill(before.pid, signal.SIGKILL)
    return before


def restarted(directory: Path, before: PartState) -> PartState | None:
    now = part(directory, before.name)
    return now if now.phase == "running" and now.restarts > before.restarts and now.pid != before.pid else None


def test_every_server_and_every_worker_answers(launched: Path) -> None:
    for name in ("greeter-0", "greeter-1"):
        assert httpx.get(f"{part(launched, name).address}/readyz").status_code == 200
    with redis.Redis.from_url(part(launched, "valkey").address or "") as client:
        assert client.ping()
    with KafkaAdminClient(bootstrap_servers=part(launched, "kafka-1").address) as admin:
        assert len(admin.describe_cluster()["brokers"]) == 1


def test_a_worker_that_is_killed_comes_back_on_its_port(launched: Path) -> None:
    before = kill(launched, "greeter-1")
    now = eventually(lambda: restarted(launched, before), what="the worker is started again")
    assert now.address == before.address
    eventually(lambda: _answers(f"{now.address}/readyz"))


def _answers(url: str) -> bool:
    try:
        return httpx.get(url).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_service_that_halts_is_shown_and_not_started_again(launched: Path) -> None:
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{part(launched, 'quitter-0').address}/exit/78")
    halted = eventually(lambda: _in_phase(launched, "quitter-0", "halted"))
    assert (halted.exit_code, halted.restarts) == (78, 0)


def _in_phase(directory: Path, name: str, phase: str) -> PartState | None:
    now = part(directory, name)
    return now if now.phase == phase else None


def test_valkey_that_is_killed_comes_back_empty(launched: Path) -> None:
    with redis.Redis.from_url(part(launched, "valkey").address or "") as client:
        client.set("kept", "no")
        before = kill(launched, "valkey")
        eventually(lambda: restarted(launched, before), timeout=30)
        assert eventually(lambda: _keys(client) == []) is True


def _keys(client: "redis.Redis") -> list[object] | None:
    try:
        return list(client.scan_iter())
    except redis.RedisError:
        return None


def test_kafka_that_is_killed_comes_back_with_its_data(launched: Path) -> None:
    servers = part(launched, "kafka-1").address
    with KafkaAdminClient(bootstrap_servers=servers) as admin:
        admin.create_topics([NewTopic("kept", 1, 1)])
    producer = KafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    for number in range(10):
        producer.send("kept", b"%d" % number, headers=[("ce_type", b"lead.received.v1")]).get(10)

    before = kill(launched, "kafka-1")
    eventually(lambda: restarted(launched, before), timeout=30)
    producer.send("kept", b"after", headers=[("ce_type", b"lead.received.v1")]).get(90)
    producer.close()

    assert read(str(servers)).events["kept"] == {"lead.received.v1": 11}


def test_a_second_stack_in_the_same_directory_is_refused(launched: Path) -> None:
    with pytest.raises(HandoverError, match="A stack is running"):
        quietly(Plan(directory=launched, services=(fake("other"),)))
    assert control.is_up(launched)


def test_status_tells_people_and_programs_the_same(launched: Path, handover: Command) -> None:
    told = handover("status", "--dir", str(launched), "--json")
    assert told.returncode == 0, told.stderr
    status = json.loads(told.stdout)
    states = {process["name"]: process["state"] for process in status["processes"]}
    assert status["phase"] == "up"
    assert states == {
        "kafka-1": "running",
        "valkey": "running",
        "greeter-0": "ready",
        "greeter-1": "ready",
        "quitter-0": "halted",
    }
    shown = handover("status", "--dir", str(launched))
    assert all(name in shown.stdout for name in states)


def test_no_secret_is_printed_logged_or_left_readable(launched: Path, handover: Command) -> None:
    keys = KeyRing(launched).read()
    secrets = [keys.lead_id_secret, *(key.key for key in keys.api_keys)]
    everything = [handover("status", "--dir", str(launched)).stdout]
    everything += [file.read_text(errors="replace") for file in launched.glob("logs/*")]
    everything += [(launched / name).read_text() for name in ("plan.json", "state.json")]
    assert not any(secret in text for text in everything for secret in secrets)


def test_killing_the_supervisor_leaves_nothing_running_and_the_next_start_finds_the_data(
    kafka: str, tmp_path: Path
) -> None:
    quietly(Plan(directory=tmp_path, services=(fake("greeter"),)))
    state = StackState.read(tmp_path)
    assert state is not None
    processes = [psutil.Process(part.pid) for part in state.parts if part.pid]
    assert len(processes) == 3
    with KafkaAdminClient(bootstrap_servers=part(tmp_path, "kafka-1").address) as admin:
        admin.create_topics([NewTopic("kept", 1, 1)])

    os.kill(state.pid, signal.SIGKILL)
    eventually(lambda: not any(_lives(process) for process in processes), what="all processes end")
    eventually(lambda: not control.is_up(tmp_path))
    assert not control.halt(tmp_path), "nothing is left to stop"

    quietly(Plan(directory=tmp_path, services=(fake("greeter"),)))
    with KafkaAdminClient(bootstrap_servers=part(tmp_path, "kafka-1").address) as admin:
        assert "kept" in admin.list_topics()
    assert control.halt(tmp_path)
    assert not control.is_up(tmp_path)


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
