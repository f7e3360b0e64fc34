"""The part of telemetry that needs the OpenTelemetry SDK; imported only where spans are recorded."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace import Status, StatusCode, Tracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from lead_runtime.telemetry import TRACEPARENT, TRACESTATE, Attributes, Trace

_propagator = TraceContextTextMapPropagator()


def provider(
    service: str, slot: str, endpoint: str, ratio: float, processor: SpanProcessor | None = None
) -> TracerProvider:
    """A provider that exports in the background and samples ``ratio`` of the traces that begin here."""
    resource = Resource.create({"service.name": service, "service.instance.id": slot})
    made = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(ratio)))
    url = endpoint if endpoint.endswith("/v1/traces") else endpoint.rstrip("/") + "/v1/traces"
    made.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    return made


@contextmanager
def recorded(tracer: Tracer, name: str, parent: Trace | None, attributes: Attributes) -> Iterator[Trace | None]:
    """A span around the work inside; yields its trace."""
    options = {"record_exception": False, "set_status_on_exception": False}
    with tracer.start_as_current_span(name, _context(parent), attributes=dict(attributes), **options) as span:  # type: ignore[arg-type]
        try:
            yield _trace()
        except Exception as error:
            # Its text may quote what was processed: the type is enough
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(Status(StatusCode.ERROR))
            raise


def _context(parent: Trace | None) -> Context:
    if parent is None:
        return Context()
    return _propagator.extract({TRACEPARENT: parent.traceparent, TRACESTATE: parent.tracestate}, Context())


def _trace() -> Trace | None:
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return Trace(carrier[TRACEPARENT], carrier.get(TRACESTATE, "")) if TRACEPARENT in carrier else None
