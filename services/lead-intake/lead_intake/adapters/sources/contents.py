"""The body of a sender whom nobody knows, as what JSON can say: JSON, NDJSON, a form, multipart, a list as CSV or XLSX."""

from dataclasses import replace
from typing import Final

import orjson
from pydantic import JsonValue

from lead_intake.adapters.sources.crowd import MOST_LEADS, reaches_somebody
from lead_intake.adapters.sources.form import FORM, MULTIPART, files_in, form_of
from lead_intake.adapters.sources.rows import rows_of
from lead_intake.adapters.sources.shape import Node, json_of
from lead_intake.adapters.sources.sheets import is_workbook
from lead_intake.adapters.sources.sheets import rows_of as workbook_rows
from lead_intake.domain.delivery import Delivery
from lead_intake.domain.errors import UnreadableBody

_LISTS: Final = frozenset({"text/csv", "application/csv", "text/tab-separated-values", "application/vnd.ms-excel"})
_ANYTHING: Final = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""What is sent by who does not know what it is."""
_LINES: Final = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"})


def content_of(delivery: Delivery) -> JsonValue:
    """The body by its content type; where that is wrong or missing, by its first byte. UnreadableBody, WrongShape."""
    kind = delivery.content_type
    if kind == MULTIPART:
        return _with_its_list(form_of(delivery), delivery)
    if is_workbook(delivery.body):
        return workbook_rows(delivery.body, MOST_LEADS)
    if kind in _LISTS:
        return list(rows_of(delivery))
    if kind in _LINES:
        return _lines(delivery.body)
    if _begins_as_json(delivery.body):
        return _json(delivery.body)
    if kind == FORM or b"=" in delivery.body[:200]:
        return dict(form_of(delivery))
    if kind in _ANYTHING and _begins_as_list(delivery.body):
        return list(rows_of(delivery))
    return json_of(delivery.body)


def _with_its_list(form: Node, delivery: Delivery) -> JsonValue:
    """The form with the rows of its file, where that is a list and nobody is named beside it: else it is an attachment."""
    if reaches_somebody(form):
        return form
    for file in files_in(delivery):
        if file.name.endswith((".xlsx", ".xls")) and is_workbook(file.body):
            return form | {"rows": workbook_rows(file.body, MOST_LEADS)}
        if file.name.endswith((".csv", ".tsv")):
            listed = replace(delivery, body=file.body, headers={**delivery.headers, "content-type": "text/csv"})
            return form | {"rows": list(rows_of(listed))}
    return form


def _begins_as_json(body: bytes) -> bool:
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _begins_as_list(body: bytes) -> bool:
    """Whether there is a line with more than one cell, and another below it."""
    header, _, below = body.strip().partition(b"\n")
    return bool(below) and any(delimiter in header for delimiter in (b",", b";", b"\t"))


def _json(body: bytes) -> JsonValue:
    try:
        return json_of(body)
    except UnreadableBody:
        if body.strip().count(b"\n"):
            return _lines(body)
        raise


def _lines(body: bytes) -> JsonValue:
    try:
        found: JsonValue = [
            orjson.loads(line) for line in body.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()
        ]
    except orjson.JSONDecodeError as error:
        raise UnreadableBody("the body is not JSON in UTF-8") from error
    return found
