"""Who has the lead: the owners of the newest cycle, in the order of their instants."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sla_monitor.domain.facts import Held, Vacated
from sla_monitor.domain.watch import Holding, Watch

MOST_HOLDINGS: Final = 16
"""The newest that are kept."""


def learn(watch: Watch, fact: Held | Vacated) -> Watch:
    """A rep has it, or nobody."""
    watch = in_cycle(watch, fact.cycle)
    if isinstance(fact, Vacated):
        return vacated(watch, fact.cycle, fact.at, fact.reason)
    return _with(watch, fact.cycle, Holding(fact.at, fact.rep, fact.team))


def vacated(watch: Watch, cycle: int, at: datetime, reason: str) -> Watch:
    """Since ``at`` nobody has it."""
    return _with(watch, cycle, Holding(at, reason=reason))


def in_cycle(watch: Watch, cycle: int) -> Watch:
    """Cycle ``cycle`` exists; who had the lead in those before it is history."""
    return watch if cycle <= watch.cycle else replace(watch, cycle=cycle, holdings=())


def _with(watch: Watch, cycle: int, holding: Holding) -> Watch:
    if cycle != watch.cycle or holding in watch.holdings:
        return watch
    known = sorted((*watch.holdings, holding), key=lambda held: (held.since, held.rep != "", held.rep, held.reason))
    # An interval without an owner matters while it lasts; the owners before it are the history.
    kept = [held for held in known[:-1] if held.rep] + known[-1:]
    return replace(watch, holdings=tuple(kept[-MOST_HOLDINGS:]))
