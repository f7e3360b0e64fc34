"""Numbers as people write them in forms: ``250``, ``51-200``, ``1,000+``, ``10k-25k EUR``, ``under € 5.000``."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qualification.domain.figures import AHEAD, AT_LEAST, AT_MOST, BEHIND, TIMES, currency_in

LIMIT = 10**12
"""Beyond this it is a phone number or nonsense, not a size or a budget."""

_GROUPED: Final = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?!\d)"  # noqa: RUF001 - the apostrophe of Swiss keyboards
_NUMBER: Final = re.compile(rf"{AHEAD}(?<![\w.,])((?>{_GROUPED}|\d+(?:[.,]\d{{1,2}}(?!\d))?)){BEHIND}")


@dataclass(frozen=True, slots=True)
class Span:
    """``low`` to ``high``, both included; ``high`` None has no end. ``unit`` is an ISO 4217 code, ``?``, or empty."""

    low: int
    high: int | None
    unit: str = ""

    def __str__(self) -> str:
        """The canonical text that ``Span.parse`` reads: ``250``, ``51-200``, ``1000-``, ``10000-25000 EUR``."""
        numbers = str(self.low) if self.low == self.high else f"{self.low}-{'' if self.high is None else self.high}"
        return f"{numbers} {self.unit}".rstrip()

    @staticmethod
    @lru_cache(maxsize=8192)
    def parse(canonical: str) -> "Span":
        """The inverse of ``str``. Raises ValueError for anything else."""
        numbers, _, unit = canonical.partition(" ")
        low, dash, high = numbers.partition("-")
        return Span(int(low), (int(high) if high else None) if dash else int(low), unit)

    @property
    def typical(self) -> float:
        """The middle; where there is no end, the beginning (no more is sure)."""
        return float(self.low) if self.high is None else (self.low + self.high) / 2


def read(text: str) -> Span | None:
    """What a person wrote, or None where it is not one number or one range. Without a currency the unit is empty."""
    lowered = text.casefold()
    numbers = [_number(*match) for match in _NUMBER.findall(lowered)]
    span = _span(lowered, numbers)
    if span is None or max(span) > LIMIT or (span[1] != -1 and span[0] > span[1]):
        return None
    return Span(span[0], None if span[1] == -1 else span[1], currency_in(text))


def _number(ahead: str, digits: str, behind: str) -> tuple[float, str]:
    grouped, times = re.fullmatch(_GROUPED, digits), behind or ahead
    value = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    return value * TIMES.get(times, 1), times


def _span(text: str, numbers: list[tuple[float, str]]) -> tuple[int, int] | None:
    """Low and high; a high of -1 is open."""
    if len(numbers) == 2:
        (low, low_times), (high, high_times) = numbers
        if not low_times and high_times and low < high / TIMES[high_times]:
            low *= TIMES[high_times]  # "10-25k" is ten thousand to twenty-five thousand
        return int(low), int(high)
    if len(numbers) != 1:
        return None
    value = int(numbers[0][0])
    if AT_MOST.search(text):
        return 0, value
    return (value, -1) if AT_LEAST.search(text) else (value, value)
