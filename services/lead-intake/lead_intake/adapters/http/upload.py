"""The one file of a request: its body, or the one file of a multipart form; streamed."""

from collections.abc import AsyncIterator
from typing import Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from lead_intake.adapters.http.items import refused
from lead_runtime.http.media import media_type
from lead_runtime.http.problems import FieldError, Problem

MULTIPART: Final = "multipart/form-data"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAKEN: Final = (
    "text/csv", XLSX, MULTIPART, "application/csv", "text/plain", "text/tab-separated-values",
    "application/vnd.ms-excel", "application/gzip", "application/x-gzip", "application/octet-stream",
)  # fmt: skip
"""What the file is, its first bytes tell: browsers call CSV ``application/vnd.ms-excel`` where Excel is installed."""


def file_of(request: Request) -> AsyncIterator[bytes]:
    """The bytes of the file as they arrive. Raises the problem 415; while reading 400 and 422."""
    kind = media_type(request)
    if kind and kind not in TAKEN:
        raise Problem(415, f"Send one of: {', '.join(TAKEN)}.", headers={"Accept-Post": ", ".join(TAKEN)})
    return _Form(request).file() if kind == MULTIPART else request.stream()


def charset_of(request: Request) -> str | None:
    """The charset that the body is declared to have; UTF-8 is what many declare without knowing, so it counts for none."""
    _, options = parse_options_header(request.headers.get("content-type", ""))
    declared = options.get(b"charset", b"").decode("latin-1").strip().lower()
    return None if declared in {"", "utf-8", "utf8", "us-ascii"} else declared


class _Form:
    """A multipart form (RFC 7578) with one file; other fields are passed over."""

    def __init__(self, request: Request) -> None:
        self._request = request
        _, options = parse_options_header(request.headers.get("content-type", ""))
        self._boundary = options.get(b"boundary", b"")
        self._name, self._value = b"", b""
        self._pieces: list[bytes] = []
        self._files, self._is_file, self._ended = 0, False, False

    async def file(self) -> AsyncIterator[bytes]:
        parser = self._parser()
        async for chunk in self._request.stream():
            try:
                parser.write(chunk)
            except FormParserError:
                raise _malformed() from None
            if self._files > 1:
                raise refused([FieldError("file", "one file at a time was expected")])
            if self._pieces:
                piece = b"".join(self._pieces)
                self._pieces.clear()
                yield piece
        if not self._ended:
            raise _malformed()
        if not self._files:
            raise refused([FieldError("file", "a part with a file name was expected")])

    def _parser(self) -> MultipartParser:
        if not self._boundary:
            raise _malformed()
        try:
            return MultipartParser(
                self._boundary,
                {
                    "on_part_begin": self._part_begins,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_ends,
                    "on_part_data": self._data,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise _malformed() from None

    def _part_begins(self) -> None:
        self._is_file = False

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_ends(self) -> None:
        if self._name.lower() == b"content-disposition" and b"filename" in parse_options_header(self._value)[1]:
            self._is_file = True
            self._files += 1
        self._name, self._value = b"", b""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._pieces.append(data[start:end])

    def _end(self) -> None:
        self._ended = True


def _malformed() -> Problem:
    return Problem(400, "The body is not a multipart form.", slug="unreadable-body")
