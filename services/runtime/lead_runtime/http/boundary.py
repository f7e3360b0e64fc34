"""The outermost layer of every request: its id, its trace, its time, and an answer whatever happens inside."""

import os
import re
import time
from collections.abc import Iterable, MutableMapping
from functools import cache
from typing import Any, Final

import structlog
from prometheus_client import Histogram
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lead_runtime import logs, metrics, telemetry
from lead_runtime.http import problems

_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DOCS: Final = frozenset({"/docs", "/redoc"})
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)
_log = logs.get(__name__)


class Boundary:
    """ASGI middleware: accepts or makes ``X-Request-ID``, continues ``traceparent``, measures, adds security headers.

    What escapes from inside becomes a problem; what was not foreseen is logged and answered 500 without its text.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one request; other scopes (lifespan) pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        exchange = _Exchange(scope, send, request_id)
        with structlog.contextvars.bound_contextvars(request_id=request_id), _span(scope, headers):
            try:
                await self._answer(scope, receive, exchange)
            finally:
                exchange.finish()

    async def _answer(self, scope: Scope, receive: Receive, exchange: "_Exchange") -> None:
        try:
            await self._app(scope, receive, exchange.send)
        except HTTPException as problem:
            await exchange.answer(problem, receive)
        except ClientDisconnect:  # whoever asked has hung up: there is nobody to answer; it is counted as 499
            _log.debug("the client hung up", method=exchange.method, route=route_template(scope))
        except Exception:
            _log.exception("request failed", method=exchange.method, route=route_template(scope))
            if exchange.status:  # the answer has begun: only a broken connection tells the caller
                raise
            await exchange.answer(problems.Problem(500, "Something went wrong here; it is logged."), receive)


def route_template(scope: Scope) -> str:
    """The path with its parameters' names in place of their values (``/v1/leads/{lead_id}``): no ids in labels."""
    if "endpoint" not in scope:
        return "unmatched"
    segments = scope["path"].split("/")
    for name, value in scope.get("path_params", {}).items():
        for index in range(len(segments) - 1, -1, -1):
            if segments[index] == str(value):
                segments[index] = f"{{{name}}}"
                break
        else:
            return getattr(scope.get("route"), "path", "unmatched")
    return "/".join(segments)


class _Exchange:
    """One answer on its way out: adds the headers, remembers the status, measures."""

    def __init__(self, scope: Scope, send: Send, request_id: str) -> None:
        self._scope, self._send, self._started = scope, send, time.perf_counter()
        self._extra = (*_SECURITY, (b"x-request-id", request_id.encode()))
        self.method = scope["method"] if scope["method"] in _METHODS else "other"
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            _add_missing(message, self._extra[:-2] + self._extra[-1:] if self._is_docs() else self._extra)
        await self._send(message)

    async def answer(self, problem: HTTPException, receive: Receive) -> None:
        if self.status:
            raise problem
        await problems.response(problem, self._scope)(self._scope, receive, self.send)

    def finish(self) -> None:
        seconds, route = time.perf_counter() - self._started, route_template(self._scope)
        _histogram(self.method, route, self.status or 499).observe(seconds)
        say = _log.warning if self.status >= 500 else _log.debug
        say("request", method=self.method, route=route, status=self.status, milliseconds=round(seconds * 1000, 1))

    def _is_docs(self) -> bool:
        return self._scope["path"] in _DOCS  # their page loads scripts, which the policy would forbid


@cache
def _histogram(method: str, route: str, status: int) -> Histogram:
    """Finding it costs more than using it; there are no more of them than labels."""
    return metrics.HTTP_REQUEST_SECONDS.labels(method, route, str(status))


def _request_id(headers: MutableMapping[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    return given if _SANE_ID.fullmatch(given) else os.urandom(16).hex()


def _span(scope: Scope, headers: MutableMapping[bytes, bytes]) -> Any:
    parent = telemetry.parse(
        headers.get(b"traceparent", b"").decode("latin-1"), headers.get(b"tracestate", b"").decode("latin-1")
    )
    return telemetry.span(f"HTTP {scope['method']}", parent, {"http.request.method": scope["method"]})


def _add_missing(message: Message, extra: Iterable[tuple[bytes, bytes]]) -> None:
    headers = list(message.get("headers", ()))
    present = {name.lower() for name, _ in headers}
    message["headers"] = headers + [pair for pair in extra if pair[0] not in present]
