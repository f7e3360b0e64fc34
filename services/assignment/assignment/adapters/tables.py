"""The state of the two groups, in small values: one decision rewrites a rep's load and a lead's placement, no more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assignment.domain.account import REMEMBERED, Account
from assignment.domain.lead import Placement
from assignment.domain.leaver import Leaver
from assignment.domain.rep import Load, Rep, Role
from assignment.domain.waiting import Alarm, Line, Place
from lead_runtime.engine.api import Table

MEMORY: Final = timedelta(days=30)
"""How long the end of a cycle is remembered, to know repeats and late requests."""
_MOST_FORMER: Final = 16
SEPARATOR: Final = "|"
"""Between pool and id in a key; no pool has it in its name."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Who ever was in a pool, by slot."""

    reps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """The pool of a lead's newest cycle. ``ended_at``: when that cycle ended."""

    pool: str
    cycle: int
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """The pool of a rep, and what is needed to tell ``former`` pools, where they may have leads, that they have left."""

    pool: str
    role: Role
    former: tuple[str, ...] = ()

    def moved_to(self, pool: str, role: Role) -> "Station":
        """The same rep in another pool, or in the same with another role."""
        former = tuple(other for other in dict.fromkeys((*self.former, self.pool)) if other != pool)
        return Station(pool, role, former[-_MOST_FORMER:])


def _forgotten(value: Placement | Route) -> datetime | None:
    return None if value.ended_at is None else value.ended_at + MEMORY


# assignment.decide: keys begin with the pool
ROSTERS: Final = Table("rosters", Roster)
REPS: Final = Table("reps", Rep)
LOADS: Final = Table("loads", Load)
PLACEMENTS: Final = Table("placements", Placement, expires=_forgotten)
LEAVERS: Final = Table("leavers", Leaver)
LINES: Final = Table("lines", Line)
PLACES: Final = Table("places", Place)
ALARMS: Final = Table("alarms", Alarm)
ACCOUNTS: Final = Table("accounts", Account, expires=lambda account: account.changed_at + REMEMBERED)

# assignment.route
ROUTES: Final = Table("routes", Route, expires=_forgotten)
STATIONS: Final = Table("stations", Station)


def key_of(pool: str, name: str) -> str:
    """The key of something in a pool."""
    return f"{pool}{SEPARATOR}{name}"


def pool_of(key: str) -> tuple[str, str]:
    """Pool and name of a key."""
    pool, _, name = key.partition(SEPARATOR)
    return pool, name
