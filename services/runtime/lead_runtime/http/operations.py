"""The paths that operators and supervisors ask: alive, ready, metrics. They need no key and show no personal data."""

from collections.abc import Callable
from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from lead_runtime.health import Probe, Readiness


def alive() -> Readiness:
    """The answer while the host has not said otherwise: it answers, so it lives."""
    return Readiness(True)


def routes(readiness: Probe) -> APIRouter:
    """``/healthz`` (200, or 503: replace me), ``/readyz`` (200, or 503 with the reasons), ``/metrics`` (Prometheus)."""
    router = APIRouter(tags=["operations"])

    @router.get("/healthz", responses={503: {"description": "The process should be replaced."}})
    async def healthz(request: Request, response: Response) -> dict[str, object]:
        probe: Callable[[], Readiness] = request.app.state.liveness
        return _answer(probe(), response)

    @router.get("/readyz", responses={503: {"description": "It cannot work now; the reasons say why."}})
    async def readyz(response: Response) -> dict[str, object]:
        return _answer(readiness(), response)

    @router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        return Response(generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


def _answer(state: Readiness, response: Response) -> dict[str, object]:
    if not state.ready:
        response.status_code = 503
    return asdict(state)
