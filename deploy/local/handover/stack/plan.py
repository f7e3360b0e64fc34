"""What a stack consists of, as chosen before it starts; kept in ``plan.json`` for the supervisor and for ``status``."""

import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from handover.shipped import config_directory
from handover.stack.paths import checkout

SERVICES = ("lead-intake", "qualification", "assignment", "sla-monitor")
PLAN_FILE = "plan.json"


class ServicePlan(BaseModel):
    """One service: how its workers are started and asked.

    ``port`` is the HTTP port of worker 0 (0: a free one; the other workers always take free ones). ``ready`` is the
    path that answers 200 once a worker can work; None: it counts as ready when it runs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    command: tuple[str, ...]
    port: int = Field(default=0, ge=0, le=65535)
    workers: int = Field(default=1, ge=0)
    ready: str | None = "/readyz"
    env: dict[str, str] = {}


class Plan(BaseModel):
    """A whole stack. Ports 0 are chosen freely; with three brokers, ``kafka_port`` is that of the first.

    ``long_run``: brokers optimise for hours rather than for the first minutes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    directory: Path
    services: tuple[ServicePlan, ...] = ()
    brokers: int = Field(default=1, ge=1)
    heap_mb: int = Field(default=512, ge=128)
    kafka_port: int = Field(default=0, ge=0, le=65535)
    valkey_port: int = Field(default=0, ge=0, le=65535)
    long_run: bool = False
    config_dir: Path = Field(default_factory=lambda: config_directory(checkout()))
    log_level: str = "info"

    @property
    def logs(self) -> Path:
        """Where each process has its log file."""
        return self.directory / "logs"

    def write(self) -> None:
        """Keeps it in its directory."""
        (self.directory / PLAN_FILE).write_text(self.model_dump_json(indent=2), encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> "Plan":
        """The plan of the stack in ``directory``. Raises FileNotFoundError."""
        return cls.model_validate_json((directory / PLAN_FILE).read_text(encoding="utf-8"))


def service(name: str, *, port: int = 0, workers: int = 1, env: Mapping[str, str] | None = None) -> ServicePlan:
    """One of the four services by its name, run by this Python; ``env`` adds variables of its own."""
    command = (sys.executable, "-m", name.replace("-", "_"))
    return ServicePlan(name=name, command=command, port=port, workers=workers, env=dict(env or {}))


def local_plan(directory: Path, *, workers: int = 1, brokers: int = 1) -> Plan:
    """The whole product in ``directory`` on free ports: for the demo, end-to-end tests and chaos."""
    services = tuple(service(name, workers=workers) for name in SERVICES)
    return Plan(directory=directory.resolve(), services=services, brokers=brokers)
