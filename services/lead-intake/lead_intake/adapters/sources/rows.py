"""Rows of a list: a whole CSV file, or one row of it as the import cut it out (a JSON object of its cells)."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.lists.cells import plain
from lead_intake.adapters.lists.encoding import Decoder
from lead_intake.adapters.sources.shape import object_of
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody, WrongShape

Row: TypeAlias = dict[str, JsonValue]
JSON = "application/json"
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_OTHERS: Final = ";\t|^~"
"""Delimiters beside the comma; a header without them needs no closer look."""


def rows_of(delivery: Delivery) -> tuple[Row, ...]:
    """The rows with their cells by column name; blank rows are left out. UnreadableBody, WrongShape."""
    if delivery.content_type == JSON:
        return ({name: text(value) or "" for name, value in object_of(delivery).items()},)
    return tuple(_csv(delivery.body))


def _csv(body: bytes) -> list[Row]:
    delimiter, lines = _parted(_decoded(body))
    try:
        reader = csv.DictReader(io.StringIO(lines, newline=""), restkey="", restval="", delimiter=delimiter)
        if not any(reader.fieldnames or ()):
            raise WrongShape("the file has no header line")
        return [cells for row in reader if any((cells := _cells(row)).values())]
    except csv.Error as error:
        raise UnreadableBody("the body is not CSV") from error


def _decoded(body: bytes) -> str:
    """The text in whatever encoding, without the line breaks before its first line."""
    try:
        found: str | None = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = None
    if found is None or "\x00" in found:
        found = Decoder().feed(body, final=True)
    if _NO_TEXT.search(found):
        raise UnreadableBody("the body is not CSV: it is no text")
    return found.lstrip("\r\n")


def _parted(whole: str) -> tuple[str, str]:
    """The delimiter, and the list without the line that names it."""
    # lists know columns by the words of the sources: imported at the top, each would wait for the other
    from lead_intake.adapters.lists.dialect import SAMPLE, delimiter_of, said

    first = whole.partition("\n")[0] + "\n"
    if named := said(first):
        return named, whole[len(first) :]
    plain_commas = "," in first and not any(other in first for other in _OTHERS)
    return "," if plain_commas else delimiter_of(whole[:SAMPLE]), whole


def _cells(row: Mapping[str, object]) -> Row:
    return {plain(name): plain(value) for name, value in row.items() if name and isinstance(value, str)}
