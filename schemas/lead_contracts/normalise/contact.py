"""How to reach a person, and what they are called."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from pydantic import JsonValue

from lead_contracts.normalise.text import text

_IN_ANGLES: Final = re.compile(r"[^<>]*<([^<>]+)>")
_PHONE_PREFIX: Final = re.compile(r"^(?:'|(?:tel|phone|p):)\s*", re.IGNORECASE)
_MAILTO: Final = re.compile(r"^mailto:", re.IGNORECASE)
_EXTENSION: Final = re.compile(
    r"[\s,;(-]*(?:durchwahl|dw|nst|poste|apparat|interno|anexo|ramal)[\s.:]*\d{1,6}\)?$", re.IGNORECASE
)
"""Words for an extension that phonenumbers does not know."""
_LONGEST_PHONE: Final = 64
_NO_SEPARATORS: Final = str.maketrans(dict.fromkeys(" -."))
_PLAIN: Final = re.compile(
    r"(?=[^@]{1,64}@)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
    r"@(?:(?=[a-z0-9-]{1,63}\.)[a-z0-9](?:-?[a-z0-9]){0,62}\.)+(?!(?:arpa|invalid|local|localhost|onion)$)[a-z]{2,63}",
    re.ASCII | re.IGNORECASE,
)
"""The common form of what email-validator takes: ASCII, no two dashes together, no domain of special use."""
_LONGEST_PLAIN: Final = 200


def email(value: JsonValue) -> str | None:
    """The address, trimmed: its local part as given, its domain in lower case. None where it cannot be one.

    Whether the domain exists is not asked. ``mailto:`` and ``Name <address>`` are undone.
    """
    given = text(value)
    if given is None:
        return None
    named = _IN_ANGLES.fullmatch(given) if given[-1] == ">" else None
    address = (named.group(1) if named else given).strip()
    if ":" in address:
        address = _MAILTO.sub("", address)
    local, _, host = address.rpartition("@")
    return f"{local}@{host.lower()}" if _is_address(address) else None


@lru_cache(maxsize=2048)  # the edge asks, then the worker, mostly in one process
def _is_address(address: str) -> bool:
    return _is_plain(address) or _is_valid(address)


def _is_plain(address: str) -> bool:
    """What needs no second look, at a tenth of its price. No address is turned down here."""
    return len(address) <= _LONGEST_PLAIN and _PLAIN.fullmatch(address) is not None


def _is_valid(address: str) -> bool:
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def phone(value: JsonValue, country: str | None = None) -> str | None:
    """E.164 of a number written with ``+`` or ``00``, or in the way of the declared ``country`` (alpha-2).

    None where that gives no possible number; the caller keeps the raw text. Extensions are dropped. Numbers are checked
    for being possible, not for being allocated.
    """
    given = text(value)
    if given is None or len(given) > _LONGEST_PHONE:
        return None
    number = _PHONE_PREFIX.sub("", given)
    if not number.isascii() or any(map(str.isalpha, number)):
        number = _EXTENSION.sub("", number)
    if number.startswith("00"):
        number = f"+{number[2:]}"
    return _plain_e164(number) or _e164(number, country)


def _plain_e164(number: str) -> str | None:
    """As ``_e164`` for ``+``, digits and blanks or dashes between, at a tenth of its price; None: nothing is said."""
    digits = number[1:].translate(_NO_SEPARATORS) if number[:1] == "+" else ""
    if not (digits.isascii() and digits.isdecimal()):
        return None
    for end in (1, 2, 3):
        if (plan := _plan(digits[:end])) is not None:
            national = digits[end:]
            unclear = len(national) not in plan.lengths or (plan.prefix and plan.prefix.match(national))
            return None if unclear else f"+{digits}"
    return None


class _Plan(NamedTuple):
    """``lengths``: how many digits follow the country's code; ``prefix``: what a trunk prefix among them looks like."""

    lengths: frozenset[int]
    prefix: re.Pattern[str] | None


@lru_cache(maxsize=2048)
def _plan(code: str) -> _Plan | None:
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(int(code))
    found = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    if code[0] == "0" or found is None or found.general_desc is None:
        return None
    prefix = found.national_prefix_for_parsing
    return _Plan(frozenset(found.general_desc.possible_length), re.compile(prefix) if prefix else None)


def _e164(number: str, country: str | None) -> str | None:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def names(first: JsonValue = None, last: JsonValue = None, full: JsonValue = None) -> tuple[str | None, str | None]:
    """``(first name, last name)``. Explicit ones win; else the first token of ``full`` and the rest.

    A single token is the first name.
    """
    explicit = text(first), text(last)
    if any(explicit):
        return explicit
    head, _, rest = " ".join((text(full) or "").split()).partition(" ")
    return head or None, rest or None
