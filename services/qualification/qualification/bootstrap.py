"""Wires the process: the exactly-once worker, the read model, the HTTP side."""

from datetime import UTC, datetime

from lead_contracts.topics import LEADS_QUALIFIED
from lead_runtime import redis
from lead_runtime.health import Readiness
from lead_runtime.host import ReadModel, ServiceSpec, engine_of
from lead_runtime.http.app import create_app
from qualification.adapters.history import RedisHistory
from qualification.adapters.http.routes import router
from qualification.adapters.rules.follower import RulesFollower
from qualification.adapters.tables import Limits
from qualification.adapters.worker import topology
from qualification.settings import QualificationSettings


def build(settings: QualificationSettings) -> ServiceSpec:
    """The process, not started; opens no connection."""
    engine = engine_of(topology(Limits(settings.activity_grace, settings.lead_retention)), settings)
    history = RedisHistory(redis.connect(settings.redis_url), settings.verdicts_kept, settings.verdicts_ttl)
    rules = RulesFollower(settings.bootstrap_servers)
    app = create_app(
        "Qualification",
        settings=settings,
        readiness=lambda: Readiness(*engine.ready),
        routers=[router(rules, history, lambda: datetime.now(UTC))],
    )
    return ServiceSpec(
        name="qualification",
        settings=settings,
        engines=[engine],
        http=app,
        agents=[ReadModel(LEADS_QUALIFIED, history.fold)],
        services=[rules],
    )
