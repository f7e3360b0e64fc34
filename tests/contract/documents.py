"""Documents that a frozen schema allows, made by hypothesis, and a validator that checks instants too."""

import base64
import re
from functools import cache

from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import JsonValue

from lead_contracts.base import Event
from lead_contracts.catalogue import Catalogue
from lead_contracts.values import JsonObject

CATALOGUE = Catalogue()
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
FORMATS = FormatChecker()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
INSTANTS = st.builds(
    "2026-{:02d}-{:02d}T23:59:{:02d}{}".format,
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(0, 59),
    st.sampled_from(["Z", ".5Z", ".123456Z", "+00:00", "+05:45", ".120-11:00"]),
)


@FORMATS.checks("date-time")
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or RFC_3339.fullmatch(value) is not None


@cache
def validators(model: type[Event]) -> tuple[Draft202012Validator, ...]:
    """One for each frozen revision of the model's version."""
    return tuple(Draft202012Validator(schema, format_checker=FORMATS) for schema in CATALOGUE.schemas(model))


def complaints(model: type[Event], document: JsonValue) -> list[str]:
    """What the frozen schemas have against the document."""
    return [f"{error.json_path}: {error.message}" for one in validators(model) for error in one.iter_errors(document)]


@cache
def documents(model: type[Event], revision: int) -> st.SearchStrategy[JsonObject]:
    """Documents that the revision's schema allows, some with a member that it does not know."""
    schema = CATALOGUE.schemas(model)[revision]
    known = _object(schema, schema)
    return st.builds(
        lambda document, new: new | document, known, st.dictionaries(st.just("x_unknown"), JSON, max_size=1)
    )


def _any(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[JsonValue]:
    if "$ref" in schema:
        return _any(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return st.one_of([_any(option, root) for option in schema["anyOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "type" not in schema:
        return JSON
    return _BY_TYPE[schema["type"]](schema, root)


def _object(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[JsonObject]:
    if "properties" not in schema:
        return st.dictionaries(TEXT, _any(schema.get("additionalProperties", {}), root), max_size=3)
    members = {name: _any(member, root) for name, member in schema["properties"].items()}
    required = {name: member for name, member in members.items() if name in schema.get("required", ())}
    return st.fixed_dictionaries(required, optional={n: m for n, m in members.items() if n not in required})


def _string(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[str]:
    if schema.get("format") == "date-time":
        return INSTANTS
    if schema.get("format") == "base64url":
        return st.binary(max_size=20).map(lambda body: base64.urlsafe_b64encode(body).decode())
    if "pattern" in schema:
        return st.from_regex(schema["pattern"], fullmatch=True)
    least, most = schema.get("minLength", 0), min(schema.get("maxLength", 20), 20)
    return st.text(st.characters(exclude_categories=["Cs"]), min_size=least, max_size=most)


def _integer(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[int]:
    return st.integers(schema.get("minimum", -(2**53)), schema.get("maximum", 2**53))


def _number(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[float]:
    least = schema.get("minimum", schema.get("exclusiveMinimum"))
    return st.floats(least, exclude_min="exclusiveMinimum" in schema, allow_nan=False, allow_infinity=False)


def _array(schema: JsonObject, root: JsonObject) -> st.SearchStrategy[list[JsonValue]]:
    return st.lists(_any(schema["items"], root), max_size=3)


_BY_TYPE = {
    "object": _object,
    "string": _string,
    "integer": _integer,
    "number": _number,
    "array": _array,
    "boolean": lambda schema, root: st.booleans(),
    "null": lambda schema, root: st.none(),
}
