"""Ways through bodies of unknown shape: a path that is not there gives None, never an error."""

from collections.abc import Iterator
from typing import TypeAlias

import orjson
from pydantic import JsonValue

from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody, WrongShape

Node: TypeAlias = dict[str, JsonValue]


def json_of(body: bytes) -> JsonValue:
    """The body as JSON; UnreadableBody when it is none."""
    try:
        found: JsonValue = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise UnreadableBody("the body is not JSON in UTF-8") from error
    return found


def object_of(delivery: Delivery) -> Node:
    """The body as one JSON object; UnreadableBody or WrongShape otherwise."""
    return as_object(json_of(delivery.body))


def as_object(value: JsonValue, field: str | None = None) -> Node:
    """The value if it is a JSON object, else WrongShape naming ``field``."""
    if isinstance(value, dict):
        return value
    raise WrongShape(f"{field or 'the body'} is not a JSON object", field)


def at(node: JsonValue, *path: str) -> JsonValue:
    """The value at the path of member names, or None."""
    for name in path:
        if not isinstance(node, dict):
            return None
        node = node.get(name)
    return node


def objects(value: JsonValue) -> Iterator[Node]:
    """The objects in a list; none if it is no list."""
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item
