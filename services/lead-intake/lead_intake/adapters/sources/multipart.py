"""``multipart/form-data``: the fields of a form as pairs, and its files. Parsed by python-multipart."""

from typing import TYPE_CHECKING, Final, NamedTuple

from python_multipart.multipart import MultipartParser, parse_options_header

from lead_intake.domain.errors import UnreadableBody

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_MOST_HEADERS: Final = 8


class File(NamedTuple):
    """A file of a form. ``name``: as the sender calls it, in small letters."""

    name: str
    body: bytes


def fields_of(body: bytes, content_type: str, most: int) -> list[tuple[str, str]]:
    """Name and text of every field, in order. UnreadableBody for what is no multipart, or has more than ``most`` parts."""
    return _parted(body, content_type, most)[0]


def files_of(body: bytes, content_type: str, most: int) -> list[File]:
    """Every file, in order. UnreadableBody as ``fields_of``."""
    return _parted(body, content_type, most)[1]


def _parted(body: bytes, content_type: str, most: int) -> tuple[list[tuple[str, str]], list[File]]:
    try:
        boundary = parse_options_header(content_type)[1].get(b"boundary", b"")
        parts = _Parts(most)
        parser = MultipartParser(boundary or b"-", parts.callbacks(), max_header_count=_MOST_HEADERS)
        parser.write(body)
        parser.finalize()
        if not parts.ended:
            raise UnreadableBody("the body breaks off before its last boundary")
        return [(name.decode(), value.decode()) for name, value in parts.fields], parts.files
    except ValueError as error:  # FormParserError and UnicodeError are both one
        raise UnreadableBody("the body is not multipart/form-data in UTF-8") from error


class _Parts:
    """Listens to the parser."""

    def __init__(self, most: int) -> None:
        self.fields: list[tuple[bytes, bytes]] = []
        self.files: list[File] = []
        self._most, self._seen = most, 0
        self._header, self._value = bytearray(), bytearray()
        self._data = bytearray()
        self._name: bytes | None = None
        self._file: bytes | None = None
        self.ended = False

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header_end,
            "on_part_data": self._part_data,
            "on_part_end": self._end,
            "on_end": self._last,
        }

    def _begin(self) -> None:
        self._seen += 1
        if self._seen > self._most:
            raise UnreadableBody(f"more than {self._most} fields")
        self._name, self._file = None, None
        self._data.clear()

    def _header_end(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            options = parse_options_header(bytes(self._value))[1]
            self._name, self._file = options.get(b"name"), options.get(b"filename")
        self._header.clear()
        self._value.clear()

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        self._data.extend(data[start:end])

    def _end(self) -> None:
        if self._file is not None:
            self.files.append(File(self._file.decode(errors="replace").lower(), bytes(self._data)))
        elif self._name is not None:
            self.fields.append((self._name, bytes(self._data)))

    def _last(self) -> None:
        self.ended = True
