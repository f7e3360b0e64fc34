"""Which value of a body is which member of the lead: by name, by value, and by what stands around it.

The result does not depend on the order of keys: what competes for a member is ranked, ties by path.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from pydantic import JsonValue

from lead_contracts.normalise import text
from lead_intake.adapters.secrecy import is_secret
from lead_intake.adapters.sources import checks
from lead_intake.adapters.sources.leaves import Leaf, Path
from lead_intake.adapters.sources.name_parts import first_beside, last_beside
from lead_intake.adapters.sources.places import Place, of_the_network, others
from lead_intake.adapters.sources.words import Meaning, is_number, meaning, snake

MEMBERS: Final = (
    "external_id", "event_id", "email", "phone", "first_name", "last_name", "full_name", "company", "website", "job_title",
    "country", "utm_campaign", "campaign", "campaign_id", "message", "consent", "consent_text", "opt_out", "motion",
    "is_test", "is_live", "occurred_at",
)  # fmt: skip
"""What is a member of its own; other meanings are names of attributes."""
MOST_ATTRIBUTES = 100
_LONGEST_ATTRIBUTE = 2_000
_PERSONAL: Final = frozenset({"email", "phone", "first_name", "last_name", "full_name", "job_title"})
_NOT_OF_THINGS: Final = _PERSONAL | {"external_id", "message", "event_id"}
_OF_THE_PLACE: Final[Mapping[Place, int]] = {
    "person": 0,
    "answers": 1,
    "": 1,
    "company": 3,
    "thing": 4,
    "aside": 6,
    "campaign": 8,
}
_NAMED_AFTER: Final[Mapping[Place, str]] = {"company": "company", "campaign": "campaign"}
"""Whose name ``name`` is."""
_BY_VALUE = 20
_ID = Meaning("external_id", 1, True)


class Candidate(NamedTuple):
    """A value that may be a member. The lower in order, the better."""

    penalty: int
    rank: int
    depth: int
    path: Path
    at: int
    vague: bool
    value: JsonValue
    """As it counts."""


@dataclass(slots=True)
class Recognised:
    """``said``: the value of each member that was found. ``phones``: all numbers, the best first.

    ``members``: path to member, ``attributes.…`` for what is kept beside; ``ignored``: paths.
    """

    said: dict[str, JsonValue] = field(default_factory=dict)
    unclear: dict[str, JsonValue] = field(default_factory=dict)
    """What was meant as an address or an instant, and is none: nothing else was found."""
    phones: tuple[JsonValue, ...] = ()
    names_person: bool = False
    attributes: dict[str, JsonValue] = field(default_factory=dict)
    members: dict[Path, str] = field(default_factory=dict)
    ignored: list[Path] = field(default_factory=list)

    @property
    def reachable(self) -> bool:
        """Whether an address or a number was found."""
        return "email" in self.said or bool(self.phones)


def recognised(leaves: Iterable[Leaf]) -> Recognised:
    """Gives every value a member, the name of an attribute, or nothing."""
    return _Reading(list(leaves)).result()


class _Reading:
    def __init__(self, leaves: list[Leaf]) -> None:
        self._leaves = leaves
        self._rivals: dict[str, list[Candidate]] = {}
        self._senses = [_sense(leaf) for leaf in leaves]
        self._out = Recognised()

    def result(self) -> Recognised:
        for index, leaf in enumerate(self._leaves):
            if self._senses[index].member is not None:
                self._enter(index, leaf, self._senses[index])
        for member in ("email", "occurred_at"):
            if member in self._rivals:
                self._out.unclear.pop(member, None)
        if "email" not in self._rivals:
            self._by_value("email", checks.address_in)
        if "phone" not in self._rivals and "email" not in self._rivals:
            self._by_value("phone", checks.number_in)
        chosen = self._chosen()
        self._phones(chosen)
        self._settle_names(chosen)
        self._keep(chosen)
        return self._out

    def _enter(self, index: int, leaf: Leaf, sense: "_Sense") -> None:
        """Enters the leaf among the rivals for its member, where the value bears it out."""
        found, member, penalty = sense
        if found is None or member is None:
            return
        if member == "country" and any(map(of_the_network, (*leaf.path, *leaf.names))):
            return
        if member == "website" and found.vague and not _is_a_site(leaf.value):
            return
        value = checks.checked(member, leaf.value)
        if value is not None:
            rival = Candidate(penalty, found.rank, len(leaf.path), leaf.path, index, found.vague, value)
            self._rivals.setdefault(member, []).append(rival)
        elif not found.vague and checks.seems(member, leaf.value):
            self._out.unclear[member] = min((self._out.unclear.get(member, leaf.value), leaf.value), key=str)

    def _by_value(self, member: str, find: "checks.Check") -> None:
        """An address is one under whatever name, as long as the name is not that of somebody else."""
        for index, leaf in enumerate(self._leaves):
            if leaf.place == "others" or any(map(others, leaf.names)) or others(leaf.parent):
                continue
            if isinstance(leaf.value, str | list) and (value := find(leaf.value)) is not None:
                place = _OF_THE_PLACE[leaf.place]
                rival = Candidate(place, _BY_VALUE, len(leaf.path), leaf.path, index, False, value)
                self._rivals.setdefault(member, []).append(rival)

    def _chosen(self) -> dict[int, str]:
        """The best of each member's rivals, by the index of its leaf; a vague one only beside a way to reach the person."""
        reach = self._groups_with_reach()
        chosen: dict[int, str] = {}
        for member, rivals in self._rivals.items():
            fitting = [one for one in rivals if not one.vague or self._fits(member, one, reach)]
            if fitting:
                best = min(fitting)
                self._out.said[member] = best.value
                chosen[best.at] = member
                if member == "external_id":
                    self._out.names_person = not (best.vague and self._leaves[best.at].place != "person")
        return chosen

    def _fits(self, member: str, rival: Candidate, reach: set[Path]) -> bool:
        leaf = self._leaves[rival.at]
        if member not in _BESIDE_REACH or leaf.place == "person":
            return True
        if leaf.place in ("company", "campaign"):
            return member in ("company", "campaign", "website", "campaign_id")
        return leaf.group in reach or (member == "external_id" and any((*leaf.group, one) in reach for one in _FILED))

    def _groups_with_reach(self) -> set[Path]:
        """Where the best address, number or first name lies: what stands beside it is of the same person."""
        groups = set()
        for member in ("email", "phone", "first_name", "last_name"):
            if rivals := [one for one in self._rivals.get(member, ()) if not one.vague]:
                groups.add(self._leaves[min(rivals).at].group)
        return groups

    def _phones(self, chosen: dict[int, str]) -> None:
        ranked = sorted(self._rivals.get("phone", ()))
        self._out.phones = tuple(one.value for one in ranked)
        chosen.update((one.at, "phone") for one in ranked)

    def _settle_names(self, chosen: dict[int, str]) -> None:
        said = self._out.said
        whole, first, last = (said.get(member) for member in ("full_name", "first_name", "last_name"))
        if not isinstance(whole, str) or first is None is last:
            return
        del said["full_name"]
        settled = None
        if isinstance(first, str) and last is None:
            settled, said["last_name"] = "last_name", last_beside(first, whole)
        elif isinstance(last, str) and first is None:
            settled, said["first_name"] = "first_name", first_beside(last, whole)
        for index in [one for one, member in chosen.items() if member == "full_name"]:
            if settled:
                chosen[index] = settled
            else:
                del chosen[index]

    def _whole_name(self) -> str:
        return " ".join(str(self._out.said.get(part) or "") for part in ("first_name", "last_name")).strip()

    def _keep(self, chosen: dict[int, str]) -> None:
        """What was chosen is told; what else says something becomes an attribute."""
        rest: list[int] = []
        for index, leaf in enumerate(self._leaves):
            if index in chosen:
                self._out.members[leaf.path] = _TOLD.get(chosen[index], chosen[index])
            else:
                rest.append(index)
        for index in sorted(rest, key=lambda one: self._leaves[one].path):
            self._attribute(self._leaves[index], self._senses[index].meaning)

    def _attribute(self, leaf: Leaf, found: Meaning | None) -> None:
        value = checks.joined(leaf.value)
        if found is not None and found.member == "full_name" and value == self._whole_name():
            self._out.ignored.append(leaf.path)
            return
        name = _attribute_name(leaf, found)
        kept = self._out.attributes
        if name in kept:
            name = snake(f"{leaf.parent} {leaf.names[0]}")
        if not _worth_keeping(leaf, found, value) or name in kept or len(kept) >= MOST_ATTRIBUTES:
            self._out.ignored.append(leaf.path)
            return
        kept[name] = value
        self._out.members[leaf.path] = f"attributes.{name}"


class _Sense(NamedTuple):
    """What a value may be by its names and its place. ``member``: of the lead, None for none; ``penalty``: how little it
    weighs there.
    """

    meaning: Meaning | None
    member: str | None
    penalty: int


def _sense(leaf: Leaf) -> _Sense:
    if len(leaf.parent) + sum(map(len, leaf.names)) > _LONGEST_NAMES:
        return _sensed(leaf.names, leaf.parent, leaf.place)
    return _remembered(leaf.names, leaf.parent, leaf.place)


def _sensed(names: tuple[str, ...], parent: str, place: Place) -> _Sense:
    found = _meaning_of(names, parent, place) if place != "others" else None
    if found is None:
        return _NONSENSE
    member, penalty = _placed(found, names, place) if found.vague else (found.member, _OF_THE_PLACE[place])
    return _Sense(found, member if member in _CORE else None, penalty)


_remembered = lru_cache(4096)(_sensed)
"""A source's fields have the same names every time."""
_LONGEST_NAMES: Final = 300
_NONSENSE: Final = _Sense(None, None, 0)


def _meaning_of(names: tuple[str, ...], parent: str, place: Place) -> Meaning | None:
    """The first of its names that says something; a vague one says more with the name of what holds it."""
    vague: Meaning | None = None
    if place == "person" and names[0].lower() in ("first", "last"):
        return meaning(f"name {names[0]}")
    for name in names:
        found = meaning(name)
        if found is not None and not found.vague:
            return found
        if parent and not is_number(name) and not (place == "company" and _is_a_title(name)):
            together = meaning(f"{parent} {name}")
            if together is not None and not together.vague:
                return together
        vague = vague or found or (_ID if name in ("id", "ID", "Id", "_id") else None)
    return vague


def _is_a_title(name: str) -> bool:
    """Whether it is said of anything: what stands in a company under this name is what the company is called."""
    return name.lower() in ("title", "titel", "titre", "titulo", "titolo")


def _placed(found: Meaning, names: tuple[str, ...], place: Place) -> tuple[str | None, int]:
    """What a word of several meanings means where it stands, and how little it weighs there."""
    member = found.member
    if member == "full_name" and place in _NAMED_AFTER:
        return _NAMED_AFTER[place], 2
    if member == "job_title" and place == "company" and _is_a_title(names[0]):
        return "company", 3
    if member == "external_id" and place == "campaign":
        return "campaign_id", 2
    if member in _NOT_OF_THINGS and place in ("company", "campaign", "thing"):
        return None, 0
    return member, _OF_THE_PLACE[place] + 10


def _is_a_site(value: JsonValue) -> bool:
    """Whether an address is that of a whole site, and not of a page on it."""
    given = value if isinstance(value, str) else ""
    host, _, path = given.partition("://")[2].partition("/") if "://" in given else given.partition("/")
    return not path and "?" not in host


def _attribute_name(leaf: Leaf, found: Meaning | None) -> str:
    if found is not None and found.member not in _CORE and not found.vague:
        return found.member
    first = leaf.names[0]
    return snake(f"{leaf.parent} {first}") if leaf.place in ("company", "thing", "campaign") else snake(first)


def _worth_keeping(leaf: Leaf, found: Meaning | None, value: JsonValue) -> bool:
    """Not: placeholders, long texts, secrets, what is told of others, a second address or name of the person."""
    if leaf.place == "others" or (found is not None and found.member in _PERSONAL and not found.vague):
        return False
    if leaf.parent and (holder := meaning(leaf.parent)) is not None and holder.member in _PERSONAL:
        return False
    if isinstance(value, str):
        said = text(value)
        if said is None or len(said) > _LONGEST_ATTRIBUTE or checks.address_in(said) is not None:
            return False
    return value is not None and not any(is_secret(name) for name in leaf.names)


_CORE: Final = frozenset(MEMBERS)
_BESIDE_REACH: Final = frozenset(
    {"full_name", "first_name", "last_name", "job_title", "website", "company", "external_id"}
)
_FILED: Final = ("attributes", "fields", "properties")
"""What lies there is said of what has its id beside it: JSON:API's resources, records of tables."""
_TOLD: Final = {"is_live": "is_test", "opt_out": "consent", "consent_text": "consent", "website": "domain"}
"""The member of the lead that it ends in, where that has another name."""
