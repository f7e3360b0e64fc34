"""What somebody settled about one source, where names and values do not say it: paths and their members, constants, words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from pydantic import JsonValue

from lead_intake.adapters.sources.happenings import words_of
from lead_intake.adapters.sources.leaves import Path, leaves_of
from lead_intake.adapters.sources.recognise import MEMBERS
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import compact
from lead_intake.domain.parsed import Disposition

ATTRIBUTES: Final = "attributes."
IGNORE: Final = "ignore"
DOMAIN: Final = "domain"
"""Another word for ``website``."""
_SYNTAX: Final = re.compile(r"(?:^|(?<=.)\.)([^.\[\]=]+)|\[(\d{1,3})\]|\[([^\[\]=]+)=([^\[\]]*)\]")


class Name(NamedTuple):
    """The member of an object."""

    name: str


class Index(NamedTuple):
    """The entry of a list, counted from 0."""

    number: int


class Where(NamedTuple):
    """The first entry of a list whose field ``key`` says ``value``."""

    key: str
    value: str


Step: TypeAlias = Name | Index | Where


class BadPath(ValueError):
    """It is no path."""


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """``fields``: path to member (``attributes.NAME``, ``ignore``), in order of preference where two give the same member.

    ``leads``: where the list of leads lies. ``event``: where the word for what happened lies. ``constants`` hold
    whatever the body says. ``rest``: what is done with what is not mapped.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str | bool | int] = field(default_factory=dict)
    leads: str | None = None
    event: str | None = None
    dispositions: Mapping[str, Disposition] = field(default_factory=dict)
    rest: Literal["recognise", "ignore"] = "recognise"


Mappings: TypeAlias = Mapping[str, SourceMapping]
"""By the name of the source."""


class Mapped(NamedTuple):
    """What the mapping found; ``left``: the body without it."""

    said: dict[str, JsonValue]
    attributes: dict[str, JsonValue]
    members: dict[Path, str | None]
    left: Node


def is_member(name: str) -> bool:
    """Whether a path may be mapped to it."""
    if name.startswith(ATTRIBUTES):
        return re.fullmatch(r"[a-z0-9_]{1,60}", name.removeprefix(ATTRIBUTES)) is not None
    return name in MEMBERS or name in (IGNORE, DOMAIN)


def steps_of(path: str) -> tuple[Step, ...]:
    """``contact.mails[0].value``, ``answers[label=Company].value``. Raises BadPath."""
    steps: list[Step] = []
    end = 0
    while end < len(path):
        found = _SYNTAX.match(path, end)
        if found is None:
            break
        name, index, key, value = found.groups()
        steps.append(Name(name) if name else Index(int(index)) if index else Where(key, value))
        end = found.end()
    if not path or end < len(path):
        raise BadPath("names with dots between, [0] or [key=value] were expected")
    return tuple(steps)


def mapped(node: Node, around: Node, mapping: SourceMapping) -> Mapped:
    """Takes what is mapped out of the entry, or out of what is around it."""
    out = Mapped({}, {}, {}, node)
    left: JsonValue = node
    for path, member in mapping.fields.items():
        steps = steps_of(path)
        value, left = taken(left, steps)
        if value is None:
            value, _ = taken(around, steps)
        _put(out, path, member, _plain(value))
    for member, constant in mapping.constants.items():
        _put(out, None, member, constant)
    return out._replace(left=left if isinstance(left, dict) else {})


def taken(node: JsonValue, steps: tuple[Step, ...]) -> tuple[JsonValue, JsonValue]:
    """What lies at the path, and the node without it; None and the node as it was where nothing does."""
    if not steps:
        return node, None
    for key, rest in _ways(node, steps):
        if isinstance(node, dict) and isinstance(key, str):
            value, left = taken(node[key], rest)
            return value, ({**node, key: left} if value is not None else node)
        if isinstance(node, list) and isinstance(key, int):
            value, left = taken(node[key], rest)
            return value, ([*node[:key], _rest_of(left, steps[0]), *node[key + 1 :]] if value is not None else node)
    return None, node


def _rest_of(entry: JsonValue, step: Step) -> JsonValue:
    """What is left of an entry; what it was found by says nothing by itself."""
    if isinstance(step, Where) and isinstance(entry, dict):
        rest: Node = {key: value for key, value in entry.items() if value is not None}
        return rest if rest.keys() - {step.key} else None
    return entry


def disposition_of(node: Node, around: Node, mapping: SourceMapping) -> tuple[Disposition, str] | None:
    """What the mapping says of the event that the body names, and its word."""
    if not mapping.dispositions:
        return None
    if mapping.event is not None:
        steps = steps_of(mapping.event)
        said = _plain(taken(node, steps)[0]) or _plain(taken(around, steps)[0])
        texts = [str(said)] if said is not None else []
    else:
        texts = [text for body in (node, around) for _, text in words_of(body)]
    by_word = {compact(word): (one, word) for word, one in mapping.dispositions.items()}
    return next((by_word[word] for text in texts if (word := compact(text[:200])) in by_word), None)


def _put(out: Mapped, path: str | None, member: str, value: JsonValue) -> None:
    if value is None:
        return
    if member == DOMAIN:
        member = "website"
    if path is not None:
        out.members[(path,)] = member if member != IGNORE else None
    if member.startswith(ATTRIBUTES):
        out.attributes.setdefault(member.removeprefix(ATTRIBUTES), value)
    elif member != IGNORE:
        out.said.setdefault(member, value)


def _ways(node: JsonValue, steps: tuple[Step, ...]) -> Sequence[tuple[str | int, tuple[Step, ...]]]:
    """Where the path may go on: names may hold dots themselves (``1.3``), so the longest that is there comes first."""
    first = steps[0]
    if isinstance(first, Name) and isinstance(node, dict):
        names: list[str] = []
        for step in steps:
            if not isinstance(step, Name):
                break
            names.append(step.name)
        lengths = range(len(names), 0, -1)
        return [(key, steps[n:]) for n in lengths if (key := ".".join(names[:n])) in node]
    if isinstance(first, Index) and isinstance(node, list) and first.number < len(node):
        return [(first.number, steps[1:])]
    if isinstance(first, Where) and isinstance(node, list):
        places = (
            n for n, item in enumerate(node) if isinstance(item, dict) and str(item.get(first.key)) == first.value
        )
        return [(place, steps[1:]) for place in places][:1]
    return []


def _plain(value: JsonValue) -> JsonValue:
    """A single value; of an object the one it wraps."""
    if not isinstance(value, dict | list):
        return value
    found = leaves_of({"value": value}).found
    said = found[0].value if len(found) == 1 else None
    return said[0] if isinstance(said, list) else said
