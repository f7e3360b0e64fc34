"""What may change without a new version: members that may be absent are added. Nothing else."""

from collections.abc import Iterator
from typing import Final

from pydantic import JsonValue

from lead_contracts.values import JsonObject

_WORDS: Final = frozenset({"description", "title", "$comment"})
"""Say nothing about what is valid."""


def same(old: JsonObject, new: JsonObject) -> bool:
    """Whether the two say the same, apart from descriptions."""
    return _bare(old) == _bare(new)


def breaks(old: JsonObject, new: JsonObject) -> list[str]:
    """The paths at which ``new`` is more than ``old`` with optional members added; none: it is a revision."""
    return sorted(set(_breaks(_bare(old), _bare(new), "")))


def _bare(schema: JsonValue, in_properties: bool = False) -> JsonValue:
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _bare(value, name in {"properties", "$defs"} and not in_properties)
        for name, value in schema.items()
        if in_properties or name not in _WORDS
    }


def _breaks(old: JsonValue, new: JsonValue, path: str) -> Iterator[str]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        if old != new:
            yield path or "/"
        return
    for name in old.keys() | new.keys():
        if name in {"properties", "$defs"}:
            yield from _members(old.get(name, {}), new.get(name, {}), path if name == "properties" else "$defs")
        elif name == "required":
            if _set(old.get(name)) != _set(new.get(name)):
                yield path or "/"
        elif name not in old or name not in new:
            yield path or "/"
        else:
            yield from _breaks(old[name], new[name], path)


def _members(old: JsonValue, new: JsonValue, path: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name, member in old.items():
            where = f"{path}.{name}".removeprefix(".")
            yield from _breaks(member, new[name], where) if name in new else (where,)


def _set(required: JsonValue) -> frozenset[str]:
    return frozenset(str(name) for name in required) if isinstance(required, list) else frozenset()
