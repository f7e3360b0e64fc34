"""The FastAPI application that every process with an HTTP side has."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, nullcontext
from typing import Any, Final, cast

from fastapi import APIRouter, FastAPI
from redis.asyncio import Redis
from starlette.types import Lifespan

from lead_runtime import redis
from lead_runtime.health import Probe
from lead_runtime.http import operations, problems
from lead_runtime.http.auth import KeyRing
from lead_runtime.http.body import BoundedBody
from lead_runtime.http.boundary import Boundary
from lead_runtime.http.limits import Limiter, Quota, RateLimit, SharedLimiter
from lead_runtime.settings import RuntimeSettings

_FIELD_ERROR: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["field", "detail"],
    "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
}
_PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {"type": "array", "items": _FIELD_ERROR},
    },
}
_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {"description": "A problem (RFC 9457).", "content": {problems.MEDIA_TYPE: {"schema": _PROBLEM}}}
}


def create_app(
    title: str,
    *,
    settings: RuntimeSettings,
    readiness: Probe,
    routers: Iterable[APIRouter],
    lifespan: Lifespan[FastAPI] | None = None,
    limiter: Limiter | None = None,
    body_limits: Mapping[str, int] | None = None,
) -> FastAPI:
    """An application with the given routers and with what all have in common.

    That is: ``/healthz``, ``/readyz``, ``/metrics``, ``/docs``; problem+json for every error; bearer keys
    (:func:`lead_runtime.http.auth.require`); a bounded body; rate limits per key, shared by all processes through
    Redis while it is there; request ids and trace context. ``body_limits``: bytes for paths by prefix.
    """
    client = redis.connect(settings.redis_url, client_name="rate-limits")
    app = FastAPI(title=title, lifespan=_closing(client, lifespan), responses=_RESPONSES, redoc_url=None)
    app.state.keys, app.state.liveness = KeyRing(settings.api_keys), operations.alive
    problems.install(app)
    for router in [*routers, operations.routes(readiness)]:  # looked through in this order
        app.include_router(router)
    # The last one added is the outermost
    app.add_middleware(BoundedBody, limit=settings.body_limit, limits=body_limits)
    if settings.rate_limit:
        quota = Quota(settings.rate_limit, settings.rate_burst)
        app.add_middleware(RateLimit, limiter=limiter or SharedLimiter(client, quota), quota=quota, keys=app.state.keys)
    app.add_middleware(Boundary)
    return app


def _closing(client: Redis, lifespan: Lifespan[FastAPI] | None) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[Mapping[str, Any] | None]:
        async with lifespan(app) if lifespan else nullcontext() as state:
            yield state
        await client.aclose()

    return cast("Lifespan[FastAPI]", life)
