"""One lead told to the monitor's rules, with a clock that the test moves. Times are in hours from noon of a day."""

from datetime import UTC, datetime, timedelta

from sla_monitor.domain.alerts import Alert
from sla_monitor.domain.facts import Acted, Closed, Disqualified, Fact, Held, Merged, Qualified, Received, Vacated
from sla_monitor.domain.monitor import due, fire, fold
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.watch import Watch

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
POLICY = Policy(
    name="standard",
    version=1,
    first_response=timedelta(hours=24),
    warn_share=0.75,
    response_kinds=frozenset({"call", "email", "meeting", "demo", "social"}),
    live_limit=timedelta(hours=72),
    backdating_limit=timedelta(hours=72),
    verdict_within=timedelta(minutes=15),
    owner_within=timedelta(minutes=15),
    keep=timedelta(days=90),
)


def at(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def received(touch: str = "t1", hours: float = 0, *, acted: float | None = None, test: bool = False) -> Received:
    """Live if ``acted`` is given, else from a list."""
    return Received(touch, acted is not None, at(hours), None if acted is None else at(acted), test)


def qualified(touch: str = "t1", cycle: int = 1, hours: float = 0.01, *, received: float = 0) -> Qualified:
    return Qualified(touch, cycle, at(received), at(hours), "inbound")


def merged(touch: str, cycle: int = 1) -> Merged:
    return Merged(touch, cycle)


def disqualified(touch: str = "t1") -> Disqualified:
    return Disqualified(touch)


def assigned(rep: str = "ada", cycle: int = 1, hours: float = 0.02) -> Held:
    return Held(cycle, rep, at(hours), "emea")


def unassigned(reason: str = "no_capacity", cycle: int = 1, hours: float = 0.02) -> Vacated:
    return Vacated(cycle, reason, at(hours))


def closed(cycle: int = 1, hours: float = 1) -> Closed:
    return Closed(cycle, at(hours))


def call(hours: float, *, entered: float | None = None, rep: str = "ada", automated: bool = False) -> Acted:
    return Acted("call", True, automated, at(hours), at(hours if entered is None else entered), rep)


class Story:
    """``said``: everything that the monitor has said so far."""

    def __init__(self, policy: Policy = POLICY) -> None:
        self.policy, self.watch, self.now = policy, Watch(), NOON
        self.said: list[Alert] = []

    def tell(self, *facts: Fact) -> "Story":
        """The monitor reads the facts now."""
        for fact in facts:
            self.watch, said = fold(self.watch, fact, self.now, self.policy)
            self.said.extend(said)
        return self

    def until(self, hours: float) -> "Story":
        """Time goes on; every timer fires at its instant."""
        while (instant := due(self.watch)) is not None and instant <= at(hours):
            self.now = max(self.now, instant)
            self._fire()
        self.now = max(self.now, at(hours))
        return self

    def down_until(self, hours: float) -> "Story":
        """Time goes on without the monitor; what fell due fires when it is back."""
        self.now = at(hours)
        return self

    def back(self) -> "Story":
        return self.until((self.now - NOON) / timedelta(hours=1))

    def names(self) -> list[str]:
        """What was said, by name."""
        return [type(alert).__name__ for alert in self.said]

    def clock_names(self) -> list[str]:
        """What was said about clocks, by name."""
        return [name for name in self.names() if name != "Stuck"]

    def _fire(self) -> None:
        self.watch, said = fire(self.watch, self.now, self.policy)
        assert said, "a timer fired and had nothing to say"
        self.said.extend(said)
