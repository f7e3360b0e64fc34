"""The only wiring of sla-monitor."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from fastapi import FastAPI

from lead_contracts.topics import PARTITIONS
from lead_runtime import redis
from lead_runtime.board.feed import LiveFeed
from lead_runtime.board.whole import Whole
from lead_runtime.health import Probe, Readiness, all_of
from lead_runtime.host import ServiceSpec, engine_of
from lead_runtime.http.app import create_app
from lead_runtime.http.events import Feed, Streams
from lead_runtime.publisher import Publisher
from sla_monitor.adapters.board.alerts import AlertFolder, RedisAlerts
from sla_monitor.adapters.board.clocks import RedisClocks
from sla_monitor.adapters.board.follower import ClockFollower
from sla_monitor.adapters.http import alerts as alert_paths
from sla_monitor.adapters.http import clocks as clock_paths
from sla_monitor.adapters.http import reports, requests, stream
from sla_monitor.adapters.worker import GROUP, Monitor, topology
from sla_monitor.application.ports import Alerts, Clocks
from sla_monitor.settings import SlaMonitorSettings


def build(settings: SlaMonitorSettings) -> ServiceSpec:
    """The process, not started; opens no connection. Raises ConfigurationError."""
    monitor = Monitor()
    engine = engine_of(topology(monitor), settings)
    publisher = Publisher(settings, source=f"/{GROUP}")
    client = redis.connect(settings.redis_url, client_name=GROUP)
    waiting = redis.connect(settings.redis_url, answer_seconds=None, client_name=f"{GROUP}-feed")
    follower = ClockFollower(settings.bootstrap_servers, GROUP, monitor.clocks, client)

    def readiness() -> Readiness:
        return all_of(publisher.readiness, lambda: Readiness(*engine.ready))

    whole = Whole(client, GROUP)
    alerts = RedisAlerts(client, whole.reading)
    app = http(settings, RedisClocks(client, PARTITIONS), alerts, LiveFeed(waiting), publisher, readiness)
    models = AlertFolder(client, settings.alert_days).read_models()
    return ServiceSpec(GROUP, settings, [engine], app, models, [publisher, follower], board=whole)


def http(
    settings: SlaMonitorSettings,
    clocks: Clocks,
    alerts: Alerts,
    feed: Feed,
    log: requests.Log,
    readiness: Probe,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    new_id: Callable[[], str] = lambda: str(uuid4()),
) -> FastAPI:
    """The HTTP side."""
    return create_app(
        "SLA monitor",
        settings=settings,
        readiness=readiness,
        routers=[
            clock_paths.routes(clocks),
            stream.routes(feed, Streams(settings)),
            alert_paths.routes(alerts),
            requests.routes(alerts, log, now, new_id),
            reports.routes(alerts, now),
        ],
    )
