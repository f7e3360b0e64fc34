"""Wires the process: the exactly-once worker, the read model, the HTTP side."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from lead_contracts.topics import LEADS_QUALIFIED, LEADS_RECEIVED
from lead_runtime import redis
from lead_runtime.board.whole import Whole
from lead_runtime.health import Readiness
from lead_runtime.host import ReadModel, ServiceSpec, engine_of
from lead_runtime.http.app import create_app
from lead_runtime.publisher import Publisher
from qualification.adapters.enrichment.company_file import CompanyFile
from qualification.adapters.enrichment.enricher import Enricher
from qualification.adapters.history import RedisHistory
from qualification.adapters.http.routes import router
from qualification.adapters.measure import VerdictMetrics
from qualification.adapters.rules.follower import RulesFollower
from qualification.adapters.tables import Limits
from qualification.adapters.worker import topology
from qualification.settings import QualificationSettings

NAME: Final = "qualification"


def build(settings: QualificationSettings) -> ServiceSpec:
    """The process, not started; opens no connection."""
    engine = engine_of(topology(Limits(settings.activity_grace, settings.lead_retention)), settings)
    client = redis.connect(settings.redis_url)
    whole = Whole(client, NAME)
    history = RedisHistory(client, settings.verdicts_kept, settings.verdicts_ttl, whole.reading)
    rules = RulesFollower(settings.bootstrap_servers)
    publisher = Publisher(settings, source=f"/{NAME}")
    app = create_app(
        "Qualification",
        settings=settings,
        readiness=lambda: Readiness(*engine.ready),
        routers=[router(rules, history, lambda: datetime.now(UTC))],
    )
    return ServiceSpec(
        name=NAME,
        settings=settings,
        engines=[engine],
        http=app,
        agents=[
            # Counted first: the history is tried again for as long as Redis is away
            ReadModel(LEADS_QUALIFIED, VerdictMetrics().fold, refilled=False),
            ReadModel(LEADS_QUALIFIED, history.fold),
            *_enrichers(settings.enrichment_file, publisher),
        ],
        services=[rules, *([publisher] if settings.enrichment_file else [])],
        board=whole,
    )


def _enrichers(file: Path | None, publisher: Publisher) -> tuple[ReadModel, ...]:
    """The reference provider, where there is a file. Raises ConfigError for one that cannot be used."""
    if file is None:
        return ()
    enricher = Enricher(CompanyFile.read(file), publisher, lambda: datetime.now(UTC))
    return (ReadModel(LEADS_RECEIVED, enricher.fold, refilled=False),)
