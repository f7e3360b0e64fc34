"""Whether a process can work (readiness) and whether it should be replaced (liveness)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Readiness:
    """``ready`` and, where it is not, the reasons in plain words without personal data."""

    ready: bool
    reasons: tuple[str, ...] = ()


Probe: TypeAlias = Callable[[], Readiness]


def all_of(*probes: Probe) -> Readiness:
    """Ready when every part is; the reasons of those that are not."""
    parts = [probe() for probe in probes]
    reasons = tuple(reason for part in parts if not part.ready for reason in part.reasons)
    return Readiness(all(part.ready for part in parts), reasons)
