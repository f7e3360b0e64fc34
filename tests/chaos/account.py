"""What was done to the stack, as it was seen; several lanes write to it at once."""

from collections import Counter
from dataclasses import dataclass, field

from tests.chaos.plan import GROUPS_OF, service_of
from tests.chaos.traps import Moment, Outcome


@dataclass(frozen=True, slots=True)
class Freeze:
    """A worker that stood still in a transaction of ``group`` for ``seconds``; what became of that when it was woken."""

    worker: str
    group: str
    moment: Moment
    seconds: float
    outcome: Outcome | None


@dataclass(slots=True)
class Account:
    """Appending to lists is safe between threads; each number is written by one lane."""

    kills: list[str] = field(default_factory=list)
    """Workers, in order."""
    freezes: list[Freeze] = field(default_factory=list)
    missed_traps: int = 0
    """Traps that nobody walked into in time."""
    valkey_kills: int = 0
    valkey_flushes: int = 0
    broker_kills: list[str] = field(default_factory=list)
    broker_freezes: list[str] = field(default_factory=list)

    def kills_by_group(self) -> dict[str, int]:
        """A process of two groups counts for both."""
        found = Counter(group for worker in self.kills for group in GROUPS_OF[service_of(worker)])
        return {group: found[group] for groups in GROUPS_OF.values() for group in groups}

    def freezes_by_group(self) -> dict[tuple[str, Moment], int]:
        """By group and moment."""
        return dict(Counter((freeze.group, freeze.moment) for freeze in sorted(self.freezes, key=str)))
