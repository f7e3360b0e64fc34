"""The JSON Schema of a contract, as it is frozen: draft 2020-12, described by the docstrings of the models."""

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise

from pydantic import BaseModel, JsonValue
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from lead_contracts.base import Event
from lead_contracts.values import JsonObject, Value


class _Written(GenerateJsonSchema):
    """The schema of what is written: a member may be absent only where it may be null; members have no titles."""

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        schema = field["schema"]
        if schema["type"] != "default":
            return super().field_is_required(field, total)
        return "default_factory" in schema or schema.get("default") is not None

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema(model: type[Event]) -> JsonObject:
    """The schema with its ``$id``, which is also the ``ce_dataschema`` of what is written."""
    generated: JsonObject = model.model_json_schema(by_alias=True, schema_generator=_Written)
    head: JsonObject = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": model.data_schema(),
        "x-type": model.type(),
    }
    return head | _described(generated, model)


def _described(schema: JsonObject, model: type[BaseModel]) -> JsonObject:
    records = {record.__name__: record for record in _records()}
    definitions = schema.get("$defs")
    for name, definition in definitions.items() if isinstance(definitions, dict) else ():
        if name in records:
            _describe(definition, records[name])
    _describe(schema, model)
    return schema


def _describe(schema: JsonValue, model: type[BaseModel]) -> None:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return
    for name, docstring in _member_docstrings(model).items():
        shown = model.model_fields[name].alias or name
        member = properties.get(shown)
        if isinstance(member, dict):
            properties[shown] = {"description": docstring, **member}


@cache
def _records() -> tuple[type[Value], ...]:
    return tuple(Value.__subclasses__())


def _member_docstrings(model: type[BaseModel]) -> dict[str, str]:
    """What stands under each member in the source, base classes first."""
    found: dict[str, str] = {}
    for cls in reversed(model.__mro__):
        if issubclass(cls, BaseModel) and cls.__module__.startswith(__package__ or ""):
            found |= _docstrings_in(cls)
    return {name: docstring for name, docstring in found.items() if name in model.model_fields}


def _docstrings_in(cls: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    statements = body.body if isinstance(body, ast.ClassDef) else []
    return {
        member.target.id: inspect.cleandoc(below.value.value)
        for member, below in pairwise(statements)
        if isinstance(member, ast.AnnAssign)
        and isinstance(member.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
