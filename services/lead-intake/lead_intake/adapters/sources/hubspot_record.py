"""A record of HubSpot's: contacts v1 (``vid``, ``properties`` with histories), objects v3, or the selected properties."""

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources.shape import Node, at

_IDS = ("vid", "objectId", "hs_object_id", "id")


def said(body: Node, name: str) -> JsonValue:
    """A property: an object with its value and history, the bare value, or a member beside no ``properties`` at all."""
    found = at(body, "properties", name) if "properties" in body else body.get(name)
    return found.get("value") if isinstance(found, dict) else found


def record_id(body: Node) -> str | None:
    """The record's id, under whichever name the shape has for it."""
    named = (text(body.get(name)) for name in _IDS)
    return next((one for one in named if one), None) or text(said(body, "hs_object_id"))
