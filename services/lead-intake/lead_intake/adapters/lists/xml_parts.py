"""The parts of a workbook, read as a stream: expat without DTD and entities, in bounded pieces."""

from collections.abc import Callable, Iterator
from typing import IO, Any, Final
from xml.parsers import expat

from lead_intake.domain.errors import UnreadableBody

_PIECE: Final = 1 << 16
_MOST_TAGS: Final = 1_000
LONGEST_TEXT: Final = 1 << 18
"""Characters of one cell; Excel allows 32,767."""
TOO_LONG: Final = f"a cell of the workbook is longer than {LONGEST_TEXT} characters"


class Tags(dict[str, str]):
    """What a name is without its namespace. Each is learnt once: it is asked for each beginning and end of a cell."""

    def __missing__(self, name: str) -> str:
        """Raises UnreadableBody for more names than a workbook has."""
        if len(self) > _MOST_TAGS:
            raise UnreadableBody("the workbook's XML is no sheet")
        self[name] = tag = name[name.find(":") + 1 :]
        return tag


def read(
    part: IO[bytes], start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: list[str]
) -> Iterator[None]:
    """Reads the part to its end, and yields after each piece.

    ``start`` gets the name and attributes of each element, ``end`` its name. What stands between goes to ``text``;
    ``start`` clears it. Raises UnreadableBody.
    """
    parser = _parser(start, end, text)
    while piece := part.read(_PIECE):
        _parse(parser, piece, final=False)
        if sum(map(len, text)) > LONGEST_TEXT:
            raise UnreadableBody(TOO_LONG)
        yield
    _parse(parser, b"", final=True)
    yield


def _parser(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: list[str]
) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    # a method of C: one frame of Python less for each cell
    parser.CharacterDataHandler = text.append
    # ECMA-376 part 2 forbids a DTD, and nothing good comes with one
    parser.StartDoctypeDeclHandler = _refuse_dtd
    return parser


def _parse(parser: expat.XMLParserType, piece: bytes, *, final: bool) -> None:
    try:
        parser.Parse(piece, final)
    except expat.ExpatError as error:
        raise UnreadableBody(f"the workbook's XML is broken: {expat.ErrorString(error.code)}") from None


def _refuse_dtd(*_: Any) -> None:
    raise UnreadableBody("the workbook's XML has a DTD, which no workbook needs")
