"""CloudEvents 1.0 of any type: read from Kafka (binary, structured) and HTTP (binary, structured, batch).

Bindings: https://github.com/cloudevents/spec/tree/v1.0.2/cloudevents/bindings. For events of our own contracts the
codec is the shorter way.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from pydantic import JsonValue
from pydantic_core import from_json, to_json

from lead_contracts.envelope import SPEC_VERSION, HeadersRead, parse_instant
from lead_contracts.errors import MalformedEvent

STRUCTURED: Final = "application/cloudevents"
BATCH: Final = "application/cloudevents-batch"
_CORE: Final = frozenset({"id", "source", "type", "specversion", "subject", "time", "dataschema", "datacontenttype"})
_REQUIRED: Final = ("specversion", "id", "source", "type")


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """One event with its data as bytes, exactly as they came where the mode keeps them."""

    id: str
    source: str
    type: str
    data: bytes
    """Empty where the event has none."""
    time: datetime | None = None
    subject: str | None = None
    dataschema: str | None = None
    datacontenttype: str | None = None
    extensions: Mapping[str, str] = field(default_factory=dict)


def from_kafka(headers: HeadersRead, value: bytes | None) -> CloudEvent:
    """The event of a record, in either mode. Raises MalformedEvent."""
    texts = _kafka_texts(headers)
    content_type = texts.pop("content-type", None)
    if content_type is not None and content_type.lower().startswith(STRUCTURED):
        return _structured(content_type, value or b"")
    attributes = {name[3:]: text for name, text in texts.items() if name.startswith("ce_")}
    if "traceparent" in texts:
        attributes.setdefault("traceparent", texts["traceparent"])
    return _event(attributes, content_type, value or b"")


def from_http(headers: Iterable[tuple[str, str]], body: bytes) -> tuple[CloudEvent, ...]:
    """The events of a request: one, or those of a batch in order. Raises MalformedEvent."""
    return tuple(opened(one) for one in each_from_http(headers, body))


def each_from_http(headers: Iterable[tuple[str, str]], body: bytes) -> tuple[CloudEvent | MalformedEvent, ...]:
    """As ``from_http``, but what is no event in a batch is its error, so that the others can go on.

    Raises MalformedEvent for a request that is wrong as a whole.
    """
    texts = _http_texts(headers)
    content_type = texts.get("content-type")
    lowered = (content_type or "").lower()
    if lowered.startswith(BATCH):
        return _batch(lowered, body)
    if lowered.startswith(STRUCTURED):
        return (_structured(lowered, body),)
    attributes = {name[3:]: _percent_decoded(name, text) for name, text in texts.items() if name.startswith("ce-")}
    return (_event(attributes, content_type, body),)


def opened(one: CloudEvent | MalformedEvent) -> CloudEvent:
    """The event; raises its error."""
    if isinstance(one, MalformedEvent):
        raise one
    return one


def is_batch(headers: HeadersRead) -> bool:
    """Whether a record on Kafka holds a batch: the binding knows none, and some forwarders write HTTP's to a topic."""
    return any(
        name == "content-type" and (value or b"").decode("latin-1").lower().startswith(BATCH) for name, value in headers
    )


def is_http_event(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a request claims to be a CloudEvent in any mode."""
    return any(
        name.lower() == "ce-specversion" or (name.lower() == "content-type" and value.lower().startswith(STRUCTURED))
        for name, value in headers
    )


def _kafka_texts(headers: HeadersRead) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in headers:
        if not (name.startswith("ce_") or name in {"content-type", "traceparent"}):
            continue
        if name in texts:
            raise MalformedEvent(name, "given twice")
        texts[name] = utf8(name, value)
    return texts


def utf8(name: str, value: bytes | None) -> str:
    """The text of a header. Raises MalformedEvent, naming it."""
    try:
        return (value or b"").decode()
    except UnicodeDecodeError:
        raise MalformedEvent(name, "not UTF-8") from None


def _http_texts(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for name, value in headers:
        lowered = name.lower()
        if lowered in texts and (lowered.startswith("ce-") or lowered == "content-type"):
            raise MalformedEvent(lowered, "given twice")
        texts[lowered] = value
    return texts


def _percent_decoded(name: str, text: str) -> str:
    """HTTP binding 3.1.3.2: a quoted value loses its quotes, then percent-encoding is decoded once."""
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        text = text[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise MalformedEvent(name, "not UTF-8") from None


def _json(attribute: str, value: bytes) -> JsonValue:
    try:
        parsed: JsonValue = from_json(value, allow_inf_nan=False)
    except ValueError:
        raise MalformedEvent(attribute, "not valid JSON") from None
    return parsed


def _batch(content_type: str, body: bytes) -> tuple[CloudEvent | MalformedEvent, ...]:
    events = _json("batch", body)
    if not _is_json_format(content_type) or not isinstance(events, list):
        raise MalformedEvent("batch", "not a JSON array")
    return tuple(_tried(event) for event in events)


def _tried(event: JsonValue) -> CloudEvent | MalformedEvent:
    try:
        return _from_object(event)
    except MalformedEvent as error:
        return error


def _structured(content_type: str, value: bytes) -> CloudEvent:
    if not _is_json_format(content_type):
        raise MalformedEvent("content-type", "of the event formats only JSON is read")
    return _from_object(_json("event", value))


def _is_json_format(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower().endswith("+json")


def _from_object(event: JsonValue) -> CloudEvent:
    if not isinstance(event, dict):
        raise MalformedEvent("event", "not a JSON object")
    attributes = {
        name: _attribute_text(name, value)
        for name, value in event.items()
        if value is not None and name not in {"data", "data_base64"}
    }
    content_type = attributes.get("datacontenttype")
    return _event(attributes, content_type, _data(event, content_type))


def _attribute_text(name: str, value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    raise MalformedEvent(_safe(name), "neither text, number nor boolean")


def _data(event: dict[str, JsonValue], content_type: str | None) -> bytes:
    encoded, data = event.get("data_base64"), event.get("data")
    if isinstance(encoded, str):
        try:
            return base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise MalformedEvent("data_base64", "not base64") from None
    if isinstance(data, str) and not _is_json_data(content_type):
        return data.encode()
    if data is None and "data" not in event:
        return b""
    try:
        return to_json(data)
    except ValueError:
        raise MalformedEvent("data", "not valid JSON") from None


def _is_json_data(content_type: str | None) -> bool:
    media = (content_type or "application/json").partition(";")[0].strip().lower()
    return media.endswith(("/json", "+json"))


def _event(attributes: dict[str, str], content_type: str | None, data: bytes) -> CloudEvent:
    for name in _REQUIRED:
        if not attributes.get(name):
            raise MalformedEvent(name, "missing")
    if attributes["specversion"] != SPEC_VERSION:
        raise MalformedEvent("specversion", "not 1.0")
    time = attributes.get("time")
    return CloudEvent(
        id=attributes["id"],
        source=attributes["source"],
        type=attributes["type"],
        data=data,
        time=parse_instant(time) if time else None,
        subject=attributes.get("subject"),
        dataschema=attributes.get("dataschema"),
        datacontenttype=content_type,
        extensions={name: value for name, value in attributes.items() if name not in _CORE},
    )


def _safe(name: str) -> str:
    return name if name.isascii() and name.isalnum() and len(name) <= 20 else "extension"
