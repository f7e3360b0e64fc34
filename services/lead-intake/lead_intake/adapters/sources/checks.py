"""Whether a value can be what the name of its field promises: a field counts by both."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pydantic import JsonValue

from lead_contracts import normalise
from lead_contracts.normalise import text
from lead_intake.adapters.sources import vocabulary
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import motion_of

Check = Callable[[JsonValue], JsonValue]
"""The value as it counts, or None."""

_PHONE: Final = re.compile(
    r"(?:tel:|p:|')?\s*[+(]?[\d\s().\-\u2013/+]{4,32}(?:\s*(?:ext|x|#|durchwahl|poste)\.?\s*\d{1,6})?", re.IGNORECASE
)
_FEWEST_DIGITS, _MOST_DIGITS = 5, 20
_DATE: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d")
_HONORIFICS: Final = frozenset(vocabulary.HONORIFICS.split())
_OUR_WORDS: Final = frozenset(vocabulary.OUR_WORDS.split())
_YES: Final = frozenset(vocabulary.YES.split())
_NO: Final = frozenset(vocabulary.NO.split())
_SENTENCE = 3
_LONGEST: Final = {"message": 20_000}
_LONGEST_TEXT = 300


def checked(member: str, value: JsonValue) -> JsonValue:
    """The value if it can stand for the member, else None. Of a list the first that can."""
    check = _CHECKS.get(member, _a_text)
    if isinstance(value, list):
        return next((found for one in value if (found := check(one)) is not None), None)
    return check(value)


def seems(member: str, value: JsonValue) -> bool:
    """Whether a value that does not count was meant to: worth a warning."""
    said = text(value)
    if said is None or isinstance(value, bool):
        return False
    if member == "email":
        return "@" in said or "." in said
    return member == "occurred_at" and sum(map(str.isdigit, said)) >= _FEWEST_DIGITS


def address_in(value: JsonValue) -> str | None:
    """The e-mail address that the value is, or the first in a list of them."""
    for one in value if isinstance(value, list) else (value,):
        if isinstance(one, str) and "@" in one and len(one) <= _LONGEST_TEXT and (address := _first_address(one)):
            return address
    return None


def number_in(value: JsonValue) -> str | None:
    """The phone number that the value is beyond doubt: one with its country."""
    given = value.strip() if isinstance(value, str) else ""
    if given.startswith(("+", "00")) and _PHONE.fullmatch(given) and normalise.phone(given):
        return given
    return None


def agreed(value: JsonValue) -> bool | None:
    """Whether the person agreed, as forms say it: a flag, a word, or the sentence beside the box that was ticked."""
    said = flag(value)
    if said is not None or not isinstance(value, str):
        return said
    word = (
        value.strip()
        .casefold()
        .replace(" ", "_")
        .replace("-", "_")
        .replace("ã", "a")
        .replace("í", "i")
        .replace("ì", "i")
    )
    if word in _YES:
        return True
    if word in _NO:
        return False
    head = re.split(r"[\s,.;:!]+", value.strip().casefold(), maxsplit=1)[0]
    if head in ("no", "not", "nein", "non", "nee", "nej", "nie"):
        return False
    return True if len(value.split()) >= _SENTENCE else None


def joined(value: JsonValue) -> JsonValue:
    """A list of values as one text, as attributes are kept."""
    if not isinstance(value, list):
        return value
    return ", ".join(dict.fromkeys(said for one in value if (said := "true" if one is True else text(one)))) or None


def _first_address(given: str) -> str | None:
    """Of several in one text, as some tools write them, the first."""
    if address := normalise.email(given):
        return address
    parts: Iterator[str] = (part for part in re.split(r"[,;\s]+", given) if "@" in part)
    alone = not re.search(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}", given)
    return next((found for part in parts if (found := normalise.email(part))), None) if alone else None


def _a_text(value: JsonValue) -> JsonValue:
    said = text(value)
    return said if said is not None and len(said) <= _LONGEST_TEXT else None


def _a_number(value: JsonValue) -> JsonValue:
    said = text(value)
    if said is None or not _PHONE.fullmatch(said) or _DATE.match(said):
        return None
    return said if _FEWEST_DIGITS <= sum(map(str.isdigit, said)) <= _MOST_DIGITS else None


def _a_name(value: JsonValue) -> JsonValue:
    said = _a_text(value) if isinstance(value, str) else None
    if not isinstance(said, str) or "@" in said or "://" in said or flag(said) is not None:
        return None
    return said if said[0].isalpha() or (any(map(str.isalpha, said)) and not said[0].isdigit()) else None


def _a_whole_name(value: JsonValue) -> JsonValue:
    """Not the name of an account: ``jdoe77``, ``j.doe_x``."""
    said = _a_name(value)
    alone = isinstance(said, str) and " " not in said
    return None if alone and any(letter.isdigit() or letter in "_." for letter in str(said)) else said


def _an_organisation(value: JsonValue) -> JsonValue:
    said = _a_text(value) if isinstance(value, str) else None
    if not isinstance(said, str) or "@" in said or "://" in said or said.casefold() in ("true", "false", "yes", "no"):
        return None
    return said


def _a_host(value: JsonValue) -> JsonValue:
    return value if isinstance(value, str) and "@" not in value and normalise.domain(value) else None


def _a_job(value: JsonValue) -> JsonValue:
    said = _a_name(value)
    word = said.casefold().rstrip(".") if isinstance(said, str) else ""
    return None if not word or word in _HONORIFICS or word in _OUR_WORDS else said


def _a_country(value: JsonValue) -> JsonValue:
    said = _a_text(value) if isinstance(value, str) else None
    return said if isinstance(said, str) and not any(map(str.isdigit, said)) else None


def _an_instant(value: JsonValue) -> JsonValue:
    return None if isinstance(value, bool) or normalise.instant(value) is None else value


def _a_yes(value: JsonValue) -> JsonValue:
    return True if flag(value) is True else None


def _a_no(value: JsonValue) -> JsonValue:
    return True if flag(value) is False else None


def _a_message(value: JsonValue) -> JsonValue:
    said = text(value) if isinstance(value, str) else None
    return said if said is not None and len(said) <= _LONGEST["message"] else None


def _an_id(value: JsonValue) -> JsonValue:
    said = text(value)
    return said if said is not None and len(said) <= _LONGEST_TEXT and not isinstance(value, float) else None


_CHECKS: Final[Mapping[str, Check]] = {
    "external_id": _an_id,
    "event_id": _an_id,
    "email": address_in,
    "phone": _a_number,
    "first_name": _a_name,
    "last_name": _a_name,
    "full_name": _a_whole_name,
    "company": _an_organisation,
    "website": _a_host,
    "job_title": _a_job,
    "country": _a_country,
    "message": _a_message,
    "consent": agreed,
    "opt_out": _a_yes,
    "motion": motion_of,
    "is_test": _a_yes,
    "is_live": _a_no,
    "occurred_at": _an_instant,
}
