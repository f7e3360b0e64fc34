"""The words around a number, in the languages of our forms: thousands and millions, currencies, at least and at most."""

import re
from collections.abc import Mapping
from typing import Final

CURRENCIES: Final = frozenset(
    """AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EUR GBP HKD HUF IDR ILS INR ISK JPY KRW MXN MYR NOK NZD PEN PHP
    PLN RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR""".split()  # noqa: SIM905 - codes read better in one line
)
UNCLEAR: Final = "?"
"""The unit of an amount whose currency is named but could be several: a krona or a krone, a yuan or a yen."""

_THOUSAND: Final = "k tsd thousand tausend mille mila mil tusen tys tis duizend tuhat tuhatta".split()  # noqa: SIM905
_MILLION: Final = """m mn mio mln mill million millions millionen miljoen miljon miljoner millioner milj millon millones
    milione milioni milhao milhões milhoes milion miliony milionow""".split()  # noqa: SIM905
_BILLION: Final = "bn billion mrd mld miljard miljarder milliard milliarden milliards".split()  # noqa: SIM905
TIMES: Final[Mapping[str, int]] = {
    **dict.fromkeys(_THOUSAND, 10**3),
    **dict.fromkeys(_MILLION, 10**6),
    **dict.fromkeys(_BILLION, 10**9),
    "t": 10**3,
    "lakh": 10**5,
    "crore": 10**7,
}
_MONEY: Final = rf"(?:{'|'.join(sorted(CURRENCIES)).lower()}|kr|€|\$|£|zł)"
_WORDS: Final = "|".join(sorted(TIMES.keys() - {"t"}, key=lambda word: -len(word)))
AHEAD: Final = rf"(?:(?<![a-z])([tkm])(?={_MONEY})(?:{_MONEY})\s*)?"
"""The ``T`` of ``T€ 50``, before a number."""
BEHIND: Final = rf"(?:\s*({_WORDS}|t(?={_MONEY}))\.?(?=(?:{_MONEY})?(?![a-z])))?"
"""The ``k`` of ``50k``, the ``M`` of ``2 MSEK``, after a number; nothing for letters that mean no number."""

_SIGNS: Final = tuple(
    (re.compile(sign), code)
    for sign, code in (
        ("€|euro", "EUR"),
        (r"us\$|\$us", "USD"),
        (r"r\$", "BRL"),
        (r"(?:ca?|cad)\$", "CAD"),
        (r"au?\$", "AUD"),
        (r"nz\$", "NZD"),
        (r"hk\$", "HKD"),
        (r"(?<![a-z])s\$", "SGD"),
        (r"mx\$", "MXN"),
        (r"\$|dollar", "USD"),
        ("£|pound", "GBP"),
        ("₹|rupee", "INR"),
        ("₺", "TRY"),
        ("₩", "KRW"),
        (r"zł|\bzl\b|\bzloty", "PLN"),
        (r"kč|\bkorun", "CZK"),
        (r"\bs?fr\b|\bfranken\b", "CHF"),
        (r"¥|(?<![a-z])[tkm]?kr(?![a-z])|\bkron(?:a|e|er|or)\b", UNCLEAR),
    )
)
_CODE: Final = re.compile(r"(?<![a-z])[tkm]?([a-z]{3})(?![a-z])")

_BARE: Final = re.compile(r"[\d\s.,+<>-]*")

_MORE: Final = "more|mehr|plus|más|mas|più|piu|mais|meer|mera|mer|mere|fler|flere|flera|więcej|wiecej"
_NOT: Final = "no|not|nicht|pas|non|não|nao|niet|inte|ikke|nie|au"
_LESS: Final = "less|fewer|weniger|moins|menos|meno|minder|mindre|färre|færre|mniej"
_LESS_OF_NOTHING: Final = "".join(rf"(?<!\b{word} )" for word in ("no", "not", "nicht", "pas", "au", "al", "pelo"))
AT_MOST: Final = re.compile(
    rf"[<≤]|\b(?:{_NOT}) (?:{_MORE})\b|{_LESS_OF_NOTHING}\b(?:{_LESS})\b"
    r"|\b(?:under|below|up to|bis|unter|höchstens|max|maximal|maximum|jusqu|hasta|máximo|fino a|massimo|até|tot|onder"
    r"|hoogstens|upp till|op til|opp til|högst|poniżej)\b|\bdo (?=\d)"
)
AT_LEAST: Final = re.compile(
    rf"[+>≥]|\b(?:{_MORE}|no less|not less|nicht weniger|pas moins|au moins|al menos|pelo menos)\b"
    r"|\b(?:over|at least|from|above|or above|upwards?|ab|über|mindestens|min|minimum|minimal|oltre|almeno|desde|a partir"
    r"|à partir|dès|från|över|minst|vanaf|boven|minstens|minimaal|fra|od|ponad|powyżej|acima)\b|\bda (?=\d)"
)


def currency_in(text: str) -> str:
    """The ISO 4217 code that a text names or shows by its sign, or ``UNCLEAR``; empty where there is none."""
    lowered = text.casefold()
    if _BARE.fullmatch(lowered):
        return ""
    codes = (code.upper() for code in _CODE.findall(lowered))
    named = next((code for code in codes if code in CURRENCIES), "")
    return named or next((code for sign, code in _SIGNS if sign.search(lowered)), "")
