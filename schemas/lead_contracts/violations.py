"""From a pydantic error to ours, without the values."""

from functools import cache
from typing import Final

from pydantic import BaseModel, ValidationError

from lead_contracts.base import Event
from lead_contracts.errors import ContractError, ContractViolation, MalformedEvent

_WHOLE: Final = "data"
"""The field of an error that concerns the data as a whole."""


def violation(model: type[Event], error: ValidationError) -> ContractError:
    """ContractViolation naming the fields; MalformedEvent where the bytes are not JSON at all."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return MalformedEvent(_WHOLE, "not valid JSON")
    names = _names(model)
    fields = tuple(dict.fromkeys(_path(names, one["loc"]) for one in found))
    return ContractViolation(model.type(), fields[0], found[0]["type"], fields)


def _path(names: frozenset[str], location: tuple[int | str, ...]) -> str:
    """Dotted; a part that comes from the data and not from the contract (a free member's name) is a star."""
    parts = (str(part) if isinstance(part, int) or part in names else "*" for part in location)
    return ".".join(parts) or _WHOLE


@cache
def _names(model: type[BaseModel]) -> frozenset[str]:
    """Every property name in the model's schema, its records included."""
    schema = model.model_json_schema(by_alias=True)
    records = [schema, *schema.get("$defs", {}).values()]
    return frozenset(name for record in records for name in record.get("properties", {}))
