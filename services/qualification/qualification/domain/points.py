"""Points for what is no question about the ideal customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from qualification.domain.conditions import Judged

Side: TypeAlias = Literal["fit", "engagement"]


@dataclass(frozen=True, slots=True)
class PointRule:
    """``points`` that are added to one side of the score where the condition at place ``when`` holds."""

    side: Side
    name: str
    points: int
    when: int

    @property
    def rule(self) -> str:
        """Its name among reasons."""
        return f"{self.side}.{self.name}"


class Given(NamedTuple):
    """``rules`` that surely hold, their ``points`` together, and what open ones could still add at most."""

    rules: tuple[PointRule, ...]
    points: int
    possible: int


def give(rules: Iterable[PointRule], judged: Judged) -> Given:
    """What the rules of one side give."""
    held, points, possible = [], 0, 0
    for rule in rules:
        result = judged.results[rule.when]
        if result:
            held.append(rule)
            points += rule.points
        elif result is None and rule.points > 0:
            possible += rule.points
    return Given(tuple(held), points, possible)
