"""Between records and events: what a handler is given is decoded here, what it gives back is encoded here."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from lead_contracts.base import Event
from lead_contracts.codec import ContractError, Envelope, decode, encode
from lead_contracts.envelope import format_instant
from lead_contracts.events import DeadLettered
from lead_contracts.ids import derived_id
from lead_contracts.registry import REGISTRY

from . import dead_letters
from .api import Context, DeadLetter, Emit, EventTable, Headers, Incoming, Record, Tombstone, Topology
from .errors import OutputTooLarge, UndeclaredOutput
from .writer import Out

CONTRACT_ERRORS: Final = (ContractError,)
"""What decoding raises, whatever the bytes."""
MAX_OUTPUT_BYTES: Final = 1_000_000
"""Of one output's value. The dead-letter topics take a whole record more than that."""
_LONGEST_TRACE: Final = 128
"""A W3C traceparent has 55 characters; a longer one would be carried into every output, and is dropped."""
_TYPE_OF: Final[Mapping[bytes, type[Event]]] = {name.encode(): model for name, model in REGISTRY.items()}


def read(record: Record, table: EventTable) -> tuple[Incoming[Event], str | None] | None:
    """The decoded event with its trace context, or None for one of a known type that the table does not have.

    Raises CONTRACT_ERRORS.
    """
    for name, value in record.headers:
        if name == "ce_type":
            model = _TYPE_OF.get(value)
            if model is not None and model not in table:
                return None  # passed over without a parse
            break
    envelope, event = decode(record.headers, record.value)
    if type(event) not in table:
        return None
    trace = envelope.traceparent
    return Incoming(envelope.id, envelope.time, event, record), trace if trace and len(
        trace
    ) <= _LONGEST_TRACE else None


def read_event(record: Record) -> Event:
    """The event of a record. Raises CONTRACT_ERRORS."""
    return decode(record.headers, record.value)[1]


def encode_event(event: Event, *, id: str, source: str, time: datetime) -> tuple[Headers, bytes]:  # noqa: A002
    """Headers and value of an event that is written outside a handler."""
    return encode(Envelope(id, source, time), event)


def timer_cause(group: str, table: str, key: str, due: float) -> str:
    """The cause's id of what a timer writes: the same whenever and wherever it fires."""
    return derived_id(f"{group}/{table}/{key}", "timer", format_instant(datetime.fromtimestamp(due, UTC)))


class Encoder:
    """Turns what handlers give back into records: topic, key, deterministic id, source and trace are filled in here."""

    def __init__(self, topology: Topology) -> None:
        self._group, self._outputs, self._outsiders = topology.group, topology.outputs, topology.outsiders
        self._kinds: dict[type[Event], str] = {}
        self._source = topology.source or f"/{topology.group}"
        self._dlq = f"{topology.group}.dlq"

    def event(self, emit: Emit, ctx: Context, steps: dict[str, int], record: Record | None, trace: str | None) -> Out:
        """Raises UndeclaredOutput and OutputTooLarge. ``steps`` counts the events of each type from one cause."""
        event = emit.data
        topic = emit.topic or event.TOPIC
        if topic not in self._outputs:
            raise UndeclaredOutput(f"{self._group} does not declare the output {topic}")
        identity = emit.id
        if identity is None:
            kind = self._kinds.get(type(event)) or self._kinds.setdefault(type(event), event.type())
            step = emit.step
            if step is None:
                count = steps.get(kind, 0)
                steps[kind], step = count + 1, str(count)
            identity = derived_id(ctx.cause, kind, step)
        key = emit.key or event.key()
        headers, value = encode(Envelope(identity, self._source, ctx.now, key, trace), event)
        if len(value) > MAX_OUTPUT_BYTES:
            raise OutputTooLarge(f"{event.type()} would be larger than {MAX_OUTPUT_BYTES} bytes")
        raw = key.encode()
        beside = record is not None and record.key == raw and record.topic not in self._outsiders
        return Out(topic, None, raw, value, headers, record.partition if record is not None and beside else None)

    def tombstone(self, tombstone: Tombstone) -> Out:
        """Raises UndeclaredOutput."""
        if tombstone.topic not in self._outputs:
            raise UndeclaredOutput(f"{self._group} does not declare the output {tombstone.topic}")
        return Out(tombstone.topic, None, tombstone.key.encode(), None)

    def dead_letter(self, letter: DeadLetter, now: datetime) -> list[Out]:
        """The letter, whole, on the group's own topic, and its facts without the content on dead.letters."""
        letter = dead_letters.without_foreign_ids(letter)
        record, attempt = letter.record, dead_letters.attempt_of(letter.record)
        where = f"{self._group}/{record.topic}/{record.partition}/{record.offset}"
        dead_id = derived_id(where if record.offset >= 0 else f"{where}/{record.timestamp}", "dead", str(attempt))
        facts = DeadLettered(
            dead_id=dead_id,
            group=self._group,
            topic=record.topic,
            partition=record.partition,
            offset=max(record.offset, 0),
            lead_id=letter.lead_id,
            touch_id=letter.touch_id,
            activity_id=dead_letters.ours(dead_letters.ids_in(record).activity_id),
            event_id=dead_letters.event_id_of(record),
            error=letter.error,
            detail=letter.detail,
            attempt=attempt,
            occurred_at=now,
        )
        headers, value = encode(Envelope(derived_id(dead_id, facts.type(), "0"), self._source, now), facts)
        whole = dead_letters.headers(letter, dead_id, self._group, format_instant(now))
        return [
            Out(self._dlq, record.partition, record.key, record.value, whole),
            Out(facts.TOPIC, None, dead_id.encode(), value, headers),
        ]


def trace_of(record: Record) -> str | None:
    """The trace context that a record came with: one trace leads from the marketing event to the first touch."""
    for name, value in record.headers:
        if name == "traceparent" and value and len(value) <= _LONGEST_TRACE:
            return value.decode("ascii", "ignore")
    return None
