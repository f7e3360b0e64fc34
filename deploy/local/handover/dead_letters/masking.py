"""Shows what a record looks like without showing what it says: dead letters hold personal data."""

import json

from lead_runtime.engine.api import Record

SHOWN_HEADERS = frozenset(
    {
        *("content-type", "traceparent"),
        *("ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "ce_dataschema"),
        *("ce_leadsource", "ce_channel", "ce_bodytype"),
    }
)
"""Headers that hold no personal data. A subject may: outsiders write what they like into it."""
MOST_BYTES = 20_000


def shown_headers(record: Record, *, reveal: bool) -> dict[str, str]:
    """The original headers as text; those that may hold personal data hidden unless revealed."""
    texts = {name: (value or b"").decode("utf-8", "backslashreplace") for name, value in record.headers}
    return {name: text if reveal or name in SHOWN_HEADERS else hidden(text) for name, text in texts.items()}


def shown_value(record: Record, *, reveal: bool) -> str:
    """The value as text; hidden, the shape of its JSON, or its size."""
    value = record.value or b""
    if reveal:
        return value[:MOST_BYTES].decode("utf-8", "backslashreplace")
    try:
        return json.dumps(_shape(json.loads(value)), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return f"{len(value):,} bytes that are no JSON"


def hidden(text: str) -> str:
    """What stands for a text that is not shown."""
    return f"({len(text)} characters)"


def _shape(value: object) -> object:
    match value:
        case dict():
            return {name: _shape(member) for name, member in value.items()}
        case list():
            return [_shape(member) for member in value]
        case str():
            return hidden(value)
        case bool() | None:
            return value
        case _:
            return "(number)"
