"""How to approach a prospect, by what is known of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Approach: TypeAlias = Literal["phone", "demo", "email", "social", "networking", "referral"]


@dataclass(frozen=True, slots=True)
class Step:
    """A way, and when it fits: ``needs`` must be known of the contact; ``grades`` and ``answers`` None fit all.

    ``answers``: findings by their rule name, of which one must be there (``buyer.decision_maker``).
    """

    use: Approach
    needs: frozenset[str] = frozenset()
    grades: frozenset[str] | None = None
    answers: frozenset[str] | None = None

    def fits(self, contact: Mapping[str, str], grade: str, found: frozenset[str]) -> bool:
        """Whether this way is open and meant for such a prospect."""
        if not self.needs <= contact.keys():
            return False
        return (self.grades is None or grade in self.grades) and (self.answers is None or bool(self.answers & found))


def suggest(steps: Iterable[Step], contact: Mapping[str, str], grade: str, found: frozenset[str]) -> Step | None:
    """The first way that fits, or None."""
    return next((step for step in steps if step.fits(contact, grade, found)), None)
