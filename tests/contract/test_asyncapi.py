"""asyncapi.yaml is current, and every reference in it leads somewhere."""

import json
from collections.abc import Iterator

import pytest
from pydantic import JsonValue
from ruamel.yaml import YAML
from tests.contract.documents import CATALOGUE

from lead_contracts import asyncapi
from lead_contracts.registry import REGISTRY
from lead_contracts.topics import load
from lead_contracts.topics_file import parse
from lead_contracts.values import JsonObject

PATH = CATALOGUE.root / asyncapi.FILE
DOCUMENT = YAML(typ="safe").load(PATH.read_text())


def references(node: JsonValue) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from references(one)


def faults(document: JsonObject) -> list[str]:
    """What AsyncAPI 3.0 would have against the document."""
    found = [f"{name}: missing" for name in ("info", "channels", "operations", "components") if not document.get(name)]
    found += [] if document.get("asyncapi") == "3.0.0" else ["asyncapi: not 3.0.0"]
    found += [
        f"{name}: no title or version" for name in ["info"] if not document["info"].keys() >= {"title", "version"}
    ]
    for name, channel in document["channels"].items():
        found += [] if channel.get("address") and channel.get("messages") else [f"{name}: no address or messages"]
    for name, operation in document["operations"].items():
        found += [] if operation.get("action") in {"send", "receive"} else [f"{name}: neither send nor receive"]
        found += (
            [] if str(operation.get("channel", {}).get("$ref")).startswith("#/channels/") else [f"{name}: no channel"]
        )
    return found + [
        f"{reference}: leads nowhere" for reference in references(document) if not resolves(document, reference)
    ]


def resolves(document: JsonObject, reference: str) -> bool:
    if not reference.startswith("#/"):
        return (
            "properties" in json.loads((CATALOGUE.root / reference).read_bytes())
            if (CATALOGUE.root / reference).exists()
            else False
        )
    node: JsonValue = document
    for part in reference.removeprefix("#/").split("/"):
        if not isinstance(node, dict) or part not in node:
            return False
        node = node[part]
    return True


def test_the_file_is_current() -> None:
    current = asyncapi.render(asyncapi.document(REGISTRY.values(), parse(CATALOGUE.root / "topics.yaml")))
    assert PATH.read_text() == current, "run python -m lead_contracts.asyncapi"


def test_the_file_is_a_sound_document() -> None:
    assert faults(DOCUMENT) == []


def test_every_event_and_every_topic_with_events_is_in_it() -> None:
    assert {message["name"] for message in DOCUMENT["components"]["messages"].values()} == set(REGISTRY)
    assert {channel["address"] for channel in DOCUMENT["channels"].values()} == {
        spec.name for spec in load() if spec.events
    }


def test_what_each_group_sends_and_receives_is_in_it() -> None:
    assert DOCUMENT["operations"]["assignment_decide_sends_leads_assigned"]["action"] == "send"
    assert DOCUMENT["operations"]["sla-monitor_receives_leads_received"]["action"] == "receive"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"asyncapi": "2.6.0"}, "asyncapi: not 3.0.0"),
        ({"channels": {"x": {"messages": {"m": {"$ref": "#/components/messages/none"}}}}}, "x: no address or messages"),
        (
            {"operations": {"x": {"action": "publish", "channel": {"$ref": "#/channels/none"}}}},
            "x: neither send nor receive",
        ),
        (
            {"operations": {"x": {"action": "send", "channel": {"$ref": "#/channels/none"}}}},
            "#/channels/none: leads nowhere",
        ),
        ({"extra": {"$ref": "./events/none.schema.json"}}, "./events/none.schema.json: leads nowhere"),
    ],
)
def test_a_fault_would_be_found(change: JsonObject, fault: str) -> None:
    assert fault in faults(DOCUMENT | change)
