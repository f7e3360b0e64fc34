"""What the monitor has to say about a whole history, worked out the slow and simple way, with all facts in view at once."""

from dataclasses import dataclass
from datetime import datetime

from sla_monitor.domain.facts import Acted, Closed, Disqualified, Fact, Held, Merged, Qualified, Received, Vacated
from sla_monitor.domain.policy import Policy


@dataclass(frozen=True)
class Expected:
    """By the touch that opened the clock: breached, met (with the instant of the answer), warned.

    ``cycles``: those that breached.
    """

    breached: frozenset[str]
    met: frozenset[tuple[str, datetime]]
    warned: frozenset[str]
    cycles: frozenset[int] = frozenset()


class Reference:
    """Answers from the set of facts, in the order of writing (which only tells which of two waiting touches is first)."""

    def __init__(self, facts: list[Fact], policy: Policy) -> None:
        self.policy = policy
        self.arrivals = {fact.touch: fact for fact in facts if isinstance(fact, Received)}
        self.openers = {fact.cycle: fact for fact in facts if isinstance(fact, Qualified)}
        self.ends = {fact.cycle: fact.at for fact in facts if isinstance(fact, Closed)}
        self.judged = {fact.touch for fact in facts if isinstance(fact, Qualified | Merged | Disqualified)}
        self.named = [fact.cycle for fact in facts if isinstance(fact, Qualified | Merged | Held | Vacated | Closed)]
        self.newest = max(self.named, default=0)
        acts = [fact for fact in facts if isinstance(fact, Acted) and policy.is_response(fact)]
        self.responses = [(min(act.occurred_at, act.recorded_at), act.recorded_at) for act in acts]

    def at(self, now: datetime) -> Expected:
        breached, met, warned, cycles = set[str](), set[tuple[str, datetime]](), set[str](), set[int]()
        for touch, cycle in self.clocks():
            start = self.start(touch)
            due, answer = self.policy.due_at(start), self.answer(start)
            end = self.ends.get(cycle) if cycle else None
            if answer is not None and answer <= due:
                if cycle:
                    met.add((touch, answer))
            elif end is not None and end <= due:
                continue
            elif due <= now:
                breached.add(touch)
                cycles.add(cycle or self.newest + 1)
            elif answer is None and end is None and (self.policy.warn_at(start) or now) <= now:
                warned.add(touch)
        return Expected(frozenset(breached), frozenset(met), frozenset(warned), frozenset(cycles))

    def clocks(self) -> list[tuple[str, int]]:
        """The touch and the cycle (0: not known yet) of every clock."""
        clocks = [(fact.touch, cycle) for cycle, fact in self.openers.items()]
        waiting = [touch for touch, fact in self.arrivals.items() if touch not in self.judged and not fact.test]
        is_open = self.newest in self.openers and self.newest not in self.ends
        if waiting and not is_open:
            clocks.append((waiting[0], 0))
        return clocks

    def start(self, touch: str) -> datetime:
        arrival = self.arrivals.get(touch)
        if arrival is None:
            return next(fact.received_at for fact in self.openers.values() if fact.touch == touch)
        return self.policy.starts_at(arrival)

    def answer(self, start: datetime) -> datetime | None:
        since = [self.policy.counts_at(happened, entered) for happened, entered in self.responses if happened >= start]
        return min(since, default=None)
