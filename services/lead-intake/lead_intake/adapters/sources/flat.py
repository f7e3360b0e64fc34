"""Zapier, Make, n8n and their like: fields that somebody named, nested names joined by ``__``, maybe in an array.

zapier.com/apps/webhook, make.com/en/help/tools/webhooks, docs.n8n.io: their steps that post. They repeat what was not
answered with 2xx, under the ``id`` that their user put in, if any; else the body tells a repeat.
"""

from dataclasses import replace

import orjson
from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources import crm, generic
from lead_intake.adapters.sources.shape import Node, json_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.parsed import Parsed

_JOINT = "__"
_DEEPEST = 8


def parse(delivery: Delivery) -> Parsed:
    """Each item by the meaning of its names; what is no JSON as it stands."""
    if delivery.content_type and "json" not in delivery.content_type:
        return generic.parse(delivery)
    body = json_of(delivery.body)
    if isinstance(body, list):
        return crm.each(body, lambda item: _read(delivery, item, orjson.dumps(_parted(item))))
    return _read(delivery, body, delivery.body if _is_flat(body) else orjson.dumps(_parted(body)))


def _read(delivery: Delivery, item: JsonValue, written: bytes) -> Parsed:
    own = text(item.get("id")) if isinstance(item, dict) else None
    return generic.parse(replace(delivery, body=written, event_id=own or delivery.event_id))


def _is_flat(item: JsonValue) -> bool:
    return not isinstance(item, dict) or not any(_JOINT in name for name in item)


def _parted(item: JsonValue) -> JsonValue:
    """``contact__email`` as the member ``email`` of ``contact``; a name that is taken stays as it is."""
    if not isinstance(item, dict):
        return item
    found: Node = {name: value for name, value in item.items() if _JOINT not in name}
    for name, value in item.items():
        if _JOINT in name:
            _put(found, name, value)
    return found


def _put(found: Node, name: str, value: JsonValue) -> None:
    *parents, last = [part for part in name.split(_JOINT) if part] or [name]
    node = found
    for part in parents[:_DEEPEST]:
        inner = node.setdefault(part, {})
        if not isinstance(inner, dict):
            node, last = found, name
            break
        node = inner
    node.setdefault(last, value)
