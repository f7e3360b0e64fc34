"""The monitor's two moves, on facts and on time. Both are pure: what they need comes in, what they want goes out."""

from datetime import datetime

from sla_monitor.domain.alerts import Alert
from sla_monitor.domain.facts import Fact
from sla_monitor.domain.learning import learn
from sla_monitor.domain.policy import Policy
from sla_monitor.domain.settling import settle
from sla_monitor.domain.timers import due, fire
from sla_monitor.domain.watch import Watch

__all__ = ["due", "fire", "fold"]


def fold(watch: Watch, fact: Fact, now: datetime, policy: Policy) -> tuple[Watch, tuple[Alert, ...]]:
    """What is known after ``fact`` and what that gives to say; the same watch where the fact says nothing new."""
    learned = learn(watch, fact, policy)
    if learned == watch:
        return watch, ()
    return settle(learned, now, policy)
