"""The stack that is tormented: the whole product, two workers of each service, with traps in them."""

import sys
from pathlib import Path

from handover.stack.plan import Plan, ServicePlan, local_plan

ROOT = Path(__file__).parents[2]
GROUPS_OF = {
    "lead-intake": ("lead-intake",),
    "qualification": ("qualification",),
    "assignment": ("assignment.route", "assignment.decide"),
    "sla-monitor": ("sla-monitor",),
}
"""The consumer groups in a process of each service."""


def chaos_plan(directory: Path, *, brokers: int = 1, workers: int = 2, long_run: bool = False) -> Plan:
    """As ``local_plan``, but each worker is ``tests.chaos.worker``."""
    plan = local_plan(directory, workers=workers, brokers=brokers)
    services = tuple(_trapped(service) for service in plan.services)
    return plan.model_copy(update={"services": services, "long_run": long_run})


def service_of(worker: str) -> str:
    """``assignment`` of ``assignment-0``."""
    return worker.rpartition("-")[0]


def _trapped(service: ServicePlan) -> ServicePlan:
    command = (sys.executable, "-m", "tests.chaos.worker", service.name)
    return service.model_copy(update={"command": command, "env": {**service.env, "PYTHONPATH": str(ROOT)}})
