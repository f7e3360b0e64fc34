"""The faust app of a process: its agents fold topics into what can be rebuilt, at least once."""

import asyncio
from collections import defaultdict
from typing import Any, Final, cast

import faust
from faust.app.base import BootStrategy

from lead_runtime import logs, metrics
from lead_runtime.engine.settings import Pause
from lead_runtime.host.seen import seen_in
from lead_runtime.host.spec import Fold, Seen, ServiceSpec
from lead_runtime.host.transport import CommittedBatches, PlaceKeeper

MOST_RECORDS: Final = 500
_TURN: Final = 50
"""Records folded before others have their turn."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
_log = logs.get(__name__)


def app_of(spec: ServiceSpec) -> faust.App:
    """The app with an agent per topic; without read models it opens no connection and joins no group.

    The group is ``NAME.read-models``.
    """
    app = _App(
        f"{spec.name}.read-models",
        broker=[f"kafka://{server.strip()}" for server in spec.settings.bootstrap_servers.split(",")],
        store="memory://",
        value_serializer="raw",
        web_enabled=False,
        topic_allow_declare=False,
        topic_disable_leader=True,
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,  # the place of what is in hand is not committed: it is simply read again
        stream_buffer_maxsize=16,  # batches
        broker_commit_interval=0.5,
        broker_max_poll_records=MOST_RECORDS,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=3.0,
        broker_request_timeout=40.0,
        broker_max_poll_interval=300.0,
    )
    app.boot_strategy = _Boot(app, enable_kafka_consumer=bool(spec.agents))
    app.transport = CommittedBatches(app.conf.broker_consumer, app)
    by_topic: dict[str, list[Fold]] = defaultdict(list)
    for model in spec.agents:
        by_topic[model.topic].append(model.handler)
    for topic, folds in by_topic.items():
        _add_agent(app, topic, folds, spec.between_turns)
    return app


class _App(faust.App):
    """Keeps nothing on disk."""

    def _create_directories(self) -> None:
        """Makes none: there are no tables."""


class _Boot(BootStrategy):
    """Starts what agents need and nothing else: no producer, no web server."""

    enable_kafka_producer = False
    enable_web = False


def _add_agent(app: faust.App, topic: str, folds: list[Fold], between_turns: Pause) -> None:
    async def follow(stream: Any) -> None:
        async for event in stream.events():
            message = event.message
            if message.generation_id != app.consumer_generation_id:
                continue  # fetched before a rebalance: whoever owns the partition now reads it
            for start in range(0, len(message.value), _TURN):
                await between_turns()
                seen = list(seen_in(topic, message.value[start : start + _TURN]))
                for fold in folds:
                    await _until_folded(topic, fold, seen)
            cast("PlaceKeeper", app.consumer).done(message)
            metrics.READ_MODEL_RECORDS.labels(topic).inc(len(message.value))

    source = app.topic(topic, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
    app.agent(source, name=f"{app.conf.id}.{topic}")(follow)


async def _until_folded(topic: str, fold: Fold, seen: list[Seen]) -> None:
    """Tries until it works. An exception must not leave an agent: faust would acknowledge the event and skip it."""
    pause = _FIRST_PAUSE
    while seen:
        try:
            await fold(seen)
        except Exception as error:  # noqa: BLE001 - whatever it is, the place is kept and the engine goes on
            metrics.READ_MODEL_RETRIES.labels(topic).inc()
            _log.warning("read model waits", topic=topic, error=type(error).__name__, seconds=pause, exc_info=pause > 1)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return
