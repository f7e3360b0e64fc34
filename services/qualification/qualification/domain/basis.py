"""What a verdict rests on beside its facts, without personal data: kept with it, so that it can be made again."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from qualification.domain.touch import Motion, Touch
from qualification.domain.weigh import Before, Weighed


class Basis(NamedTuple):
    """``motion``, ``acted_at`` (UTC), ``points``: of the touch itself, which alone gives it its points. ``said``,
    ``unsaid``: what it said that is not what is known of the lead, and names of what is known that it did not say.
    ``counted_by``: the set that gave it its points, where another decided; ``has_message``: the person wrote something.
    """

    motion: Motion
    acted_at: datetime
    points: int
    before: Before
    said: Mapping[str, str] = MappingProxyType({})
    unsaid: tuple[str, ...] = ()
    has_message: bool = False
    is_test: bool = False
    counted_by: tuple[str, int] | None = None


def basis_of(touch: Touch, before: Before, contact: Mapping[str, str], weighed: Weighed) -> Basis:
    """The basis of a verdict that was just made; ``contact``: as known with the touch, empty where it was set aside."""
    counting, rules = weighed.counting, weighed.rules
    seen, said = weighed.verdict.facts, weighed.said
    return Basis(
        motion=touch.motion,
        acted_at=touch.at,
        points=weighed.mark.points,
        before=before,
        said={name: text for name, text in said.items() if seen.get(name) != text},
        unsaid=tuple(name for name in seen if name not in said) if said else (),
        has_message="message" in contact,
        is_test=touch.is_test,
        counted_by=None if counting is rules else (counting.name, counting.version),
    )
