"""Signs that a lead may not be what it seems. They are flags for the rules of qualification, never a reason to drop it.

Each is set only where it is hardly ever wrong; together they say more than alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from lead_intake.domain.delivery import Channel
from lead_intake.domain.lead import Attributes, Lead

HONEYPOT = "honeypot_filled"
LINKS_ONLY = "links_only"
MANY_LINKS = "many_links"
REPEATED = "repeated_message"
GIBBERISH = "gibberish"
LOOKS_LIKE_TEST = "looks_like_test"

_TRAP = re.compile(
    r"(?:^|_)(?:honey_?pot|gotcha|bot_?field|hp_(?:field|textarea)"
    r"|(?:leave|keep)_(?:this_)?(?:field_)?(?:blank|empty)|do_?nt_fill|do_not_fill)(?:_|$)"
    r"|^b_[0-9a-f]{16,}_[0-9a-f]{6,}$"
)
"""Fields that people do not see: Formspree, Netlify, Akismet, Gravity Forms, Mailchimp's ``b_…_…``, plain ones."""
_NOT_FILLED = frozenset({"", "0", "false", "no", "off", "none", "null"})
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)+/\S*", re.IGNORECASE)
_MANY = 3
_WORDY = 20
"""Characters: a shorter message ("Please call me") is often the same."""
_BETWEEN_WORDS = re.compile(r"[\s.'\u2019-]+")
_SWITCH = re.compile(r"(?<=[a-z])(?=[A-Z])")
_VOWELS = frozenset("aeiouy")
_LONG, _LONG_WITHOUT_VOWEL, _SWITCHES, _SHORT_RUN = 8, 7, 3, 3
_TEST_HOSTS = frozenset({"example.com", "example.net", "example.org", "test.com", "test.test"})
_TEST_WORD = re.compile(r"(?:test(?:ing|er)?|asdf+|qwerty|foo|foobar)[\d._+-]*", re.IGNORECASE)


def flagged(leads: tuple[Lead, ...]) -> tuple[Lead, ...]:
    """The leads of one delivery with what speaks against them."""
    repeated = _repeated(leads)
    return tuple(_with(lead, [*_signs(lead), *([REPEATED] if lead in repeated else [])]) for lead in leads)


def _with(lead: Lead, signs: Iterable[str]) -> Lead:
    new = tuple(sign for sign in signs if sign not in lead.flags)
    return replace(lead, flags=lead.flags + new) if new else lead


def _signs(lead: Lead) -> Iterator[str]:
    if trapped(lead.attributes):
        yield HONEYPOT
    if lead.message:
        yield from _links(lead.message)
    if any(is_gibberish(name) for name in (lead.first_name, lead.last_name) if name):
        yield GIBBERISH
    if _test_words(lead):
        yield LOOKS_LIKE_TEST


def trapped(attributes: Attributes) -> bool:
    """Whether a field is filled that a person would not have seen."""
    return any(_is_trap(name) and _is_filled(value) for name, value in attributes.items())


@lru_cache(maxsize=4096)  # a source's fields have the same names every time
def _is_trap(name: str) -> bool:
    return _TRAP.search(name) is not None


def _is_filled(value: object) -> bool:
    return str(value).strip().lower() not in _NOT_FILLED


def is_gibberish(name: str) -> bool:
    """Whether a word of a name is none that a person has: case that jumps (``rZkQpLmNoT``), or no vowel in it at all.

    Latin letters only; short words and initials are never judged.
    """
    words = _BETWEEN_WORDS.split(name) if len(name) >= _LONG_WITHOUT_VOWEL else ()
    return any(_is_noise(word) for word in words if len(word) >= _LONG_WITHOUT_VOWEL)


def _is_noise(word: str) -> bool:
    letters = word if word.isascii() else _without_accents(word)
    if not (letters.isascii() and letters.isalpha()):
        return False
    switches = len(_SWITCH.findall(letters))
    if len(letters) >= _LONG and switches >= _SWITCHES and len(letters) / (switches + 1) <= _SHORT_RUN:
        return True
    return not _VOWELS.intersection(letters.lower())


def _without_accents(word: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", word) if not unicodedata.combining(one))


def _links(message: str) -> Iterator[str]:
    links = _LINK.findall(message) if "/" in message or "www." in message.lower() else ()
    if len(links) >= _MANY:
        yield MANY_LINKS
    if links and not any(letter.isalnum() for letter in _LINK.sub("", message)):
        yield LINKS_ONLY


def _test_words(lead: Lead) -> bool:
    local, _, host = (lead.email or "").rpartition("@")
    words = (local, lead.first_name or "", lead.last_name or "")
    return host in _TEST_HOSTS or any(_TEST_WORD.fullmatch(word) for word in words)


def _repeated(leads: tuple[Lead, ...]) -> list[Lead]:
    """Leads that say word for word what others of the delivery say. On a list somebody wrote the same note for many."""
    if len(leads) < 2:
        return []
    said: dict[str, list[Lead]] = defaultdict(list)
    for lead in leads:
        text = " ".join((lead.message or "").casefold().split())
        if lead.channel is Channel.LIVE and len(text) >= _WORDY:
            said[text].append(lead)
    return [lead for group in said.values() if len({_who(one) for one in group}) > 1 for lead in group]


def _who(lead: Lead) -> str:
    return lead.email or lead.phone or lead.phone_raw or lead.external_id or ""
