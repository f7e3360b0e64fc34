"""Several leads in one body: an array, or a list under ``leads``, ``contacts``, ``records`` … with what holds for all."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pydantic import JsonValue

from lead_intake.adapters.sources import tables, vocabulary
from lead_intake.adapters.sources.leaves import Path, is_answers
from lead_intake.adapters.sources.mapping import steps_of, taken
from lead_intake.adapters.sources.places import others
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import compact, meaning
from lead_intake.domain.errors import WrongShape

MOST_LEADS = 5_000
_DEEPEST = 3
_SURE: Final = frozenset(vocabulary.LISTS.split())
_POSSIBLE: Final = frozenset(vocabulary.MAYBE_LISTS.split())
_LISTS: Final = _SURE | _POSSIBLE


class Member(NamedTuple):
    """One lead of the body. ``name``: that of the list it is in. ``around``: what the body says of all of them."""

    node: Node
    path: Path
    around: Node
    name: str = ""


def members_of(body: JsonValue, where: str | None = None) -> list[Member]:
    """The leads, in order; a body that is one lead gives one. WrongShape for what holds no object.

    ``where``: the path of their list, where somebody settled it.
    """
    if where is not None:
        listed, around = taken(body, steps_of(where))
        items: list[JsonValue] = listed if isinstance(listed, list) else [listed]
        return _each(items, (where,), around if isinstance(around, dict) else {})
    if isinstance(body, list):
        if body and is_answers(body):
            return [Member({"fields": body}, (), {})]
        return _each(tables.rows_of(body) or body, (), {})
    if not isinstance(body, dict):
        raise WrongShape("the body is neither an object nor a list of them")
    found = _crowd(body, (), 0)
    return [Member(body, (), {})] if found is None else found


def _each(items: list[JsonValue], path: Path, around: Node) -> list[Member]:
    if len(items) > MOST_LEADS:
        raise WrongShape(f"more than {MOST_LEADS} entries: send them as a list to /v1/imports")
    if not all(isinstance(item, dict) for item in items):
        raise WrongShape("an entry of the list is not a JSON object")
    name = path[-1] if path else ""
    return [Member(item, (*path, "[]"), around, name) for item in items if isinstance(item, dict)]


def _crowd(node: Node, path: Path, depth: int) -> list[Member] | None:
    holders = sorted(key for key, value in node.items() if isinstance(value, _HOLDERS) and len(key) <= _LONGEST_NAME)
    for key in holders:
        value, name = node[key], compact(key)
        if isinstance(value, list) and name in _LISTS:
            value = tables.rows_of(value, tables.names_beside(node)) or value
        if isinstance(value, list) and name in _LISTS and _are_people(value):
            rest = {other: said for other, said in node.items() if other != key}
            if name in _SURE or not any(_reach_in(rest, 0)):
                return _each(value, (*path, key), rest)
        if isinstance(value, dict) and depth < _DEEPEST and (name in _POSSIBLE or name in _SURE):
            inner = _crowd(value, (*path, key), depth + 1)
            if inner is not None:
                around = {other: said for other, said in node.items() if other != key}
                return [member._replace(around=around | member.around) for member in inner]
    return None


def _are_people(items: list[JsonValue]) -> bool:
    """Whether each entry is an object of its own, and one of them can be reached."""
    if not items or is_answers(items) or not all(isinstance(item, dict) for item in items):
        return False
    return any(True for item in items[:50] for _ in _reach_in(item, 0))


def reaches_somebody(node: Node) -> bool:
    """Whether there is an address or a number of somebody who is not on our own side."""
    return any(_reach_in(node, 0))


def _reach_in(value: JsonValue, depth: int) -> Iterator[bool]:
    """One for each address or number of somebody who is not on our own side."""
    if isinstance(value, dict) and depth <= _DEEPEST:
        for key, inner in value.items():
            if isinstance(inner, _HOLDERS):
                if not others(key):
                    yield from _reach_in(inner, depth + 1)
            elif _reaches(key, inner):
                yield True
    elif isinstance(value, list) and depth <= _DEEPEST:
        for item in value[:50]:
            yield from _reach_in(item, depth + 1)


def _reaches(key: str, value: JsonValue) -> bool:
    if isinstance(value, str) and "@" in value:
        return not others(key)
    found = meaning(key)
    return found is not None and found.member == "phone" and bool(value)


_HOLDERS: Final = (dict, list)
_LONGEST_NAME = 80
