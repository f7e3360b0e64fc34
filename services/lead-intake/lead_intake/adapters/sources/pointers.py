"""Whom an event of an unknown system is about, where it says no more than an id: ``{"event": "lead.created", "id": 7}``."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources import checks
from lead_intake.adapters.sources.happenings import kind_of, words_of
from lead_intake.adapters.sources.places import place_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import compact, snake

_KINDS: Final = frozenset(
    [
        "object",
        "objecttype",
        "entity",
        "entitytype",
        "resource",
        "resourcetype",
        "record",
        "recordtype",
        "item",
        "itemtype",
        "model",
        "subject",
    ]
)
"""Fields that say of what kind the record is."""
_IDS: Final = frozenset(
    ["objectid", "entityid", "resourceid", "recordid", "itemid", "modelid", "subjectid", "targetid"]
)
_HOLDERS: Final = frozenset(["data", "payload", "body", "object", "record", "resource", "entity", "item"])
"""Their ``id`` is the record's. Beside them stands the id of the event."""
_FILLERS: Final = frozenset(
    ["com", "crm", "event", "webhook", "v1", "v2", "record", "object", "has", "been", "was", "the", "a"]
)
_LONGEST: Final = 80


def pointed_at(node: Node) -> str | None:
    """The id of the person's record; None where nothing says that the record is a person."""
    if not any(map(_of_a_person, _kinds(node))):
        return None
    holders = [value for key, value in node.items() if isinstance(value, dict) and key.lower() in _HOLDERS]
    named = (value for part in (*holders, node) for key, value in part.items() if _is_id(key))
    own = (part.get("id") for part in holders or [node])
    return next((found for value in (*named, *own) if (found := _id(value))), None)


def _kinds(node: Node) -> Iterator[str]:
    yield from (word for _, word in words_of(node))
    for part in (node, *(value for value in node.values() if isinstance(value, dict))):
        for key, value in part.items():
            if isinstance(value, str) and len(key) <= _LONGEST and compact(key) in _KINDS:
                yield value[:_LONGEST]


@lru_cache(2048)
def _of_a_person(said: str) -> bool:
    """``lead.created``, ``New contact``, ``Lead``; not ``lead.note.created``, which is about the note."""
    words = [word for word in snake(said).split("_") if word not in _FILLERS]
    people = [word for word in words if place_of(word) == "person"]
    return bool(people) and all(word in people or kind_of(word) is not None for word in words)


def _is_id(key: str) -> bool:
    return len(key) <= _LONGEST and compact(key) in _IDS


def _id(value: JsonValue) -> str | None:
    return text(checks.checked("external_id", value)) if isinstance(value, str | int) else None
