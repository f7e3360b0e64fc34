"""Objects whose members somebody named as they pleased, read as a claim: by the meaning of the names."""

from collections.abc import Iterator
from typing import TypeAlias

from pydantic import JsonValue

from lead_intake.adapters.claim import Claim
from lead_intake.adapters.sources.shape import Node
from lead_intake.adapters.sources.words import common, member_for, snake

Path: TypeAlias = tuple[str, ...]
_OF_THE_PERSON = frozenset(
    {"address", "attributes", "contact", "customer", "data", "fields", "lead", "location", "person", "prospect"}
    | {"profile", "properties", "traits", "user", "values"}
)
"""Under these a ``name`` is that of the person; under ``company`` or ``form`` it is not."""
_DEEPEST = 8


def recognised(*objects: JsonValue) -> Node:
    """The first value of each meaning, an earlier object before a later one, an outer value before an inner one."""
    found: Node = {}
    for one in objects:
        for path, value in sorted(leaves(one), key=lambda leaf: len(leaf[0])):
            found.setdefault(meaning(path), value)
    return found


def claim_of(said: Node) -> Claim:
    """A claim of what was recognised; what is no member of a claim stays among the attributes."""
    rest = dict(said)
    return Claim(
        external_id=rest.pop("external_id", None),
        occurred_at=rest.pop("occurred_at", None),
        motion=rest.pop("motion", None),
        email=rest.pop("email", None),
        phones=(rest.pop("phone", None),),
        first_name=rest.pop("first_name", None),
        last_name=rest.pop("last_name", None),
        full_name=rest.pop("full_name", None),
        company=rest.pop("company", None),
        website=rest.pop("website", None),
        job_title=rest.pop("job_title", None),
        country=rest.pop("country", None),
        utm_campaign=rest.pop("utm_campaign", None),
        campaign=rest.pop("campaign", None),
        campaign_id=rest.get("campaign_id"),
        is_test=rest.pop("is_test", None),
        message=rest.pop("message", None),
        consent=rest.pop("consent", None),
        attributes=rest,
    )


def meaning(path: Path) -> str:
    """The common name of what lies at the path: ``company.name`` is the company, ``contact.name`` a person's name."""
    if len(path) == 1:
        return common(path[0])
    *_, parent, name = path
    whole = f"{parent}_{name}"
    of_person = member_for(name) if snake(parent) in _OF_THE_PERSON else None
    return member_for(whole) or of_person or snake(whole)


def leaves(node: JsonValue, path: Path = ()) -> Iterator[tuple[Path, JsonValue]]:
    """Every plain value that says something, with its path; a list of plain values is one text."""
    if isinstance(node, dict):
        for name, value in node.items() if len(path) < _DEEPEST else ():
            yield from leaves(value, (*path, name))
    elif isinstance(node, list):
        joined = ", ".join(str(one) for one in node if isinstance(one, str | int | float))
        if joined and path:
            yield path, joined
    elif node not in (None, "") and path:
        yield path, node
