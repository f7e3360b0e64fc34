"""The texts of a workbook, which its cells name by number: on disk, since a long list has millions of them."""

import mmap
import re
import tempfile
from array import array
from itertools import accumulate
from types import TracebackType
from typing import IO, Final

from lead_intake.adapters.lists import xml_parts
from lead_intake.domain.errors import OversizedBody, UnreadableBody

_REMEMBERED: Final = 20_000
_MOST_TEXTS: Final = 20_000_000
_MOST_BYTES: Final = 1 << 30
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings(dict[str, str]):
    """Texts by their numbers, as cells write them. Eight bytes of memory for each, and the last ones used.

    A dict, so that what is remembered costs no call: a list has millions of such cells.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = tempfile.TemporaryFile(prefix="list-")  # noqa: SIM115 - closed with the table
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None

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
        """Reads ``sharedStrings.xml``. Raises UnreadableBody, OversizedBody."""
        texts = _Texts()
        for _ in xml_parts.read(part, texts.start, texts.end, texts.text):
            self._keep(texts.taken())
        self._file.flush()
        if self._ends[-1]:
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def __missing__(self, number: str) -> str:
        """Raises UnreadableBody for a number that there is not."""
        try:
            index = int(number)
        except ValueError:
            index = -1
        if not 0 <= index < len(self._ends) - 1:
            raise UnreadableBody("a cell of the workbook names a text that is not there")
        text = self._map[self._ends[index] : self._ends[index + 1]].decode() if self._map is not None else ""
        if len(self) >= _REMEMBERED:
            self.clear()
        self[number] = text
        return text

    def _keep(self, texts: list[str]) -> None:
        encoded = [text.encode() for text in texts]
        self._ends.extend(accumulate(map(len, encoded), initial=self._ends.pop()))
        if len(self._ends) > _MOST_TEXTS or self._ends[-1] > _MOST_BYTES:
            raise OversizedBody("the workbook has more texts than a list needs")
        self._file.write(b"".join(encoded))


class _Texts:
    """Gathers what is in each ``si``; not how a Japanese name is spoken (``rPh``), which stands beside the name."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._tags = xml_parts.Tags()
        self._whole: list[str] = []
        self._one, self._phonetic = "", False

    def start(self, name: str, _: dict[str, str]) -> None:
        """See ``xml_parts.read``."""
        self.text.clear()
        tag = self._tags[name]
        if tag == "si":
            self._one = ""
        elif tag == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """See ``xml_parts.read``."""
        tag = self._tags[name]
        if tag == "t":
            if not self._phonetic:
                self._one += "".join(self.text)
        elif tag == "si":
            self._whole.append(unescaped(self._one))
        elif tag == "rPh":
            self._phonetic = False

    def taken(self) -> list[str]:
        """Those that are whole since the last time. Raises UnreadableBody for one without end."""
        if len(self._one) > xml_parts.LONGEST_TEXT:
            raise UnreadableBody(xml_parts.TOO_LONG)
        whole, self._whole = self._whole, []
        return whole


def unescaped(text: str) -> str:
    """``_x000D_`` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: "" if "D8" <= found[1][:2].upper() <= "DF" else chr(int(found[1], 16)), text)
