"""Answers to the questions of a form, whatever the vendor: the form's author words them, so each is known by its name."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pydantic import JsonValue

from lead_contracts.normalise import email, text
from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources import fields
from lead_intake.adapters.sources.form import FORM, form_of
from lead_intake.adapters.sources.name_parts import first_beside, last_beside
from lead_intake.adapters.sources.shape import Node, object_of
from lead_intake.adapters.sources.words import member_for, snake
from lead_intake.adapters.values import flag
from lead_intake.domain.delivery import Delivery

_PART = re.compile(r".+?\s*\(([^()]+)\)")
_WHOLE = frozenset({"full_name", "street"})
_PARTS = frozenset({"first_name", "last_name", "city", "region", "postal_code", "country"})
_FORMS = frozenset({FORM, "multipart/form-data"})
_DEEPEST = 8
_LONGEST = 160
"""Characters: the pattern takes long on long runs of blanks, and longer names are no names."""


def posted(delivery: Delivery) -> Node:
    """The body of a form tool that sends a form or a JSON object. UnreadableBody, WrongShape."""
    return form_of(delivery) if delivery.content_type in _FORMS else object_of(delivery)


def meaning(name: str | None) -> str | None:
    """What a question asks for: as ``member_for``, also where it comes in parts, as ``Name (First)``."""
    found = member_for(name)
    if name and found in _WHOLE and name.endswith(")") and len(name) <= _LONGEST:
        return _in_parts(name) or found
    return found


def answered(questions: Iterable[tuple[str, JsonValue]]) -> Node:
    """The first answer of each meaning that says anything, by member; what else was asked by a short name of it.

    A further answer of the same meaning is kept too (``other_email``), and counts where the first is no address.
    """
    found: Node = {}
    for question, value in questions:
        said, member = plain(value), meaning(question)
        if said is None:
            continue
        if member is None:
            found.setdefault(snake(question), said)
        elif member not in found:
            found[member] = said
        elif member == "email" and email(found[member]) is None and email(said):
            found[f"other_{member}"], found[member] = found[member], said
        else:
            found.setdefault(f"other_{member}", said)
    return _named_in_parts(found)


def _named_in_parts(found: Node) -> Node:
    whole, first, last = (found.get(member) for member in ("full_name", "first_name", "last_name"))
    if not isinstance(whole, str):
        return found
    if isinstance(first, str) and last is None:
        found["last_name"] = last_beside(first, whole)
    elif isinstance(last, str) and first is None:
        found["first_name"] = first_beside(last, whole)
    return found


def laid_flat(node: Node, deep: int = 0) -> Iterator[tuple[str, JsonValue]]:
    """Question and answer of every field; of one that comes in parts (``name: {first, last}``) as ``name (first)``,
    of one that brings its own label (``{name: Email, value: a@b.example}``) by the label.
    """
    for name, value in node.items():
        if not isinstance(value, dict):
            yield name, value
        elif "value" in value:
            yield text(value.get("label")) or text(value.get("name")) or name, value["value"]
        elif deep < _DEEPEST:
            yield from ((f"{name} ({part})", said) for part, said in laid_flat(value, deep + 1))


def plain(value: JsonValue) -> JsonValue:
    """The answer as one value: several choices are joined; None for nothing, a placeholder or an object.

    A consent that was ``ticked`` stays as it is.
    """
    if isinstance(value, dict):
        return value if value.get("given") is True else None
    if isinstance(value, list):
        return ", ".join(said for one in value if (said := text(one))) or None
    return value if isinstance(value, bool) else text(value)


def ticked(value: JsonValue) -> JsonValue:
    """The consent of a box that is only sent when it was ticked: its value may be the sentence beside it."""
    said = plain(value)
    return {"given": True, "text": said} if isinstance(said, str) and flag(said) is None else said


def claim_of(answers: Node, also: Node | None = None) -> Claim:
    """What the answers claim. ``also``: what the delivery itself says beside them; both end among the attributes.

    Of a consent that says neither yes nor no the words are kept there, as ``consent_answer``.
    """
    said = {**(also or {}), **answers}
    consent = said.get("consent")
    if not isinstance(consent, dict) and flag(consent) is None:
        said["consent_answer"] = said.pop("consent", None)
    return fields.claim_of(said)


@lru_cache(maxsize=2048)
def _in_parts(name: str) -> str | None:
    """``Name (Vorname)`` is the first name, ``Address (Country)`` the country."""
    part = _PART.fullmatch(name)
    found = member_for(part[1]) if part else None
    return found if found in _PARTS else None
