"""The parts of a workbook, read as a stream: expat without DTD and entities, in bounded pieces."""

from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from lead_intake.domain.errors import UnreadableBody

_PIECE: Final = 1 << 16
_MOST_TAGS: Final = 1_000
LONGEST_TEXT: Final = 1 << 18
"""Characters of one cell; Excel allows 32,767."""


class XmlPart:
    """Calls what belongs to a tag, which is looked up without its namespace: it is called for every cell of a sheet.

    ``starts`` get the attributes, ``texts`` the element's own text at its end, ``ends`` nothing. A tag is in one of
    ``starts`` and ``texts`` at most.
    """

    def __init__(
        self,
        starts: Mapping[str, Callable[[dict[str, str]], None]],
        texts: Mapping[str, Callable[[str], None]],
        ends: Mapping[str, Callable[[], None]],
    ) -> None:
        self._known = (starts, texts, ends)
        self._starts: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._texts: dict[str, Callable[[str], None] | None] = {}
        self._ends: dict[str, Callable[[], None] | None] = {}
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

    def _learn(self, name: str) -> None:
        if len(self._starts) > _MOST_TAGS:
            raise UnreadableBody("the workbook's XML is no sheet")
        tag = name[name.find(":") + 1 :]
        starts, texts, ends = self._known
        self._starts[name], self._texts[name], self._ends[name] = starts.get(tag), texts.get(tag), ends.get(tag)

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in self._starts:
            self._learn(name)
        if (start := self._starts[name]) is not None:
            start(attributes)
        elif self._texts[name] is not None:
            self._collects = True
            self._text.clear()
            self._length = 0

    def _on_text(self, text: str) -> None:
        if self._collects:
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise UnreadableBody(f"a cell of the workbook is longer than {LONGEST_TEXT} characters")
            self._text.append(text)

    def _on_end(self, name: str) -> None:
        if (tell := self._texts[name]) is not None:
            self._collects = False
            tell("".join(self._text))
        elif (end := self._ends[name]) is not None:
            end()


def _refuse_dtd(*_: Any) -> None:
    raise UnreadableBody("the workbook's XML has a DTD, which no workbook needs")
