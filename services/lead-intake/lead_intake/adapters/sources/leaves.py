"""A body of unknown shape as a flat list of its values, each under the names it goes by.

The ways in which form builders wrap an answer are undone: ``{"value": …}``, ``{"label": …, "answer": …}``, entries of
``fields``, a question beside its answer, arrays of one, JSON within a text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

import orjson
from pydantic import JsonValue

from lead_intake.adapters.sources.places import Place, place_of
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.tables import pairs_of
from lead_intake.adapters.sources.words import meaning

Path: TypeAlias = tuple[str, ...]
MOST_LEAVES = 1_000
_DEEPEST = 12
_LONGEST_LIST = 50
_NAMES: Final = (
    "label", "title", "question", "question_text", "questionText", "question_title", "questionTitle", "prompt", "caption",
    "text", "name", "field_name", "fieldName", "field", "fieldLabel", "field_label", "key", "field_key", "fieldKey",
    "property", "attribute", "column", "column_name", "column_id", "ref", "slug", "code", "alias", "id", "field_id",
    "fieldId", "q", "question_id", "questionId", "heading", "Name", "Label", "Key", "Question", "field_type", "fieldType", "@name", "@part",
)  # fmt: skip
"""What says how an answer is called, best first."""
_VALUES: Final = (
    "value", "values", "answer", "answers", "response", "responses", "string_value", "stringValue", "text_value",
    "textValue", "user_answer", "userAnswer", "user_input", "field_value", "fieldValue", "Value", "Answer", "#text", "_text", "$t",
)  # fmt: skip
_WRAPPED: Final = ("value", "#text", "_text", "$t")
"""The value of a field that is an object, whatever else stands in it: also as XML is written in JSON."""
_LISTED_VALUES: Final = (*_VALUES, "a", "input", "reply", "content", "val", "result", "data", "raw")
"""In a list of such objects these count too."""
_ABOUT: Final = frozenset(
    {
        "type", "kind", "required", "verified", "primary", "is_primary", "isPrimary", "position", "order", "index", "group",
        "normalizedValue", "normalized_value", "fieldType", "field_type", "input_type", "format", "options", "choices",
        "versions", "source", "sourceId", "timestamp", "updated_at", "updatedAt", "created_at", "hint", "placeholder",
        "is_required", "isRequired", "hidden", "visible", "width", "page", "section", "sort", "weight", "valid", "element",
        "fieldElementId", "step", "score", "raw_value", "display_value", "text_raw", "number", "uuid", "help", "description",
    }
)  # fmt: skip
"""What may stand beside an answer without being one."""
_ENTITY: Final = frozenset({"email", "phone", "first_name", "last_name"})
_DIALS: Final = ("country_code", "countryCode", "dial_code", "dialCode", "calling_code", "prefix", "countryPrefix")
_LOCALS: Final = (
    "number",
    "national_number",
    "nationalNumber",
    "local",
    "phone",
    "phone_number",
    "phoneNumber",
    "national",
)


class Leaf(NamedTuple):
    """``path``: where it was found. ``names``: what it is called, best first. ``parent``: the name of what holds it.

    ``group``: the path of the object that it has in common with its neighbours. ``value``: a text, number or flag, or a
    list of them.
    """

    path: Path
    names: tuple[str, ...]
    parent: str
    place: Place
    group: Path
    value: JsonValue


@dataclass(slots=True)
class Leaves:
    """What was found; ``dropped``: paths of what lies too deep, or came after the first thousand values."""

    found: list[Leaf] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)


def leaves_of(node: Node, path: Path = (), name: str = "") -> Leaves:
    """All values of the object; no error, whatever its shape."""
    walk = _Walk(Leaves())
    walk.inside(node, path, name, place_of(name) if name else "", 0)
    return walk.leaves


def is_answers(items: Iterable[JsonValue]) -> bool:
    """Whether the items of a list are a question or field each, with its answer."""
    answers = (_answer(item, _LISTED_VALUES) if isinstance(item, dict) else None for item in items)
    return all(answer is not None and answer.names for answer in answers)


@dataclass(slots=True)
class _Walk:
    leaves: Leaves

    def inside(self, node: Node, path: Path, name: str, place: Place, depth: int) -> None:
        found = self.leaves.found
        for key, value in node.items():
            if value is None:
                continue
            if isinstance(value, _HOLDERS) or (isinstance(value, str) and value[:1] in _OPENING):
                self.value(value, (*path, key), (key,), name, place, path, depth)
            elif len(found) < MOST_LEAVES:
                found.append(Leaf((*path, key), (key,), name, place, path, value))
            else:
                self.leaves.dropped.append((*path, key))

    def value(
        self, value: JsonValue, path: Path, names: tuple[str, ...], parent: str, place: Place, group: Path, depth: int
    ) -> None:
        said: JsonValue = _unfolded(value) if isinstance(value, str) and value[:1] in _OPENING else value
        if not isinstance(said, _HOLDERS):
            self._leaf(Leaf(path, names, parent, place, group, said))
        elif depth >= _DEEPEST:
            self.leaves.dropped.append(path)
        elif isinstance(said, list):
            self._list(said, path, names, parent, place, group, depth + 1)
        else:
            self._object(said, path, names, parent, place, group, depth + 1)

    def _leaf(self, leaf: Leaf) -> None:
        room = len(self.leaves.found) < MOST_LEAVES
        if room:
            self.leaves.found.append(leaf)
        else:
            self.leaves.dropped.append(leaf.path)

    def _list(
        self,
        items: list[JsonValue],
        path: Path,
        names: tuple[str, ...],
        parent: str,
        place: Place,
        group: Path,
        depth: int,
    ) -> None:
        said = [item for item in items[:MOST_LEAVES] if item is not None]
        if not any(isinstance(item, dict | list) for item in said):
            if said:
                whole: JsonValue = said[0] if len(said) == 1 else [*said[:_LONGEST_LIST]]
                self._leaf(Leaf(path, names, parent, place, group, whole))
            return
        if (pairs := pairs_of(items)) is not None:
            self.inside(pairs, path, names[0], _stepped(names, place), depth)
            return
        answers = [_answer(item, _LISTED_VALUES) if isinstance(item, dict) else None for item in said]
        if all(answer is not None and answer.names for answer in answers):
            for answer in answers:
                if answer is not None and answer.value is not None:
                    inner = (*path, answer.names[0])
                    self.value(answer.value, inner, answer.names, names[0], _stepped(names, place), path, depth)
            return
        for number, entry in enumerate(sorted(said, key=_is_second)):
            self.value(entry, (*path, "[]"), names, parent, place, (*path, str(number)), depth)

    def _object(
        self, node: Node, path: Path, names: tuple[str, ...], parent: str, place: Place, group: Path, depth: int
    ) -> None:
        answer = _answer(node, _VALUES) or _number(node)
        if answer is not None:
            if answer.value is not None:
                self.value(answer.value, path, (*answer.names, *names), parent, place, group, depth)
        elif (choice := _choice(node)) is not None:
            self._leaf(Leaf(path, names, parent, place, group, choice))
        else:
            self.inside(node, path, names[0], _stepped(names, place), depth)


class _Answer(NamedTuple):
    names: tuple[str, ...]
    value: JsonValue


def _stepped(names: tuple[str, ...], place: Place) -> Place:
    """Who the fields in there are of. Once they are somebody else's they stay so."""
    if place == "others":
        return place
    step = place_of(names[0])
    return place if not step or (place == "aside" and step != "others") else step


def _answer(node: Node, keys: tuple[str, ...]) -> _Answer | None:
    """The names and the value of an object that is nothing but one answer."""
    kind = node.get("type")
    if isinstance(kind, str) and kind in node and kind != "type":
        return _Answer((*_labels(node), kind), node[kind])
    if node.keys().isdisjoint(keys):
        return None
    value_key = next(key for key in keys if key in node)
    more = node.keys() - _ABOUT - _ABOUT_NAMES - {value_key}
    if any((found := meaning(key)) and found.member in _ENTITY and not found.vague for key in more):
        return None
    labels, value = _labels(node), node[value_key]
    if more and (_holds_objects(value) or (not labels and value_key not in _WRAPPED)):
        return None
    return _Answer((*labels, *_hint(kind)), value)


def _holds_objects(value: JsonValue) -> bool:
    """Whether it may hold more than one answer."""
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))


def _labels(node: JsonValue) -> tuple[str, ...]:
    """How an answer is called; a question may be an object itself."""
    if not isinstance(node, dict):
        return ()
    found: list[str] = []
    for key in _NAMES:
        if key in node:
            said = node[key]
            if isinstance(said, str) and said.strip() and (key not in _TYPES or meaning(said)):
                found.append(said)
            elif isinstance(said, dict) and key in ("field", "question", "property"):
                found.extend(_labels(said))
    return tuple(dict.fromkeys(found))


def _hint(kind: JsonValue) -> tuple[str, ...]:
    """A name from the type of an input: ``control_email``, ``tel``."""
    word = kind.lower() if isinstance(kind, str) else ""
    return ("email",) if "email" in word else ("phone",) if "phone" in word or word == "tel" else ()


def _number(node: Node) -> _Answer | None:
    """A phone number in two parts."""
    if node.keys().isdisjoint(_DIALS):
        return None
    dial = next((node[key] for key in _DIALS if key in node), None)
    local = next((node[key] for key in _LOCALS if key in node), None)
    if isinstance(dial, bool) or not isinstance(dial, str | int) or not isinstance(local, str | int):
        return None
    digits = str(dial).lstrip("+0")
    if not digits.isdecimal() or not str(local).strip():
        return None
    whole = str(local) if str(local).startswith("+") else f"+{digits} {str(local).lstrip('0')}"
    return _Answer((), whole)


def _choice(node: Node) -> JsonValue:
    """The text of an option that was chosen; None for any other object."""
    if len(node) > 4 or not node.keys() <= _CHOICE_KEYS:
        return None
    return next((node[key] for key in ("label", "text") if isinstance(node.get(key), str)), None)


def _is_second(item: JsonValue) -> bool:
    """Sorts what is marked as the primary one before its neighbours."""
    return not (isinstance(item, dict) and any(item.get(key) is True for key in ("primary", "is_primary", "isPrimary")))


def _unfolded(text: str) -> JsonValue:
    """JSON that stands in a text, or the text."""
    try:
        found: JsonValue = orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
    return found


_HOLDERS: Final = (dict, list)
"""As a tuple: a union is made anew with every look, and this one is taken for every value."""
_TYPES: Final = frozenset({"field_type", "fieldType"})
"""Say what is asked for (``EMAIL``), or only how it is typed in (``text``)."""
_OPENING: Final = frozenset("{[")
"""How JSON begins that stands in a text."""
_ABOUT_NAMES: Final = frozenset(_NAMES)
_CHOICE_KEYS: Final = frozenset({"label", "text", "id", "ref", "type", "name", "value"})
