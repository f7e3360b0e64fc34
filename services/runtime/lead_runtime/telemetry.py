"""Trace context (W3C) over HTTP and Kafka, and spans where an exporter is configured.

Without an endpoint nothing is recorded and the OpenTelemetry SDK is not even imported; a trace that comes in is still
handed on, so that the processes around this one keep their chain.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

TRACEPARENT: Final = "traceparent"
TRACESTATE: Final = "tracestate"
Headers: TypeAlias = tuple[tuple[str, bytes], ...]
Attributes: TypeAlias = Mapping[str, str | int | float | bool]

# Version 00 of https://www.w3.org/TR/trace-context/: ids of zeros alone are invalid
_VALID: Final = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_LONGEST_STATE: Final = 512


class Trace(NamedTuple):
    """A position in a trace, as W3C Trace Context writes it."""

    traceparent: str
    tracestate: str = ""

    @property
    def sampled(self) -> bool:
        """Whether someone records it."""
        return bool(int(self.traceparent[-2:], 16) & 1)

    @property
    def trace_id(self) -> str:
        """32 hexadecimal digits."""
        return self.traceparent[3:35]


_current: Final[ContextVar[Trace | None]] = ContextVar("trace", default=None)


class _Recording:
    """The tracer of the process, once :func:`start` made one."""

    tracer: "Tracer | None" = None
    provider: "TracerProvider | None" = None


def parse(traceparent: str, tracestate: str = "") -> Trace | None:
    """The trace, or None where the text is not a valid ``traceparent``."""
    if not _VALID.fullmatch(traceparent):
        return None
    return Trace(traceparent, tracestate if len(tracestate) <= _LONGEST_STATE and tracestate.isascii() else "")


def extract(headers: Headers) -> Trace | None:
    """The trace that a Kafka record carries, or None."""
    parent = state = ""
    for name, value in headers:
        if name == TRACEPARENT:
            parent = value.decode("ascii", "replace")
        elif name == TRACESTATE:
            state = value.decode("ascii", "replace")
    return parse(parent, state) if parent else None


def inject(trace: Trace | None = None) -> Headers:
    """The Kafka headers of ``trace``, or of the current one; empty where there is none."""
    trace = trace or _current.get()
    if trace is None:
        return ()
    parent = ((TRACEPARENT, trace.traceparent.encode()),)
    return (*parent, (TRACESTATE, trace.tracestate.encode())) if trace.tracestate else parent


def current() -> Trace | None:
    """The trace of the work in hand."""
    return _current.get()


@contextmanager
def span(name: str, parent: Trace | None = None, attributes: Attributes | None = None) -> Iterator[Trace | None]:
    """Does the work inside under ``parent`` (default: the current trace), recorded as a span if a tracer says so.

    Yields the trace to hand on: the new span's, or the parent's where nothing is recorded. ``attributes`` carry no
    personal data. An exception is recorded by its type alone.
    """
    parent = parent or _current.get()
    if _Recording.tracer is None or (parent is not None and not parent.sampled):
        with _as_current(parent):
            yield parent
        return
    from lead_runtime import tracing

    with tracing.recorded(_Recording.tracer, name, parent, attributes or {}) as trace, _as_current(trace):
        yield trace


def start(service: str, slot: str, endpoint: str | None, ratio: float) -> None:
    """Exports spans to ``endpoint`` (OTLP over HTTP) in the background; does nothing without one."""
    if endpoint is None:
        return
    from lead_runtime import tracing

    provider = tracing.provider(service, slot, endpoint, ratio)
    _Recording.provider, _Recording.tracer = provider, provider.get_tracer("lead_runtime")


def stop() -> None:
    """Sends what is left and ends the export."""
    if _Recording.provider is not None:
        _Recording.provider.shutdown()
    _Recording.provider = _Recording.tracer = None


@contextmanager
def _as_current(trace: Trace | None) -> Iterator[None]:
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)
