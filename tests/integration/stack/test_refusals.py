"""What goes wrong at a start is told clearly, and leaves nothing half-running."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.integration.stack.conftest import Command, fake, quietly
from tests.support import eventually

from handover.errors import HandoverError
from handover.stack import control
from handover.stack.plan import Plan
from handover.stack.ports import free_ports
from handover.stack.state import StackState


def running_in(directory: Path) -> list[str]:
    """Command lines of processes that mention the directory."""
    lines = [" ".join(process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"])]
    return [line for line in lines if str(directory) in line]


@pytest.fixture
def no_network() -> dict[str, str]:
    """Variables that lead every request to a port where nobody listens."""
    closed = f"http://127.0.0.1:{free_ports(1)[0]}"
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    return {name: closed for upper in names for name in (upper, upper.lower())} | {"NO_PROXY": "", "no_proxy": ""}


def test_a_used_port_ends_up_with_its_number_and_its_option(handover: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        done = handover("up", "--dir", str(tmp_path), "--port-assignment", port)
    assert done.returncode == 1
    assert f"Port {port} for assignment is in use" in done.stderr
    assert "--port-assignment" in done.stderr
    assert "Traceback" not in done.stderr
    assert running_in(tmp_path) == []


def test_without_network_and_cache_the_command_says_so(
    handover: Command, tmp_path: Path, no_network: dict[str, str]
) -> None:
    env = no_network | {"HANDOVER_CACHE": str(tmp_path / "empty")} | _free()
    done = handover("up", "--dir", str(tmp_path / "stack"), env=env)
    assert done.returncode == 1
    assert "is not cached and cannot be fetched" in done.stderr
    assert "needs the network once" in done.stderr
    assert "Traceback" not in done.stderr
    assert running_in(tmp_path) == []
    assert not control.is_up(tmp_path / "stack")


def _free() -> dict[str, str]:
    names = ("KAFKA", "VALKEY", "LEAD_INTAKE", "QUALIFICATION", "ASSIGNMENT", "SLA_MONITOR")
    return {f"HANDOVER_PORT_{name}": "0" for name in names}


@pytest.mark.kafka
def test_a_cached_start_needs_neither_network_nor_jgo(kafka: str, tmp_path: Path, no_network: dict[str, str]) -> None:
    script = (
        "import sys; sys.modules['jgo'] = None; sys.modules['requests'] = None\n"
        "from pathlib import Path; from handover.stack import KafkaCluster\n"
        f"print(KafkaCluster(Path({str(tmp_path)!r})).bootstrap_servers)"
    )
    command, env = [sys.executable, "-c", script], os.environ | no_network
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("127.0.0.1:")


@pytest.mark.kafka
def test_a_service_that_halts_ends_the_start_with_its_last_words(kafka: str, tmp_path: Path) -> None:
    with pytest.raises(HandoverError, match=r"broken-0 halted \(exit code 78\)"):
        quietly(Plan(directory=tmp_path, services=(fake("greeter"), fake("broken", "78"))))
    state = StackState.read(tmp_path)
    assert state is not None
    assert state.phase == "failed"
    assert running_in(tmp_path) == []
    assert not control.is_up(tmp_path)


@pytest.mark.kafka
def test_a_start_that_is_broken_off_leaves_nothing_running(kafka: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "handover.cli", "up", "--dir", str(tmp_path)]
    with subprocess.Popen(command, env=os.environ | _free(), stderr=subprocess.DEVNULL) as start:
        eventually(lambda: any("kafka.Kafka" in line for line in running_in(tmp_path)), timeout=30)
        start.send_signal(signal.SIGTERM)
        assert start.wait(120) == 130
    assert running_in(tmp_path) == []
    assert not control.is_up(tmp_path)


def test_stopping_where_nothing_runs_is_no_error(handover: Command, tmp_path: Path) -> None:
    done = handover("down", "--dir", str(tmp_path / "never"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing is running" in done.stdout


def test_status_where_nothing_runs_says_so_with_exit_code_1(handover: Command, tmp_path: Path) -> None:
    done = handover("status", "--dir", str(tmp_path))
    assert done.returncode == 1
    assert "Nothing is running" in done.stdout
