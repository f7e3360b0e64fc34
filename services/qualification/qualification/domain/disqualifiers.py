"""Why a lead is nobody's work. A fact that is missing disqualifies nobody, unless a rule asks for it by name."""

from collections.abc import Iterable
from dataclasses import dataclass

from qualification.domain.conditions import Judged


@dataclass(frozen=True, slots=True)
class Disqualifier:
    """One reason; ``when``: the place of its condition."""

    reason_code: str
    when: int


def disqualified(by: Iterable[Disqualifier], judged: Judged) -> Disqualifier | None:
    """The first one that surely applies."""
    return next((each for each in by if judged.holds(each.when)), None)
