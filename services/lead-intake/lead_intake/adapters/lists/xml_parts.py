"""The parts of a workbook, read as a stream: expat without DTD and entities, in bounded pieces."""

from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from xml.parsers import expat

from lead_intake.domain.errors import UnreadableBody

_PIECE: Final = 1 << 16
LONGEST_TEXT: Final = 1 << 18
"""Characters of one cell; Excel allows 32,767."""


class XmlPart:
    """Calls ``start(tag, attributes)`` and ``end(tag, text)`` with tags without their namespace.

    The text is that of the element itself; only tags in ``texts`` have it collected.
    """

    def __init__(
        self, start: Callable[[str, dict[str, str]], None], end: Callable[[str, str], None], texts: frozenset[str]
    ) -> None:
        self._start, self._end, self._texts = start, end, texts
        self._text: list[str] = []
        self._length, self._collects = 0, False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._on_start
        self._parser.EndElementHandler = self._on_end
        self._parser.CharacterDataHandler = self._on_text
        # ECMA-376 part 2 forbids a DTD, and nothing good comes with one
        self._parser.StartDoctypeDeclHandler = _refuse_dtd

    def read(self, part: IO[bytes]) -> Iterator[None]:
        """Reads the part to its end, and yields after each piece. Raises UnreadableBody."""
        while piece := part.read(_PIECE):
            self._feed(piece, final=False)
            yield
        self._feed(b"", final=True)
        yield

    def _feed(self, piece: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(piece, final)
        except expat.ExpatError as error:
            raise UnreadableBody(f"the workbook's XML is broken: {expat.ErrorString(error.code)}") from None

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name[name.find(":") + 1 :]
        if tag in self._texts:
            self._collects = True
            self._text.clear()
            self._length = 0
        self._start(tag, attributes)

    def _on_text(self, text: str) -> None:
        if self._collects:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise UnreadableBody(f"a cell of the workbook is longer than {LONGEST_TEXT} characters")
            self._text.append(text)

    def _on_end(self, name: str) -> None:
        tag = name[name.find(":") + 1 :]
        if tag in self._texts:
            self._collects = False
            self._end(tag, "".join(self._text))
        else:
            self._end(tag, "")


def _refuse_dtd(*_: Any) -> None:
    raise UnreadableBody("the workbook's XML has a DTD, which no workbook needs")
