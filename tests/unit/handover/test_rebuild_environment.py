"""How `handover rebuild` learns where the services' Redis is, and with which settings they fold."""

import time
from pathlib import Path

from handover.commands.rebuild import environment
from handover.stack.keys import KeyRing
from handover.stack.plan import Plan, service
from handover.stack.state import PartState, StackState

REDIS = "redis://127.0.0.1:16379/0"


def running(directory: Path) -> None:
    part = PartState(
        name="valkey",
        phase="running",
        pid=None,
        started=None,
        address=REDIS,
        ready=None,
        restarts=0,
        exit_code=None,
        log=directory / "valkey.log",
    )
    StackState(phase="up", pid=1, started=time.time(), parts=(part,)).write(directory)
    Plan(directory=directory, services=(service("lead-intake", env={"LEAD_INTAKE_STATUS_DAYS": "7"}),)).write()


def test_a_stack_that_was_started_here_is_known(tmp_path: Path) -> None:
    running(tmp_path)
    keys = KeyRing(tmp_path).ensure()
    assert environment(tmp_path, "localhost:9092", own=True) == {
        "HANDOVER_BOOTSTRAP_SERVERS": "localhost:9092",
        "HANDOVER_REDIS_URL": REDIS,
        "HANDOVER_LEAD_ID_SECRET": keys.lead_id_secret,
        "LEAD_INTAKE_STATUS_DAYS": "7",
    }


def test_of_another_stack_the_environment_tells(tmp_path: Path) -> None:
    running(tmp_path)
    assert environment(tmp_path, "kafka.example:9092", own=False) == {
        "HANDOVER_BOOTSTRAP_SERVERS": "kafka.example:9092"
    }
