"""The only wiring of assignment."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI

from assignment.adapters import decide, route
from assignment.adapters.board.folding import BoardFolder
from assignment.adapters.board.reading import RedisBoard
from assignment.adapters.http import leads, reps, requests
from assignment.adapters.http.log import Log
from assignment.application.ports import Board
from assignment.settings import AssignmentSettings
from lead_runtime import redis
from lead_runtime.engine.api import Topology
from lead_runtime.health import Probe, Readiness, all_of
from lead_runtime.host import ServiceSpec, engine_of
from lead_runtime.http.app import create_app
from lead_runtime.publisher import Publisher

NAME = "assignment"


def build(settings: AssignmentSettings) -> ServiceSpec:
    """The process, not started; opens no connection. Raises ConfigurationError."""
    engines = [engine_of(topology, settings) for topology in topologies(settings)]
    publisher = Publisher(settings, source=f"/{NAME}")
    client = redis.connect(settings.redis_url, client_name=NAME)
    board = RedisBoard(client, int(settings.request_ttl.total_seconds()))

    def readiness() -> Readiness:
        return all_of(publisher.readiness, *(lambda engine=engine: Readiness(*engine.ready) for engine in engines))

    app = http(settings, board, publisher, readiness)
    return ServiceSpec(NAME, settings, engines, app, BoardFolder(client, settings).read_models(), [publisher])


def topologies(settings: AssignmentSettings) -> tuple[Topology, ...]:
    """The groups that the process works in."""
    both = {"route": route.topology, "decide": decide.topology}
    return tuple(make() for group, make in both.items() if settings.groups in ("both", group))


def http(
    settings: AssignmentSettings,
    board: Board,
    log: Log,
    readiness: Probe,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> FastAPI:
    """The HTTP side."""
    return create_app(
        "Assignment",
        settings=settings,
        readiness=readiness,
        routers=[leads.routes(board), requests.routes(board, log, now, new_id), reps.routes(board, log)],
    )
