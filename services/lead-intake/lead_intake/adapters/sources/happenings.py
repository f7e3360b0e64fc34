"""What a body of an unknown system says has happened: a lead, a change, a farewell, a test, something half done.

Only words in the fields that name events count (``event``, ``type``, ``action``, ``status`` …, ``X-…-Event`` headers).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from pydantic import JsonValue

from lead_intake.adapters.sources import event_words
from lead_intake.adapters.sources.leaves import Path
from lead_intake.adapters.sources.places import place_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import compact, snake
from lead_intake.adapters.values import flag

UNSUBSCRIBED: Final = "unsubscribed"
ERASURE: Final = "erasure"
CONSENT_WITHDRAWN: Final = "consent_withdrawn"
_REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    ERASURE: (
        "eras",
        "forg",
        "redact",
        "anonym",
        "privacydelet",
        "gdprdelet",
        "datadelet",
        "deletedata",
        "deletemydata",
        "deletepersonaldata",
        "deletionrequest",
        "requestdeletion",
    ),
    "complaint": ("spam", "complain", "abuse"),
    CONSENT_WITHDRAWN: ("consent", "widerruf", "withdraw", "revoke"),
}


class Kind(IntEnum):
    """The strongest of several words counts: the lower, the stronger."""

    LEAVES = 1
    """Must not be contacted any more: unsubscribed, complained, consent withdrawn, erased."""
    DELETED = 2
    """Tidied away at the source: nobody asked for it, as far as it says."""
    PARTIAL = 3
    """Begun and not sent."""
    CHANGED = 4
    """Something about a known person or a mail to them: no new touch."""
    TEST = 5
    CREATED = 6


@dataclass(frozen=True, slots=True)
class Happening:
    """``path``: where it says so."""

    kind: Kind
    path: Path
    word: str

    @property
    def reason(self) -> str:
        """Why somebody must not be contacted any more, as a reason code."""
        return reason_of(self.word)


def reason_of(word: str) -> str:
    """The reason code for a farewell that goes by this word."""
    if kind_of(word) is Kind.DELETED or _is_erasure(frozenset(snake(word).split("_"))):
        return ERASURE
    whole = compact(word)
    return next((reason for reason, parts in _REASONS.items() if any(part in whole for part in parts)), UNSUBSCRIBED)


_KEYS: Final = frozenset(event_words.KEYS.split())
_STATES: Final = frozenset(event_words.STATES.split())
_WISHES: Final = frozenset(event_words.WISHES.split())
_CONSENTS: Final = tuple(event_words.CONSENTS.split())
_JUNK: Final = frozenset({"spam"})
"""As a status it says what a filter thinks of a submission, not what a person complains of."""
_SORTS: Final = frozenset({"type", "object", "objecttype", "entity", "entitytype", "module", "resource", "recordtype"})
"""Fields that say of what sort the record is."""
_ENVELOPES: Final = (
    "meta",
    "event",
    "header",
    "envelope",
    "data",
    "payload",
    "notification",
    "webhook",
    "hook",
    "body",
    "trigger",
)
_HALF: Final = frozenset(event_words.HALF.split())
_GONE: Final = frozenset(event_words.GONE.split())
_ERASED: Final = frozenset(event_words.ERASED.split())
_WHOLE: Final = frozenset(event_words.WHOLE.split())
_LONGEST = 80
_EVENT, _STATE, _WISH, _CONSENT = "event", "state", "wish", "consent"
_IS_HALF, _IS_WHOLE, _IS_GONE, _IS_ERASED = "half", "whole", "gone", "erased"


def happened(node: Node, headers: Mapping[str, str] | None = None) -> Happening | None:
    """The strongest of what the object and its envelopes say; None where no word is known."""
    told = [*_told(node), *_in_headers(headers or {})]
    return min(told, key=lambda one: (one.kind, one.path), default=None)


def words_of(node: Node) -> Iterator[tuple[Path, str]]:
    """Every text that names an event, with its path."""
    for path, says, value in _near(node):
        if isinstance(value, str) and len(value) <= _LONGEST and says in (_EVENT, _STATE):
            yield path, value


def _told(node: Node) -> Iterator[Happening]:
    for where, says, value in _near(node):
        kind = None
        if says in (_EVENT, _STATE) and isinstance(value, str) and len(value) <= _LONGEST:
            kind = kind_of(value) if says == _EVENT else _by_state(value, node)
        elif says in (_WISH, _CONSENT) and isinstance(value, str) and len(value) <= _LONGEST:
            said = kind_of(f"consent {value}") if says == _CONSENT else _by_state(value, node)
            kind = said if said is Kind.LEAVES else None
        elif says in (_IS_HALF, _IS_WHOLE) and isinstance(value, bool | int | str):
            kind = Kind.PARTIAL if flag(value) is (says == _IS_HALF) else None
        elif says in (_IS_GONE, _IS_ERASED) and isinstance(value, bool | int | str) and flag(value):
            yield Happening(Kind.LEAVES if says == _IS_ERASED else Kind.DELETED, where, where[-1])
        if kind is not None:
            yield Happening(kind, where, str(value))


def _by_state(said: str, node: Node) -> Kind | None:
    """What a status says: farewells, drafts and tests, but no changes; a deal that was deleted is none of a person."""
    kind = None if compact(said) in _JUNK else kind_of(said)
    if kind is Kind.DELETED and any(map(_is_a_sort_of_thing, node.items())):
        return Kind.CHANGED
    return None if kind in (Kind.CHANGED, Kind.CREATED) else kind


def _is_a_sort_of_thing(field: tuple[str, JsonValue]) -> bool:
    key, value = field
    return isinstance(value, str) and len(key) <= _LONGEST and compact(key) in _SORTS and place_of(value) == "thing"


@lru_cache(2048)
def _says(key: str) -> str | None:
    """What a field of this name tells of an event."""
    name = compact(key)
    if name in _KEYS:
        return _EVENT
    if name in _STATES:
        return _STATE
    if name in _WISHES:
        return _CONSENT if any(word in name for word in _CONSENTS) else _WISH
    if name in _GONE or name in _ERASED:
        return _IS_GONE if name in _GONE else _IS_ERASED
    return _IS_HALF if name in _HALF else _IS_WHOLE if name in _WHOLE else None


def _near(node: Node) -> Iterator[tuple[Path, str, JsonValue]]:
    """The fields of the object and of the envelopes in it that tell of an event, with what they tell."""
    for key, value in node.items():
        if isinstance(value, dict):
            if key.lower() in _ENVELOPES or place_of(key) == "person":
                for inner, inside in value.items():
                    if not isinstance(inside, dict) and (says := _says_of(inner)):
                        yield (key, inner), says, inside
        elif says := _says_of(key):
            yield (key,), says, value


def _says_of(key: str) -> str | None:
    return _says(key) if len(key) <= _LONGEST else None


def _in_headers(headers: Mapping[str, str]) -> Iterator[Happening]:
    for name, value in headers.items():
        if name.startswith(("x-", "ce-type")) and name.endswith(("event", "event-type", "topic", "action", "ce-type")):
            kind = kind_of(value) if len(value) <= _LONGEST else None
            if kind is not None:
                yield Happening(kind, (f"header {name}",), value)


@lru_cache(2048)
def kind_of(said: str) -> Kind | None:
    """What the name of an event says; None where none of its words is known.

    In a title (``Updated pricing webinar``) only the last word tells, since the others may be part of a name.
    """
    words = snake(said).split("_")
    whole = "".join(words)
    if whole in _LEAVING or whole in _LEAVING_TOGETHER:
        return Kind.LEAVES
    if " " in said.strip() and len(words) > 2:
        if any(phrase in whole for phrase in _LEAVING_TOGETHER):
            return Kind.LEAVES
        words = words[-1:]
    return _by_words(frozenset(words), whole)


def _by_words(words: frozenset[str], whole: str) -> Kind | None:
    if words & _LEAVING or any(phrase in whole for phrase in _LEAVING_TOGETHER):
        return Kind.LEAVES
    if _is_erasure(words):
        return Kind.LEAVES
    if words & _DELETED:
        return Kind.CHANGED if words & _PARTS else Kind.DELETED
    if words & _TESTS and words <= _TESTS | _TEST_COMPANY:
        return Kind.TEST
    if words & _CREATED:
        return Kind.CREATED
    if words & _PARTIAL or any(phrase in whole for phrase in _PARTIAL_TOGETHER):
        return Kind.PARTIAL
    return Kind.CHANGED if words & _CHANGED or any(phrase in whole for phrase in _CHANGED_TOGETHER) else None


def _is_erasure(words: frozenset[str]) -> bool:
    """Whether it was deleted because somebody has a right to that."""
    return bool(words & _PRIVACY and words & _DELETED and not words & _PARTS)


_LEAVING: Final = frozenset(event_words.LEAVING.split())
_LEAVING_TOGETHER: Final = tuple(event_words.LEAVING_TOGETHER.split())
_DELETED: Final = frozenset(event_words.DELETED.split())
_PRIVACY: Final = frozenset(event_words.PRIVACY.split())
_PARTS: Final = frozenset(event_words.PARTS.split())
_TESTS: Final = frozenset(event_words.TESTS.split())
_TEST_COMPANY: Final = frozenset(event_words.TEST_COMPANY.split())
_CREATED: Final = frozenset(event_words.CREATED.split())
_PARTIAL: Final = frozenset(event_words.PARTIAL.split())
_PARTIAL_TOGETHER: Final = tuple(event_words.PARTIAL_TOGETHER.split())
_CHANGED: Final = frozenset(event_words.CHANGED.split())
_CHANGED_TOGETHER: Final = tuple(event_words.CHANGED_TOGETHER.split())
