"""The items of a request's body: one JSON object, an array of them, or NDJSON."""

from typing import NamedTuple, TypeVar

import orjson
from pydantic import BaseModel, JsonValue, ValidationError

from lead_intake.adapters.faults import faults
from lead_intake.adapters.sources.shape import json_of
from lead_intake.domain.errors import UnreadableBody
from lead_runtime.http.problems import MOST_ERRORS, FieldError, Problem

NDJSON = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"})
Body = TypeVar("Body", bound=BaseModel)


class Item(NamedTuple):
    """One item: its JSON, its bytes, and its place in the body (empty for a body that is one object)."""

    json: JsonValue
    body: bytes
    place: tuple[int, ...]


def items_of(body: bytes, media_type: str) -> list[Item]:
    """All items, in order. Raises the problems 400 (not JSON) and 422 (none at all)."""
    if media_type in NDJSON:
        lines = [line for line in body.split(b"\n") if line.strip()]
        items = [Item(_json(line, index), line.strip(), (index,)) for index, line in enumerate(lines)]
    elif isinstance(whole := _json(body, None), list):
        items = [Item(one, orjson.dumps(one), (index,)) for index, one in enumerate(whole)]
    else:
        items = [Item(whole, body, ())]
    if not items:
        raise refused([FieldError("body", "at least one item was expected")])
    return items


def validated(items: list[Item], model: type[Body]) -> list[Body]:
    """All items as the model reads them, or none: raises the problem 422 that names each field, by index."""
    read: list[Body] = []
    errors: list[FieldError] = []
    for item in items:
        try:
            read.append(model.model_validate(item.json))
        except ValidationError as error:
            errors.extend(FieldError(*fault) for fault in faults(error, *item.place))
    if errors:
        raise refused(errors)
    return read


def refused(errors: list[FieldError]) -> Problem:
    """422: nothing was kept."""
    return Problem(422, "The request is not valid.", slug="validation", errors=errors[:MOST_ERRORS])


def _json(body: bytes, line: int | None) -> JsonValue:
    try:
        return json_of(body)
    except UnreadableBody as error:
        place = "" if line is None else f" (line {line + 1})"
        raise Problem(400, f"The body is not JSON in UTF-8{place}.", slug="unreadable-body") from error
