"""Workbooks (``.xlsx``): which sheets there are, which styles are dates, and the rows of the sheet that is the list.

The sheet and the texts are not read with openpyxl: with defusedxml beside it, it parses XML in Python, keeps a node for
each row, and holds all texts in memory.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, BinaryIO, Final, NamedTuple
from xml.etree.ElementTree import Element, ParseError

from lead_intake.adapters.lists import header
from lead_intake.adapters.lists.records import Record
from lead_intake.adapters.lists.shared_strings import SharedStrings
from lead_intake.adapters.lists.sheet import Moment, Sheet
from lead_intake.domain.errors import IntakeError, OversizedBody, UnreadableBody, WrongShape

MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0"
"""An ``.xls`` of before 2007, or a workbook with a password."""
_MOST_PARTS: Final = 10_000
_LARGEST_INDEX: Final = 8 << 20
_LARGEST_PART: Final = 2 << 30
"""Bytes, unpacked. Parts are streamed, so this bounds time and disk and not memory; a million rows take a
quarter of it. What a part unpacks to never exceeds what the archive declares: zipfile stops there."""
_WORST_RATIO: Final = 200
"""Deflate makes at most 1:1032; XML of real sheets 1:10 to 1:50."""
_RATIO_FROM: Final = 64 << 20


class _Listed(NamedTuple):
    name: str
    path: str
    hidden: bool


class Workbook:
    """An open workbook. ``sheet``: the name of the list's sheet, once its rows are read; ``others``: sheets like it."""

    def __init__(self, file: BinaryIO, sheet: str | None = None) -> None:
        """``sheet``: which one, by name; default: the one shown that looks most like a list. Raises IntakeError."""
        self.sheet = sheet
        self.others: list[str] = []
        self._strings = SharedStrings()
        try:
            self._archive = zipfile.ZipFile(file)
            _guard(self._archive.infolist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            self._strings.close()
            raise UnreadableBody("the file is no workbook, or it is damaged") from error
        except IntakeError:
            self._strings.close()
            raise

    def close(self) -> None:
        """Gives up what it holds; the file stays open."""
        self._archive.close()
        self._strings.close()

    def records(self) -> Iterator[Record]:
        """The rows of the list. Raises IntakeError."""
        try:
            yield from self._records()
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
            raise UnreadableBody("the workbook is damaged, or has a password") from error

    def _records(self) -> Iterator[Record]:
        book = self._xml(self._book_path())
        chosen = self._chosen(list(self._listed(book)))
        self._load_strings()
        dates = self._dates(is_1904=_is_1904(book))
        if len(chosen) > 1:
            chosen = self._likeliest(chosen, dates)
        for one in chosen:
            self.sheet = one.name
            yield from self._rows_of(one, dates)

    def _rows_of(self, one: _Listed, dates: "_Dates") -> Iterator[Record]:
        with self._part(one.path) as part:
            yield from Sheet(self._strings, dates).records(part)

    def _likeliest(self, chosen: list[_Listed], dates: "_Dates") -> list[_Listed]:
        """The sheet that looks most like a list, the first of equals: a cover or a table of codes may stand before it."""
        looks = {one: header.looks(list(islice(self._rows_of(one, dates), header.LOOKED_AT))) for one in chosen}
        best = max(chosen, key=looks.__getitem__)
        self.others = [one.name for one in chosen if one is not best and looks[one] is header.Looks.NAMED]
        return [best]

    def _chosen(self, listed: list[_Listed]) -> list[_Listed]:
        if self.sheet is None:
            return [one for one in listed if not one.hidden] or listed
        wanted = self.sheet.strip().casefold()
        found = [one for one in listed if one.name.strip().casefold() == wanted]
        if not found:
            raise WrongShape("the workbook has no sheet of that name", "sheet")
        return found

    def _listed(self, book: Element) -> Iterator[_Listed]:
        targets = self._targets()
        for sheet in _all(book, "sheet"):
            relation = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            path = targets.get(relation)
            if path:
                yield _Listed(sheet.get("name", ""), path, sheet.get("state", "visible") != "visible")

    def _book_path(self) -> str:
        for one in _all(self._xml("_rels/.rels"), "Relationship"):
            if one.get("Type", "").endswith("/officeDocument"):
                return _absolute("", one.get("Target", ""))
        raise UnreadableBody("the file is no workbook")

    def _targets(self) -> dict[str, str]:
        path = self._book_path()
        folder, _, name = path.rpartition("/")
        relations = self._xml(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
        return {
            one.get("Id", ""): _absolute(folder, one.get("Target", ""))
            for one in _all(relations, "Relationship")
            if one.get("Type", "").endswith(("/worksheet", "/sharedStrings", "/styles"))
        }

    def _named(self, ending: str) -> str | None:
        """The path of the part ``sharedStrings.xml`` or ``styles.xml``."""
        return next((path for path in self._targets().values() if path.lower().endswith(ending)), None)

    def _load_strings(self) -> None:
        path = self._named("sharedstrings.xml")
        if path and path in self._archive.namelist():
            with self._part(path) as part:
                self._strings.load(part)

    def _dates(self, *, is_1904: bool) -> "_Dates":
        path = self._named("styles.xml")
        styles = self._xml(path) if path and path in self._archive.namelist() else Element("styleSheet")
        return _Dates(*_date_styles(styles), is_1904)

    def _xml(self, path: str) -> Element:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import fromstring

        if self._archive.getinfo(path).file_size > _LARGEST_INDEX:
            raise OversizedBody("the workbook has a part that is too large")
        try:
            root: Element = fromstring(self._archive.read(path))
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise UnreadableBody("the workbook's XML is broken") from error
        return root

    def _part(self, path: str) -> IO[bytes]:
        return self._archive.open(path)


def _guard(parts: list[zipfile.ZipInfo]) -> None:
    """A small file must not become endless work. Raises OversizedBody."""
    if len(parts) > _MOST_PARTS:
        raise OversizedBody(f"the workbook has more than {_MOST_PARTS} parts")
    for part in parts:
        bloated = part.file_size > _RATIO_FROM and part.file_size > part.compress_size * _WORST_RATIO
        if part.file_size > _LARGEST_PART or bloated:
            raise OversizedBody("the workbook unpacks to far more than a list needs")


@dataclass(frozen=True, slots=True)
class _Dates:
    """Implements ``sheet.Dates``. ``dates``: the numbers of the cell styles that show an instant; ``spans``: a span."""

    dates: frozenset[str]
    spans: frozenset[str]
    is_1904: bool

    def shown(self, style: str) -> bool:
        return style in self.dates

    def moment(self, number: float, style: str) -> Moment:
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel  # 15 MB that most processes never need

        try:
            found: Moment = from_excel(number, MAC_EPOCH if self.is_1904 else WINDOWS_EPOCH, style in self.spans)
        except (OverflowError, ValueError):  # no instant of any calendar: it stays the number that it is
            return None
        return found


def _date_styles(styles: Element) -> tuple[frozenset[str], frozenset[str]]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    formats: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    formats |= {one.get("numFmtId", ""): one.get("formatCode", "") for one in _all(styles, "numFmt")}
    cells = next((one for one in styles if _tag(one) == "cellXfs"), None)
    codes = [formats.get(one.get("numFmtId", "0"), "") for one in cells] if cells is not None else []
    dates = {str(style): code for style, code in enumerate(codes) if code and is_date_format(code)}
    return frozenset(dates), frozenset(style for style, code in dates.items() if is_timedelta_format(code))


def _is_1904(book: Element) -> bool:
    return any(one.get("date1904", "") in {"1", "true"} for one in _all(book, "workbookPr"))


def _absolute(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    path = [part for part in folder.split("/") if part]
    for part in target.split("/"):
        if part == "..":
            path = path[:-1]
        elif part != ".":
            path.append(part)
    return "/".join(path)


def _all(node: Element, tag: str) -> Iterator[Element]:
    return (one for one in node.iter() if _tag(one) == tag)


def _tag(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]
