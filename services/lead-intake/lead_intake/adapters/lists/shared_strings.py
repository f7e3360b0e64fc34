"""The texts of a workbook, which its cells name by number: on disk, since a long list has millions of them."""

import mmap
import re
import tempfile
from array import array
from types import TracebackType
from typing import IO, Final

from lead_intake.adapters.lists.xml_parts import XmlPart
from lead_intake.domain.errors import OversizedBody, UnreadableBody

_REMEMBERED: Final = 20_000
_MOST_TEXTS: Final = 20_000_000
_MOST_BYTES: Final = 1 << 30
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """Texts by number. Eight bytes of memory for each, and the last ones used."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="list-")  # noqa: SIM115 - closed with the table
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None
        self._recent: dict[int, str] = {}
        self._phonetic, self._parts = False, list[str]()

    def __enter__(self) -> "SharedStrings":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Gives the disk back."""
        if self._map is not None:
            self._map.close()
        self._file.close()

    def load(self, part: IO[bytes]) -> None:
        """Reads ``sharedStrings.xml``. Raises UnreadableBody."""
        starts = {"si": self._begin, "rPh": self._begin_phonetic}
        ends = {"si": self._end, "rPh": self._end_phonetic}
        for _ in XmlPart(starts, {"t": self._add}, ends).read(part):
            pass
        self._file.flush()
        if self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __getitem__(self, number: int) -> str:
        """Raises UnreadableBody for a number that there is not."""
        found = self._recent.get(number)
        if found is not None:
            return found
        if not 0 <= number < len(self._ends) - 1:
            raise UnreadableBody("a cell of the workbook names a text that is not there")
        start, end = self._ends[number], self._ends[number + 1]
        text = self._map[start:end].decode() if self._map is not None else ""
        if len(self._recent) >= _REMEMBERED:
            self._recent.clear()
        self._recent[number] = text
        return text

    def _begin(self, _: dict[str, str]) -> None:
        self._parts.clear()

    def _begin_phonetic(self, _: dict[str, str]) -> None:
        """How a Japanese name is spoken, beside the name."""
        self._phonetic = True

    def _end_phonetic(self) -> None:
        self._phonetic = False

    def _add(self, text: str) -> None:
        if not self._phonetic:
            self._parts.append(text)

    def _end(self) -> None:
        if len(self._ends) > _MOST_TEXTS or self._ends[-1] > _MOST_BYTES:
            raise OversizedBody("the workbook has more texts than a list needs")
        self._ends.append(self._ends[-1] + self._file.write(unescaped("".join(self._parts)).encode()))


def unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: "" if "D8" <= found[1][:2].upper() <= "DF" else chr(int(found[1], 16)), text)
