"""The only wiring of assignment."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI

from assignment.adapters import calling_file, decide, materials_file, route
from assignment.adapters.board.contacts import Contacts
from assignment.adapters.board.feed import FeedFolder
from assignment.adapters.board.floor import RedisOverview
from assignment.adapters.board.folding import BoardFolder
from assignment.adapters.board.reading import RedisBoard
from assignment.adapters.http import absences, calendar, leads, overview, reps, requests, stream, teams
from assignment.adapters.http.log import Log
from assignment.adapters.http.reached import Reached
from assignment.adapters.http.showing import Showing
from assignment.adapters.measure import DecisionMetrics
from assignment.adapters.told import Told
from assignment.application.overview import Overview
from assignment.application.ports import Board
from assignment.settings import AssignmentSettings
from lead_contracts.topics import ASSIGNMENT_NOTIFY, LEADS_ASSIGNED
from lead_runtime import redis
from lead_runtime.board.feed import LiveFeed
from lead_runtime.board.whole import Whole
from lead_runtime.delivery import settings as delivery
from lead_runtime.delivery.wired import Delivery, delivery_of
from lead_runtime.engine.api import Topology
from lead_runtime.health import Probe, Readiness, all_of
from lead_runtime.host import Background, ReadModel, ServiceSpec, engine_of
from lead_runtime.http.app import create_app
from lead_runtime.http.events import Feed, Streams
from lead_runtime.lookup import Lookup
from lead_runtime.publisher import Publisher

NAME = "assignment"


def build(settings: AssignmentSettings) -> ServiceSpec:
    """The process, not started; opens no connection. Raises ConfigurationError."""
    publisher = Publisher(settings, source=f"/{NAME}")
    messages = list(deliveries(settings, publisher))
    groups = (*topologies(settings), *(each.topology for each in messages))
    engines = [engine_of(topology, settings) for topology in groups]
    client = redis.connect(settings.redis_url, client_name=NAME)
    whole = Whole(client, NAME, shape=2)
    waiting = redis.connect(settings.redis_url, answer_seconds=None, client_name=f"{NAME}-feed")
    lookup = Lookup(settings, NAME)
    contacts = Contacts(client, int(settings.contact_ttl.total_seconds()), lookup, whole.reading)
    board = RedisBoard(client, int(settings.request_ttl.total_seconds()), whole.reading, contacts)

    def readiness() -> Readiness:
        return all_of(publisher.readiness, *(lambda engine=engine: Readiness(*engine.ready) for engine in engines))

    floor = RedisOverview(client, board, whole.reading)
    app = http(settings, board, floor, publisher, readiness, LiveFeed(waiting))
    # Counted first: the board is tried again for as long as Redis is away
    counted = ReadModel(LEADS_ASSIGNED, DecisionMetrics().fold, refilled=False)
    models = (counted, *BoardFolder(client, settings).read_models(), *FeedFolder(client).read_models())
    services: list[Background] = [publisher, lookup, *(each.sender for each in messages)]
    return ServiceSpec(NAME, settings, engines, app, models, services, board=whole)


def topologies(settings: AssignmentSettings) -> tuple[Topology, ...]:
    """The groups that the process decides in."""
    both = {"route": route.topology, "decide": decide.topology}
    return tuple(make() for group, make in both.items() if settings.groups in ("all", "both", group))


def deliveries(settings: AssignmentSettings, publisher: Publisher) -> Iterator[Delivery]:
    """The messages to people, where channels are configured. Raises ConfigurationError."""
    file = delivery.load(settings.config_dir)
    if file.channels and settings.groups in ("all", "notify"):
        yield delivery_of(ASSIGNMENT_NOTIFY, file, Told(file.tell).plans(), publisher)


def http(
    settings: AssignmentSettings,
    board: Board,
    floor: Overview,
    log: Log,
    readiness: Probe,
    feed: Feed,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> FastAPI:
    """The HTTP side. Raises ConfigError where what is shown beside leads cannot be used."""
    folder = settings.config_dir
    reached = Reached(delivery.load(folder))
    return create_app(
        "Assignment",
        settings=settings,
        readiness=readiness,
        routers=[
            stream.routes(feed, Streams(settings)),
            overview.routes(board, floor, now),
            leads.routes(board, Showing(calling_file.load(folder), materials_file.load(folder), now)),
            requests.routes(board, log, now, new_id),
            reps.routes(board, log, reached),
            absences.routes(board, log),
            calendar.routes(board, log, now),
            teams.routes(board, log, reached),
        ],
    )
