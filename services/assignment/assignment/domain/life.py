"""The rules for the life of an assignment: how long an offer stands, and what moves a lead from one stage to the next."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assignment.domain.conditions import When
from assignment.domain.lead import Lead, Stage


@dataclass(frozen=True, slots=True)
class AcceptWithin:
    """An offer of what fits stands so long."""

    within: timedelta
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class Handover:
    """What fits needs somebody of the stage ``to`` once its holder has reached that outcome with it."""

    outcome: str
    to: Stage
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class Life:
    """``accept_within`` and ``handovers``: in order, the first that fits counts."""

    accept_within: tuple[AcceptWithin, ...] = ()
    handovers: tuple[Handover, ...] = ()

    def accept_by(self, lead: Lead, stage: Stage, now: datetime) -> datetime | None:
        """Until when (UTC) an offer made ``now`` stands; None: until it is answered."""
        within = next((rule.within for rule in self.accept_within if rule.when.fits(lead, stage)), None)
        return None if within is None else now + within

    def stage_after(self, lead: Lead, stage: Stage, outcome: str) -> Stage | None:
        """The stage that the lead goes to by that outcome, or None where it stays."""
        fitting = (rule.to for rule in self.handovers if rule.outcome == outcome and rule.when.fits(lead, stage))
        to = next(fitting, None)
        return None if to is stage else to

    def listens_to(self, outcome: str) -> bool:
        """Whether anything depends on that outcome."""
        return any(rule.outcome == outcome for rule in self.handovers)


NO_RULES = Life()
"""Offers stand until they are answered, and nothing is handed over."""
