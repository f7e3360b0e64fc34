"""What a model refused: the field and what was expected of it, never the value."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from lead_intake.domain.errors import WrongShape


class Fault(NamedTuple):
    """``field`` is a dotted path in the body; ``body`` where it is wrong as a whole."""

    field: str
    detail: str


def faults(error: ValidationError, *where: str | int) -> Iterator[Fault]:
    """Every fault; ``where`` is the place of the refused value in the body. A rule over a whole model names its field."""
    for one in error.errors(include_url=False, include_input=False):
        field = one.get("ctx", {}).get("field")
        path = (*where, *one["loc"], *([field] if field else []))
        yield Fault(".".join(str(part) for part in path)[:200] or "body", one["msg"])


def wrong_shape(error: ValidationError) -> WrongShape:
    """The first fault as an error of the domain."""
    first = next(faults(error))
    return WrongShape(f"{first.field}: {first.detail}", first.field)
