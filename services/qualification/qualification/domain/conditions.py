"""Conditions of a rule set over what is known of a lead. How they are written is the business of an adapter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias

Value: TypeAlias = str | int | bool | tuple[str, ...]
Facts: TypeAlias = Mapping[str, str]
Seen: TypeAlias = Mapping[str, Value]
"""Variables by name. One that is not there is unknown."""
Results: TypeAlias = tuple[bool | None, ...]
"""For each condition whether it holds; None where what is not known could decide it, either way."""

ALWAYS = "always"


class Conditions(Protocol):
    """Some conditions that are judged together; each is known by its place."""

    @property
    def names(self) -> Sequence[tuple[str, ...]]:
        """For each condition the variables that it refers to, sorted."""

    def judge(self, seen: Seen) -> Results:
        """What comes of them."""


class Variable(NamedTuple):
    """``read`` takes the value from the facts, None while it is unknown.

    ``show``: how evidence says it where the value alone would be a poor answer. Neither quotes the person's message.
    """

    name: str
    read: Callable[[Facts], Value | None]
    show: Callable[[Facts], str] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Conditions together with the variables that are read for them."""

    conditions: Conditions
    variables: tuple[Variable, ...] = ()
    shows: Mapping[str, Callable[[Facts], str]] = field(default_factory=dict)

    @classmethod
    def of(cls, conditions: Conditions, variables: tuple[Variable, ...]) -> "Panel":
        """Puts them together."""
        return cls(conditions, variables, {each.name: each.show for each in variables if each.show is not None})

    def read(self, facts: Facts) -> dict[str, Value]:
        """Every variable that is known."""
        seen = {}
        for name, read, _ in self.variables:
            value = read(facts)
            if value is not None:
                seen[name] = value
        return seen

    def judge(self, seen: Seen, facts: Facts) -> "Judged":
        """Judges all of them. ``facts``: what ``seen`` was read from."""
        return Judged(self, self.conditions.judge(seen), seen, facts, {})


class Judged(NamedTuple):
    """What came of the conditions of a panel; each is known by its place. ``said``: evidence by what it shows."""

    panel: Panel
    results: Results
    seen: Seen
    facts: Facts
    said: dict[tuple[str, ...], str]

    def holds(self, place: int | None) -> bool:
        """Whether the condition surely holds; None is no condition and always holds."""
        return place is None or self.results[place] is True

    def is_open(self, place: int) -> bool:
        """Whether what is not known yet could still make it hold."""
        return self.results[place] is None

    def evidence(self, place: int | None) -> str:
        """The variables that the condition refers to, with what they were: ``country = KP``."""
        names = () if place is None else self.panel.conditions.names[place]
        said = self.said.get(names)  # many conditions look at the same variables
        if said is None:
            said = self.said[names] = ", ".join([self._said(name) for name in names if name in self.seen]) or ALWAYS
        return said

    def _said(self, name: str) -> str:
        show = self.panel.shows.get(name)
        return f"{name} = {_text(self.seen[name]) if show is None else show(self.facts)}"


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)
