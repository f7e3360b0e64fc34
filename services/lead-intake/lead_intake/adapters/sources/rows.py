"""Rows of a list: a whole CSV file, or one row of it as the import cut it out (a JSON object of its cells)."""

import csv
import io
from collections.abc import Mapping
from typing import TypeAlias

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.sources.shape import object_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody, WrongShape

Row: TypeAlias = dict[str, JsonValue]
JSON = "application/json"


def rows_of(delivery: Delivery) -> tuple[Row, ...]:
    """The rows with their cells by column name; blank rows are left out. UnreadableBody, WrongShape."""
    if delivery.content_type == JSON:
        return ({name: text(value) or "" for name, value in object_of(delivery).items()},)
    return tuple(_csv(delivery.body))


def _csv(body: bytes) -> list[Row]:
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), restkey="", restval="")
        if not any(reader.fieldnames or ()):
            raise WrongShape("the file has no header line")
        return [cells for row in reader if any((cells := _cells(row)).values())]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableBody("the body is not CSV in UTF-8") from error


def _cells(row: Mapping[str, object]) -> Row:
    return {name.strip(): value for name, value in row.items() if name and isinstance(value, str)}
