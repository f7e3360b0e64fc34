"""Who has to do with a company: the reps who hold, or won, leads of its domain. Bounded, and forgotten after a year."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

MOST: Final = 8
REMEMBERED: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Stake:
    """A rep of the account. ``held``: open leads; ``won``: won one at some time."""

    rep_id: str
    held: int = 0
    won: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """The reps of a company, who came last first. ``changed_at``: UTC."""

    stakes: tuple[Stake, ...]
    changed_at: datetime

    @property
    def owners(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(stake.rep_id for stake in self.stakes)


def taken(before: Account | None, rep_id: str, now: datetime) -> Account:
    """The rep has one more open lead of the company."""
    stakes = before.stakes if before else ()
    mine, others = Stake(rep_id, held=1), []
    for stake in stakes:
        if stake.rep_id == rep_id:
            mine = replace(stake, held=stake.held + 1)
        else:
            others.append(stake)
    return Account((mine, *others)[:MOST], now)


def freed(before: Account, rep_id: str, now: datetime, *, won: bool = False) -> Account | None:
    """The rep has one less; who has none left and won none has nothing to do with it any more. None: nobody has."""
    stakes = tuple(
        stake
        for each in before.stakes
        if (stake := _less(each, won=won) if each.rep_id == rep_id else each).held or stake.won
    )
    return Account(stakes, now) if stakes else None


def _less(stake: Stake, *, won: bool) -> Stake:
    return replace(stake, held=max(0, stake.held - 1), won=stake.won or won)
