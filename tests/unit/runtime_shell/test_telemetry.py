"""A trace that comes in goes out, recorded or not; what is recorded holds no personal data."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from lead_runtime import telemetry, tracing
from lead_runtime.telemetry import Trace

SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
UNSAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = tracing.provider("sample", "0", "http://127.0.0.1:9", 1.0, SimpleSpanProcessor(exporter))
    monkeypatch.setattr(telemetry._Recording, "tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


def test_headers_of_a_record_are_read_and_written_again() -> None:
    headers = (("ce_id", b"1"), ("traceparent", SAMPLED.encode()), ("tracestate", b"vendor=1"))
    trace = telemetry.extract(headers)
    assert trace == Trace(SAMPLED, "vendor=1")
    assert telemetry.inject(trace) == headers[1:]


@pytest.mark.parametrize(
    "value",
    [b"", b"nonsense", b"\xff\xfe", SAMPLED.upper().encode(), b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01",
     b"00-4bf92f3577b34da6a3ce929d0e0e4736-" + b"0" * 16 + b"-01", SAMPLED.encode() + b"-more", b"ff" + SAMPLED.encode()[2:]],
)  # fmt: skip
def test_an_invalid_parent_is_no_parent(value: bytes) -> None:
    assert telemetry.extract((("traceparent", value),)) is None


def test_without_a_trace_nothing_is_written() -> None:
    assert telemetry.inject() == ()


def test_a_state_too_long_or_not_ascii_is_dropped_and_the_parent_kept() -> None:
    assert telemetry.parse(SAMPLED, "x" * 513) == Trace(SAMPLED)
    assert telemetry.parse(SAMPLED, "vendör=1") == Trace(SAMPLED)


def test_while_nothing_is_recorded_the_parent_goes_on_unchanged() -> None:
    with telemetry.span("work", Trace(SAMPLED, "a=b")):
        assert telemetry.inject() == (("traceparent", SAMPLED.encode()), ("tracestate", b"a=b"))
        with telemetry.span("inner"):
            assert telemetry.current() == Trace(SAMPLED, "a=b")
    assert telemetry.current() is None


def test_a_recorded_span_is_the_parent_of_what_follows(spans: InMemorySpanExporter) -> None:
    with telemetry.span("outer", Trace(SAMPLED)) as outer, telemetry.span("inner", attributes={"n": 1}) as inner:
        assert outer is not None
        assert inner is not None
    first, second = spans.get_finished_spans()
    assert (first.name, second.name) == ("inner", "outer")
    assert first.parent is not None
    assert first.parent.span_id == second.context.span_id
    assert outer.trace_id == inner.trace_id == SAMPLED[3:35]
    assert outer.traceparent != SAMPLED


def test_a_parent_that_is_not_sampled_is_handed_on_without_a_span(spans: InMemorySpanExporter) -> None:
    with telemetry.span("work", Trace(UNSAMPLED)) as trace:
        assert trace == Trace(UNSAMPLED)
    assert spans.get_finished_spans() == ()


def test_a_trace_begins_where_none_came_in(spans: InMemorySpanExporter) -> None:
    with telemetry.span("work") as trace:
        assert trace is not None
        assert trace.sampled
        assert telemetry.inject()[0][0] == "traceparent"


def test_a_failure_is_recorded_by_its_type_alone(spans: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError), telemetry.span("work"):
        raise ValueError("ann@example.com")
    (span,) = spans.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["error.type"] == "ValueError"
    assert "ann@" not in span.to_json()


def test_without_an_endpoint_nothing_is_started() -> None:
    telemetry.start("sample", "0", None, 1.0)
    assert telemetry._Recording.tracer is None
    telemetry.stop()
