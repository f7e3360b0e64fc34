"""What must not be seen in logs, metrics, traces and error answers: personal data and secrets."""

import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "[redacted]"

_KEYS: Final = re.compile(
    r"(^|[._-])(e?mail|phone|mobile|name|message|body|authorization|cookie|password|secret|token|api_?key|key|value"
    r"|address|ip|payload|headers|consent|attributes|text|note)s?$",
    re.IGNORECASE,
)
_HARMLESS: Final = frozenset({"logger_name", "topic_name", "rule_name", "policy_name", "key_name"})
_EMAIL: Final = re.compile(r"[^\s@<>\"'(),;:\[\]]+@[^\s@<>\"'(),;:\[\]]+\.[^\s@<>\"'(),;:\[\]]+")
_PHONE: Final = re.compile(r"(?<!\w)\+\d[\d ().-]{6,}\d")
_PYDANTIC_INPUT: Final = re.compile(r"input_value=.*?(?=, input_type=|$)", re.MULTILINE)
_BEARER: Final = re.compile(r"(?i)\bbearer\s+\S+")


def redact(text: str) -> str:
    """``text`` without e-mail addresses, international phone numbers, bearer keys and values that pydantic quotes."""
    if "@" in text:
        text = _EMAIL.sub(HIDDEN, text)
    if "+" in text:
        text = _PHONE.sub(HIDDEN, text)
    if "input_value=" in text:
        text = _PYDANTIC_INPUT.sub(f"input_value={HIDDEN}", text)
    return _BEARER.sub(HIDDEN, text) if "earer" in text or "EARER" in text else text


def redact_member(key: str, value: Any) -> Any:
    """``value``, hidden where ``key`` says that it is personal or secret, else cleaned all the way down."""
    if key not in _HARMLESS and _KEYS.search(key):
        return HIDDEN
    return redact_value(value)


def redact_value(value: Any) -> Any:
    """Cleans texts inside mappings, lists and tuples; numbers and the like pass."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: redact_member(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(inner) for inner in value]
    if isinstance(value, bytes):
        return f"[{len(value)} bytes]"
    return value if isinstance(value, int | float | None) else redact(str(value))
