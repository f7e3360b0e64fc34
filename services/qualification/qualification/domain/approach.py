"""How to approach a prospect, by what is known of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from qualification.domain.conditions import Judged

Approach: TypeAlias = Literal["phone", "demo", "email", "social", "networking", "referral"]


@dataclass(frozen=True, slots=True)
class Step:
    """A way, and the place of the condition under which it fits; None: it always does."""

    use: Approach
    when: int | None = None


def suggest(steps: Iterable[Step], judged: Judged) -> Step | None:
    """The first way that fits, or None."""
    return next((step for step in steps if judged.holds(step.when)), None)
