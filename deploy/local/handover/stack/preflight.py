"""What is looked at before anything starts, so that nothing is left half-running."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from handover.errors import HandoverError
from handover.stack.jars import missing_bytes
from handover.stack.plan import Plan
from handover.stack.ports import HOST, is_free

ROOM = 500 * 1024 * 1024  # bytes


def free_bytes(folder: Path) -> int:
    """What is free on the disk of ``folder``."""
    return shutil.disk_usage(folder).free


def check_room(plan: Plan, cache: Path, free: Callable[[Path], int] = free_bytes) -> None:
    """Raises HandoverError where the data, or the jars that are still to be fetched, would not fit."""
    fetched = 2 * missing_bytes(cache)
    shared = plan.directory.stat().st_dev == cache.stat().st_dev
    for folder, needed in ((plan.directory, ROOM), (cache, fetched + ROOM * shared)):
        there = free(folder)
        if there < needed:
            raise HandoverError(
                f"The disk of {folder} has {there >> 20} MB free; the stack needs {needed >> 20} MB there.",
                "Free some space, or choose another place: --dir for the data, HANDOVER_CACHE for Kafka's jars.",
            )


def check_ports(plan: Plan) -> None:
    """Raises HandoverError naming every chosen port that is taken, by whom, and the option that changes it."""
    taken = [(what, port) for what, port in chosen_ports(plan) if not is_free(port)]
    if taken:
        raise HandoverError(
            "\n".join(f"Port {port} for {what} is in use{_by_whom(port)}." for what, port in taken),
            "\n".join(f"Choose another with --port-{what} or {variable(what)} (0: a free one)." for what, _ in taken),
        )


def variable(what: str) -> str:
    """The environment variable that sets the port of ``what``."""
    return f"HANDOVER_PORT_{what.replace('-', '_').upper()}"


def chosen_ports(plan: Plan) -> Iterator[tuple[str, int]]:
    """What listens on which fixed port; free ones are left out."""
    named = [("kafka", plan.kafka_port), ("valkey", plan.valkey_port)]
    named += [(service.name, service.port) for service in plan.services if service.workers]
    return ((what, port) for what, port in named if port)


def _by_whom(port: int) -> str:
    try:
        listening = psutil.net_connections("tcp")
    except psutil.AccessDenied:  # macOS shows them to root alone
        return ""
    pids = {c.pid for c in listening if c.status == psutil.CONN_LISTEN and c.laddr and c.laddr[1] == port and c.pid}
    return f" on {HOST} by process {', '.join(map(str, sorted(pids)))}" if pids else ""
