"""A process as a service would build it, with an engine that does what the test says.

Its read model counts in Redis how often it has seen each event id, in the order of their partitions; while the key
``NAME:broken`` is there, it fails.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from redis.asyncio import Redis

from lead_contracts.events import LeadAcceptRequest
from lead_runtime import redis
from lead_runtime.engine.api import Context, Emit, EventHandler, Incoming, Output, State, Topology
from lead_runtime.engine.errors import FloodOfDeadLetters
from lead_runtime.health import Readiness, all_of
from lead_runtime.host import Erased, Hosted, ReadModel, Seen, ServiceSpec, engine_of, main
from lead_runtime.http.app import create_app
from lead_runtime.publisher import Publisher
from lead_runtime.settings import RuntimeSettings


class SampleSettings(RuntimeSettings):
    name: str = "sample"
    topic: str = ""
    also: str = ""
    out: str = ""
    engine: str = ""
    stuck: bool = False


class SampleEngine:
    """Runs until it is told to stop, or as ``behaviour`` says."""

    def __init__(self, behaviour: str) -> None:
        self._behaviour, self._stop = behaviour, asyncio.Event()
        self.ready, self.alive = (True, ()), True

    async def run(self) -> None:
        print("engine runs", flush=True)
        if self._behaviour == "halts":
            raise FloodOfDeadLetters("50 in a row: UnknownLead")
        if self._behaviour == "crashes":
            raise RuntimeError("of ann@example.com")
        if self._behaviour == "is cut off":
            raise asyncio.CancelledError
        if self._behaviour == "ends":
            return
        await self._stop.wait()
        await asyncio.sleep(0.3)  # the transaction in hand
        print("engine finished", flush=True)

    def request_stop(self) -> None:
        self._stop.set()


class Stuck:
    """A part that never stops."""

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        await asyncio.Event().wait()


def build(settings: SampleSettings) -> ServiceSpec:
    publisher, client = Publisher(settings, source="/sample"), redis.connect(settings.redis_url)
    router = APIRouter()

    @router.post("/send/{key}", status_code=202)
    async def send(key: str, request: Request) -> dict[str, int]:
        await request.body()
        sent = await publisher.send_record(settings.topic, key.encode(), b"{}")
        return {"offset": sent.offset}

    @router.post("/send-event/{lead_id}", status_code=202)
    async def send_event(lead_id: str) -> dict[str, int]:
        now = datetime.now(UTC)
        event = LeadAcceptRequest(request_id="r", actor="a", lead_id=lead_id, occurred_at=now, recorded_at=now)
        return {"offset": (await publisher.send(event, topic=settings.topic)).offset}

    @router.post("/block/{seconds}")
    async def block(seconds: float) -> None:
        import time

        time.sleep(seconds)  # noqa: ASYNC251 - what must never happen

    engines = [_engine(settings)] if settings.engine else []
    probes = [publisher.readiness, *(lambda e=engine: Readiness(*e.ready) for engine in engines)]
    return ServiceSpec(
        settings.name,
        settings,
        engines=engines,
        http=create_app("Sample", settings=settings, readiness=lambda: all_of(*probes), routers=[router]),
        agents=[ReadModel(settings.topic, _counting(client, settings.name))] if settings.topic else [],
        services=[publisher, redis.Lifetime(client), *([Stuck()] if settings.stuck else [])],
    )


def _engine(settings: SampleSettings) -> Hosted:
    if settings.engine != "real":
        return SampleEngine(settings.engine)
    handlers = {LeadAcceptRequest: _pass_on(settings.out)}
    inputs = {topic: handlers for topic in (settings.topic, settings.also) if topic}
    return engine_of(Topology(settings.name, inputs, outputs=frozenset({settings.out})), settings)


def _pass_on(out: str) -> EventHandler:
    def handle(incoming: Incoming[LeadAcceptRequest], _state: State, _ctx: Context) -> list[Output]:
        return [Emit(incoming.data, topic=out)]

    return handle


def _counting(client: Redis, name: str):  # type: ignore[no-untyped-def]
    async def count(seen: Sequence[Seen]) -> None:
        if await client.exists(f"{name}:broken"):
            raise ConnectionError("redis is broken for ann@example.com")
        pipe = client.pipeline()
        for each in seen:
            if isinstance(each, Erased):
                pipe.rpush(f"{name}:erased", each.key)
            else:
                pipe.hincrby(f"{name}:seen", each.id, 1)
                pipe.rpush(f"{name}:order:{each.record.partition}", each.record.offset)
        pipe.rpush(f"{name}:batches", len(seen))
        await pipe.execute()

    return count


if __name__ == "__main__":
    os.environ.setdefault("HANDOVER_LEAD_ID_SECRET", "only-for-tests-0123")
    sys.exit(main(SampleSettings, build))
