"""What the OpenAPI document says of bodies that the paths read as raw bytes, with an example of every source.

The examples are ``examples.json`` beside this file, made of the vendors' samples by
``python -m tests.unit.lead_intake.openapi_examples``; a test holds them together.
"""

from collections import defaultdict
from importlib import resources
from typing import Any, Final, TypeAlias

import orjson
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
NDJSON: Final = "application/x-ndjson"
CSV: Final = "text/csv"
Responses: TypeAlias = dict[int | str, dict[str, Any]]
_DEFINITIONS: Final = "#/$defs/"
_IDS: Final = {"type": "array", "items": {"type": "string"}, "minItems": 1}
_KEPT: Final[dict[str, Any]] = {
    "description": "Kept: it survives whatever happens to us now.",
    "headers": {"Location": {"description": "What becomes of the first.", "schema": {"type": "string"}}},
    "content": {
        JSON: {"schema": {"type": "object", "required": ["delivery_ids"], "properties": {"delivery_ids": _IDS}}}
    },
}
_REFUSED: Final[dict[int, str]] = {
    400: "It cannot be read.",
    401: "No valid key; at a hook no signature or token that fits its source, or no such source.",
    403: "This key may not do that; of a handshake: it does not fit.",
    404: "Nothing is known of it.",
    413: "The body is too large, packed or unpacked.",
    415: "Send the body plain, as gzip or as deflate.",
    422: "Nothing is kept; `errors` names every field and what was expected.",
    429: "Too many requests for this key or address: `Retry-After` says when to come again.",
    503: "Nothing is promised now: `Retry-After` says when to send it again; repeats are recognised.",
}
_PROBLEM: Final = "application/problem+json"
_SCHEMES: Final[dict[str, JsonValue]] = {
    "SourceToken": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Auth-Token",
        "description": "The secret of a source that does not sign; `X-Api-Key` and Basic where it is configured so.",
    },
    "SourceTokenInAddress": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "The secret of a source that can only be given an address. It is neither logged nor kept.",
    },
    "SourceSignature": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Hub-Signature-256",
        "description": "The vendor's own signature in the vendor's own header, over the raw body; this is Meta's.",
    },
}
HOOK_SECURITY: Final[list[dict[str, list[str]]]] = [
    {"SourceSignature": []},
    {"SourceToken": []},
    {"SourceTokenInAddress": []},
    {"HTTPBearer": []},
]


class Example(BaseModel):
    """A body of one source as it travels. ``value``: the JSON, or the text of a form or a list."""

    model_config = ConfigDict(frozen=True)

    name: str
    adapter: str
    source: str
    media_type: str
    value: JsonValue


def examples() -> tuple[Example, ...]:
    """One or more of every source."""
    return TypeAdapter(tuple[Example, ...]).validate_json(_file("examples.json"))


def responses(*statuses: int, kept: bool = True) -> Responses:
    """The answers of a path: 202 where something is ``kept``, and the problems with these statuses."""
    said: Responses = {202: _KEPT} if kept else {}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return said | {one: {"description": _REFUSED[one], "content": {_PROBLEM: problem}} for one in statuses}


def hook_responses() -> Responses:
    """The answers of a hook."""
    as_asked = {200: {**_KEPT, "description": "Kept too: some vendors' documents ask for 200."}}
    return as_asked | responses(401, 413, 415, 422, 429, 503)


def items(model: type[BaseModel], example: JsonValue) -> dict[str, Any]:
    """The body of a ``/v1`` path: one object, an array of them, or NDJSON."""
    one = inlined(model.model_json_schema())
    shown = {"one": {"value": example}, "several": {"value": [example]}}
    return {
        "required": True,
        "content": {
            JSON: {
                "schema": {"oneOf": [one, {"type": "array", "items": one, "minItems": 1}]},
                "examples": shown,
            },
            NDJSON: {"schema": {"type": "string"}, "example": orjson.dumps(example).decode() + "\n"},
        },
    }


def deliveries() -> dict[str, Any]:
    """The body of a hook: whatever the vendor sends."""
    shown: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for one in examples():
        shown[one.media_type][one.name] = {"summary": f"POST /hooks/{one.source}", "value": one.value}
    content = {kind: {"schema": _schema(kind), "examples": found} for kind, found in shown.items()}
    return {"required": True, "content": content}


def inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with its definitions in the places that refer to them: inside OpenAPI those would point nowhere."""
    definitions = schema.get("$defs", {})

    def place(node: Any) -> Any:
        if isinstance(node, list):
            return [place(one) for one in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref", "")
        if reference.startswith(_DEFINITIONS):
            return place(definitions[reference.removeprefix(_DEFINITIONS)])
        return {name: place(value) for name, value in node.items() if name != "$defs"}

    placed: dict[str, Any] = place(schema)
    return placed


def documented(app: FastAPI) -> FastAPI:
    """The application, its document with what belongs to no single path: the ways to prove who sends, the problem."""
    made = app.openapi

    def document() -> dict[str, Any]:
        found = made()
        components = found.setdefault("components", {})
        components.setdefault("securitySchemes", {}).update(_SCHEMES)
        default = found["paths"]["/healthz"]["get"]["responses"]["default"]
        components.setdefault("schemas", {})["Problem"] = default["content"][_PROBLEM]["schema"]
        return found

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to extend it
    return app


def _schema(media_type: str) -> dict[str, JsonValue]:
    if media_type == FORM:
        return {"type": "object", "additionalProperties": True}
    return {"type": "string"} if media_type == CSV else {}


def _file(name: str) -> bytes:
    return resources.files(__package__ or "").joinpath(name).read_bytes()
