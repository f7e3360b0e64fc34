"""Bytes to text, whatever encoding they have: told by a byte order mark, by UTF-8's own form, else by what reads well."""

import codecs
import re
from typing import Final

from lead_intake.domain.errors import WrongShape

SAMPLE: Final = 1 << 16
"""Bytes, the most that are looked at."""
_CONTEXT: Final = 256
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LATIN: Final = ("cp1252", "iso8859-15", "mac_roman", "cp1250", "iso8859-2", "cp850")
"""What European spreadsheets write, the likeliest first. charset-normalizer needs more text than a list has to tell
them apart: on samples of two rows it took seven of twelve for another one."""
_KOI: Final = "koi8-r"
_SURE: Final = 0.4
"""Of 0.5 for a letter whose case fits its neighbours. In every other alphabet KOI8's capitals are small letters."""
_OTHERS: Final = (
    "cp1251", "koi8_r", "mac_cyrillic", "cp1253", "iso8859_7", "cp1254", "cp1255", "cp1256", "cp874", "cp932",
    "shift_jis", "euc_jp", "gb18030", "big5", "cp949", "euc_kr",
)  # fmt: skip
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
KNOWN: Final = frozenset(codecs.lookup(name).name for name in ("ascii", "utf-8", "latin-1", *_WIDE, *_LATIN, *_OTHERS))
_COMMON: Final = frozenset(
    "äöüßéèêëàâáãåæøçñíîïóôõúûÄÖÜÉÈÀÁÅÇØąćęłńśźżčřšžěůőűœŒŁŚŻČŠŽ€\u2013\u2018\u2019\u201c\u201d\u201e"
)
_APOSTROPHES: Final = "'\u2019"
_WORD: Final = re.compile(r"\S*[^\x00-\x7f]\S*")


def named(name: str) -> str:
    """The encoding that somebody asked for by name. Raises WrongShape for one that is not known."""
    plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(name.strip().lower(), name)
    try:
        found = codecs.lookup(plain.strip()).name
    except (LookupError, ValueError):
        found = ""
    if found not in KNOWN:
        raise WrongShape("an encoding such as utf-8, windows-1252 or utf-16 was expected", "encoding")
    return found


class Decoder:
    """Decodes while bytes arrive. ``encoding`` is its name; ASCII until something else is seen.

    A byte that the encoding does not have becomes a lone surrogate, so that the row that holds it can be refused.
    """

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding or "ascii"
        self._marked, self._held, self._before = False, b"", b""
        self._codec = _codec(encoding) if encoding else None

    def feed(self, data: bytes, *, final: bool = False) -> str:
        """The text of the bytes so far, as far as it is whole. ``final``: no more follow."""
        if not self._marked:
            self._held += data
            if len(self._held) < 4 and not final:
                return ""
            data, self._held, self._marked = self._without_mark(self._held), b"", True
        if self._codec:
            return self._codec.decode(data, final)
        data, self._held = self._held + data, b""
        if data.isascii() and b"\x00" not in data:
            self._before = (self._before + data)[-_CONTEXT:]
            return data.decode("ascii")
        if len(data) < SAMPLE and not final:
            self._held = data  # a guess needs more to look at
            return ""
        self.encoding = guess(self._before + data)
        self._codec = _codec(self.encoding)
        return self._codec.decode(data, final)

    def _without_mark(self, data: bytes) -> bytes:
        for mark, name in _MARKS:
            if data.startswith(mark):
                self.encoding, self._codec = name, _codec(name)
                return data[len(mark) :]
        return data


def guess(data: bytes) -> str:
    """The likeliest encoding of a text that is not ASCII and has no byte order mark."""
    sample = _around_the_first(data)
    if wide := _wide(sample):
        return wide
    if _is_utf8(sample):
        return "utf-8"
    if _is_latin_script(sample):
        return max(_LATIN, key=lambda name: _reads_well(sample, name))
    if _reads_well(sample, _KOI) > _SURE * sum(byte >= 0x80 for byte in sample):
        return _KOI
    from charset_normalizer import from_bytes  # tables of 4 MB that most lists do not need

    best = from_bytes(sample, cp_isolation=list(_OTHERS)).best()
    return codecs.lookup(best.encoding).name if best else _LATIN[0]


def _codec(name: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(name)(_STRAY)


def _mark_stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff", error.end


_STRAY: Final = "lists.stray"
codecs.register_error(_STRAY, _mark_stray)


def _around_the_first(data: bytes) -> bytes:
    """From the line of the first byte that is not ASCII on: the sample is to hold what it is about."""
    first = next((index for index, byte in enumerate(data) if byte >= 0x80 or byte == 0), 0)
    start = data.rfind(b"\n", 0, first) + 1 if b"\x00" not in data else 0
    return data[start : start + SAMPLE]


def _wide(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: mostly ASCII, so the NUL bytes stand in a pattern."""
    if sample.count(0) * 4 < len(sample):
        return None
    quarters = [sample[place::4].count(0) * 4 / len(sample) for place in range(4)]
    if min(quarters[1:]) > 0.9:
        return "utf-32-le"
    if min(quarters[:3]) > 0.9:
        return "utf-32-be"
    return "utf-16-le" if quarters[1] + quarters[3] > quarters[0] + quarters[2] else "utf-16-be"


def _is_utf8(sample: bytes) -> bool:
    """Most of it: a stray byte refuses its row, not the list."""
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    stray = sum("\udc80" <= letter <= "\udcff" for letter in text)
    whole = sum(letter > "\x7f" for letter in text) - stray
    return whole > stray


def _is_latin_script(sample: bytes) -> bool:
    letters = sum(0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A for byte in sample)
    high = sum(byte >= 0x80 for byte in sample)
    return high < letters


def _reads_well(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "surrogateescape")
    return sum(_merit(word) for word in _WORD.findall(text)[:2000])


def _merit(word: str) -> float:
    merit = 0.0
    for index, letter in enumerate(word):
        if letter > "\x7f":
            before = word[index - 1] if index else " "
            after = word[index + 1] if index + 1 < len(word) else " "
            merit += _merit_of(letter, before, after)
    return merit


def _merit_of(letter: str, before: str, after: str) -> float:
    if "\udc80" <= letter <= "\udcff" or "\x80" <= letter <= "\x9f":
        return -5
    if not letter.isalpha():
        inside = before.isalpha() and after.isalpha() and letter not in _APOSTROPHES
        beside = before.isalpha() or after.isalpha()
        return -3 if inside else 0.5 if letter in _COMMON else -1.5 if beside else 0
    if letter.isupper() and before.islower():
        return -2
    if letter.islower() and before.isupper() and after.isupper():
        return -2
    return 2 if letter in _COMMON else 0.5
