"""Form posts: ``application/x-www-form-urlencoded`` and ``multipart/form-data``, with names like
``contact[fields][email]``, as nested objects.
"""

import re
from typing import Final
from urllib.parse import parse_qsl

from pydantic import JsonValue

from lead_intake.adapters.sources.multipart import fields_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
MOST_FIELDS = 2_000
_DEEPEST = 16
_PARTS = re.compile(r"[^\[\]]+")


def form_of(delivery: Delivery) -> Node:
    """The fields of the body: what is named ``a[b]`` lies at ``a``, ``b``; a name that comes again, or ends in ``[]``, is a
    list. Files are left out. UnreadableBody for what is no form in UTF-8.
    """
    if delivery.content_type == MULTIPART:
        return nested(fields_of(delivery.body, delivery.headers.get("content-type", ""), MOST_FIELDS))
    try:
        pairs = parse_qsl(delivery.body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except (UnicodeDecodeError, ValueError) as error:
        raise UnreadableBody("the body is not a form in UTF-8") from error
    return nested(pairs)


def nested(pairs: list[tuple[str, str]]) -> Node:
    """The pairs as one object, nested by the brackets in their names."""
    found: Node = {}
    for name, value in pairs:
        _put(found, name, value)
    return found


def _put(found: Node, name: str, value: str) -> None:
    path = _PARTS.findall(name)
    if not path or len(path) > _DEEPEST or name.startswith("["):
        path = [name]
    node = found
    for part in path[:-1]:
        inner = node.get(part)
        if not isinstance(inner, dict):
            inner = node[part] = {} if inner is None else {"": inner}
        node = inner
    node[path[-1]] = _joined(node.get(path[-1]), value, many=name.endswith("[]"))


def _joined(before: JsonValue, value: str, *, many: bool) -> JsonValue:
    if before is None:
        return [value] if many else value
    return [*before, value] if isinstance(before, list) else [before, value]
