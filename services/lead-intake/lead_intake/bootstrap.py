"""The only wiring of lead-intake."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI

from lead_intake.adapters.canonical_lead import warm_up
from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.hints import HintFolder, RedisHints
from lead_intake.adapters.http import deliveries, hooks, imports, v1
from lead_intake.adapters.http.ingress import DeliveryLog, Ingress
from lead_intake.adapters.http.openapi import documented
from lead_intake.adapters.identify import Identifier
from lead_intake.adapters.import_states import Forgetful, RedisImports
from lead_intake.adapters.judge import Judge
from lead_intake.adapters.kafka.worker import Worker
from lead_intake.adapters.mappings import load_mappings
from lead_intake.adapters.paths import IMPORTS
from lead_intake.adapters.read_model import StatusFolder
from lead_intake.adapters.sources import readers
from lead_intake.adapters.spool.keeper import Keeper
from lead_intake.adapters.spool.spool import Bounds, Spool
from lead_intake.adapters.spool.volume import Volume
from lead_intake.adapters.spool.writer import Writer
from lead_intake.adapters.statuses import RedisStatuses
from lead_intake.application.imports import Imports
from lead_intake.application.ports import Hints
from lead_intake.application.status import Statuses
from lead_intake.settings import IntakeSettings
from lead_runtime import redis
from lead_runtime.board.whole import Whole
from lead_runtime.engine.api import Topology
from lead_runtime.health import Probe, Readiness
from lead_runtime.host import ServiceSpec, engine_of
from lead_runtime.host.right_of_way import Counted, RightOfWay
from lead_runtime.http.app import create_app
from lead_runtime.lookup import Lookup
from lead_runtime.publisher import Publisher

NAME = "lead-intake"


def build(settings: IntakeSettings) -> ServiceSpec:
    """The process, not started; opens no connection. Raises ConfigurationError."""
    catalogue = catalogue_of(settings)
    warm_up()
    client = redis.connect(settings.redis_url, client_name=NAME)
    hints = RedisHints(client, settings.hint_days)
    right_of_way = RightOfWay()
    engines = (engine_of(topology(settings, catalogue, hints), settings, right_of_way.turn),) if settings.worker else ()
    publisher = Publisher(settings, source=f"/{NAME}")
    identifier = Identifier(lead_id_key(settings))
    folder = StatusFolder(client, identifier, settings.status_days)
    lookup = Lookup(settings, NAME)
    judge = Judge(lookup, catalogue, readers(catalogue.route, catalogue.mappings), identifier, settings.body_limit)
    whole = Whole(client, NAME)
    statuses = RedisStatuses(client, judge, settings.status_days, whole.reading)
    keeper = Keeper(publisher, spool_of(settings))

    def readiness() -> Readiness:
        """Of taking deliveries: what the worker waits for is said, and no reason to send them elsewhere."""
        keeping = keeper.readiness()
        return Readiness(keeping.ready, (*keeping.reasons, *(reason for each in engines for reason in each.ready[1])))

    app = http(settings, catalogue, keeper, statuses, readiness, RedisImports(client, settings.status_days))
    models = (*folder.read_models(), *HintFolder(hints, lead_id_key(settings)).read_models()) if settings.worker else ()
    app.add_middleware(Counted, right_of_way=right_of_way)
    return ServiceSpec(NAME, settings, engines, app, models, [publisher, keeper, lookup], right_of_way.turn, whole)


def spool_of(settings: IntakeSettings) -> Spool | None:
    """Where deliveries wait while Kafka is away, if a folder is configured."""
    if settings.spool_dir is None:
        return None
    bounds = Bounds(settings.spool_rows, settings.spool_bytes, settings.send_timeout_seconds)
    return Spool(Writer(Volume(settings.spool_dir)), bounds, time.time)


def catalogue_of(settings: IntakeSettings) -> Catalogue:
    """The configured sources with their secrets and mappings. Raises ConfigurationError."""
    mappings = settings.mappings or settings.config_dir / "sources"
    return Catalogue.of(settings.sources, os.environ, load_mappings(mappings))


def topology(settings: IntakeSettings, catalogue: Catalogue, hints: Hints | None = None) -> Topology:
    """The worker; without hints no lead looks like another."""
    identifier = Identifier(lead_id_key(settings))
    return Worker(
        catalogue, readers(catalogue.route, catalogue.mappings), identifier, settings.body_limit, hints
    ).topology()


def lead_id_key(settings: IntakeSettings) -> bytes:
    """What keys the ids of leads, and the hints."""
    return settings.lead_id_secret.get_secret_value().encode()


def http(
    settings: IntakeSettings,
    catalogue: Catalogue,
    log: DeliveryLog,
    statuses: Statuses,
    readiness: Probe,
    lists: Imports | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> FastAPI:
    """The HTTP side."""
    ingress = Ingress(log, now, new_id)
    app = create_app(
        "Lead intake",
        settings=settings,
        readiness=readiness,
        routers=[
            v1.routes(ingress),
            hooks.routes(ingress, catalogue, settings.public_url, settings.rate_limit),
            imports.routes(
                ingress,
                catalogue,
                readers(catalogue.route, catalogue.mappings),
                lists or Forgetful(),
                settings.import_limit,
                settings.body_limit,
            ),
            deliveries.routes(statuses),
        ],
        body_limits={IMPORTS: settings.import_limit},
    )
    return documented(app)
