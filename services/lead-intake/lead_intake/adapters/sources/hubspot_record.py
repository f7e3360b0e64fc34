"""A record of HubSpot's: contacts v1 (``vid``, ``properties`` with histories), objects v3, or the selected properties."""

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources.shape import Node

_IDS = ("vid", "objectId", "hs_object_id", "id")


def properties(body: Node) -> Node:
    """All of them, by name, in whichever form."""
    found = body.get("properties", body)
    return found if isinstance(found, dict) else {}


def said(body: Node, name: str) -> JsonValue:
    """A property: an object with its value and history, the bare value, or a member beside no ``properties`` at all."""
    found = properties(body).get(name)
    return found.get("value") if isinstance(found, dict) else found


def record_id(body: Node) -> str | None:
    """The record's id, under whichever name the shape has for it."""
    named = (text(body.get(name)) for name in _IDS)
    return next((one for one in named if one), None) or text(said(body, "hs_object_id"))
