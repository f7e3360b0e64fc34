"""The services' processes: which command, which environment, which port."""

import os
from collections.abc import Iterator

from handover.stack.keys import Keys
from handover.stack.part import Part
from handover.stack.plan import Plan, ServicePlan
from handover.stack.ports import HOST, free_ports
from handover.stack.process import Process

INTAKE = "lead-intake"


def workers(plan: Plan, bootstrap_servers: str, redis_url: str, keys: Keys) -> list[Part]:
    """A part for each worker: ``SERVICE-SLOT``, slots from 0."""
    shared = os.environ | {
        "HANDOVER_BOOTSTRAP_SERVERS": bootstrap_servers,
        "HANDOVER_REDIS_URL": redis_url,
        "HANDOVER_API_KEYS": keys.for_services(),
        "HANDOVER_CONFIG_DIR": str(plan.config_dir),
        "HANDOVER_LOG_LEVEL": plan.log_level,
        "HANDOVER_HTTP_HOST": HOST,
        "PYTHONUNBUFFERED": "1",
    }
    secret = {"HANDOVER_LEAD_ID_SECRET": keys.lead_id_secret}
    # Only lead-intake makes lead ids: nobody else is given the secret that keys them.
    return [
        part
        for service in plan.services
        for part in _of(service, plan, shared | secret if service.name == INTAKE else shared)
    ]


def _of(service: ServicePlan, plan: Plan, shared: dict[str, str]) -> Iterator[Part]:
    ports = free_ports(service.workers)
    for slot, free in enumerate(ports):
        name, port = f"{service.name}-{slot}", (service.port if slot == 0 and service.port else free)
        folder = plan.directory / "workers" / name
        folder.mkdir(parents=True, exist_ok=True)
        own = {"HANDOVER_SLOT": str(slot), "HANDOVER_HTTP_PORT": str(port), "HANDOVER_DATA_DIR": str(folder)}
        if service.name == INTAKE:
            own["LEAD_INTAKE_SPOOL_DIR"] = str(folder)
        process = Process(name, service.command, plan.logs / f"{name}.log", env=shared | own | service.env, cwd=folder)
        address = f"http://{HOST}:{port}"
        yield Part(process, address, ready=address + service.ready if service.ready else None)
