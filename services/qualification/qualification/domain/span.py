"""Numbers as people write them in forms: ``250``, ``51-200``, ``1,000+``, ``10k-25k EUR``, ``under € 5.000``."""

import re
from dataclasses import dataclass
from functools import lru_cache

LIMIT = 10**12
"""Beyond this it is a phone number or nonsense, not a size or a budget."""

CURRENCIES = frozenset(
    """AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PEN PHP
    PLN RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR""".split()  # noqa: SIM905 - codes read better in one line
)
_SIGNS = {"€": "EUR", "euro": "EUR", "$": "USD", "dollar": "USD", "£": "GBP", "₹": "INR", "₺": "TRY", "₩": "KRW"}
_TIMES = {"k": 10**3, "tsd": 10**3, "mille": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "million": 10**6}
_GROUPED = r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+"
_NUMBER = re.compile(
    rf"(?<![\w.,])({_GROUPED}(?!\d)|\d+(?:[.,]\d{{1,2}}(?!\d))?)\s*(k|tsd|mille|million|mio|mn|m)?(?![a-z])"
)
_CODE = re.compile(r"(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])")
_AT_LEAST = re.compile(
    r"[+>≥]|\b(?:over|more than|at least|from|above|ab|über|mehr als|mindestens|plus de|más de|oltre)\b"
)
_AT_MOST = re.compile(r"[<≤]|\b(?:under|less than|up to|below|bis|unter|weniger als|moins de|menos de|fino a)\b")


@dataclass(frozen=True, slots=True)
class Span:
    """``low`` to ``high``, both included; ``high`` None has no end. ``unit`` is an ISO 4217 code, or empty."""

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


def currency_in(text: str) -> str:
    """The ISO 4217 code that a text names or shows by its sign; empty where there is none."""
    codes = (word.upper() for word in _CODE.findall(text))
    lowered = text.casefold()
    return next((code for code in codes if code in CURRENCIES), "") or next(
        (code for sign, code in _SIGNS.items() if sign in lowered), ""
    )


def _number(digits: str, times: str) -> tuple[float, str]:
    grouped = re.fullmatch(_GROUPED, digits)
    value = float(re.sub(r"\D", "", digits)) if grouped else float(digits.replace(",", "."))
    return value * _TIMES.get(times, 1), times


def _span(text: str, numbers: list[tuple[float, str]]) -> tuple[int, int] | None:
    """Low and high; a high of -1 is open."""
    if len(numbers) == 2:
        (low, low_times), (high, high_times) = numbers
        if not low_times and high_times and low < high / _TIMES[high_times]:
            low *= _TIMES[high_times]  # "10-25k" is ten thousand to twenty-five thousand
        return int(low), int(high)
    if len(numbers) != 1:
        return None
    value = int(numbers[0][0])
    if _AT_MOST.search(text):
        return 0, value
    return (value, -1) if _AT_LEAST.search(text) else (value, value)
