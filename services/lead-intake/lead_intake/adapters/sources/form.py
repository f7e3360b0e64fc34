"""Form posts: ``application/x-www-form-urlencoded`` and ``multipart/form-data``, with names like
``contact[fields][email]``, as nested objects.
"""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

from pydantic import JsonValue

from lead_intake.adapters.sources.multipart import File, fields_of, files_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody

FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
MOST_FIELDS = 2_000
_DEEPEST = 16
_LONGEST_NAME = 200
"""Longer ones are not kept in mind, nor parted."""
_PARTS = re.compile(r"[^\[\]]+")


def form_of(delivery: Delivery) -> Node:
    """The fields of the body: what is named ``a[b]`` lies at ``a``, ``b``; a name that comes again, or ends in ``[]``, is a
    list. Files are left out. UnreadableBody for what is no form in UTF-8.
    """
    if delivery.content_type == MULTIPART:
        return nested(fields_of(delivery.body, delivery.headers.get("content-type", ""), MOST_FIELDS))
    try:
        return nested(_pairs(delivery.body.decode()))
    except UnicodeDecodeError as error:
        raise UnreadableBody("the body is not a form in UTF-8") from error


def files_in(delivery: Delivery) -> list[File]:
    """The files of a multipart form. UnreadableBody."""
    return files_of(delivery.body, delivery.headers.get("content-type", ""), MOST_FIELDS)


def _pairs(text: str) -> list[tuple[str, str]]:
    """As ``urllib.parse.parse_qsl`` with blank values, at a third of its price. UnicodeDecodeError, UnreadableBody."""
    fields = text.split("&")
    if len(fields) > MOST_FIELDS:
        raise UnreadableBody(f"the form has more than {MOST_FIELDS} fields")
    parted = (field.partition("=") for field in fields if field)
    return [
        (_name(name) if len(name) <= _LONGEST_NAME else _decoded(name), _decoded(value)) for name, _, value in parted
    ]


def _decoded(text: str) -> str:
    plain = text.replace("+", " ")
    return unquote_to_bytes(plain).decode() if "%" in plain else plain


_name = lru_cache(4096)(_decoded)
"""A form's names come again with each of its posts."""


def nested(pairs: list[tuple[str, str]]) -> Node:
    """The pairs as one object, nested by the brackets in their names."""
    found: Node = {}
    for name, value in pairs:
        _put(found, name, value)
    return found


def _put(found: Node, name: str, value: str) -> None:
    path = _path(name) if len(name) <= _LONGEST_NAME else (name,)
    node = found
    for part in path[:-1]:
        inner = node.get(part)
        if not isinstance(inner, dict):
            inner = node[part] = {} if inner is None else {"": inner}
        node = inner
    node[path[-1]] = _joined(node.get(path[-1]), value, many=name.endswith("[]"))


@lru_cache(4096)
def _path(name: str) -> tuple[str, ...]:
    path = tuple(_PARTS.findall(name))
    return (name,) if not path or len(path) > _DEEPEST or name.startswith("[") else path


def _joined(before: JsonValue, value: str, *, many: bool) -> JsonValue:
    if before is None:
        return [value] if many else value
    return [*before, value] if isinstance(before, list) else [before, value]
