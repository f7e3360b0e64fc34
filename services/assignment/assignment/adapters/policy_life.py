"""The life of an assignment as a routing policy has it: how long offers stand, what hands a lead over."""

from typing import Annotated, Literal

from pydantic import Field

from assignment.adapters.durations import Duration
from assignment.adapters.policy_steps import Text, WhenPart
from assignment.domain.lead import Stage
from assignment.domain.life import AcceptWithin, Handover, Life
from lead_runtime.config import ConfigModel


class AcceptWithinPart(ConfigModel):
    """An offer that nobody answered ``within`` goes to the next. In order, the first whose conditions hold counts."""

    when: WhenPart = WhenPart()
    within: Duration

    def compiled(self) -> AcceptWithin:
        """The rule as the domain wants it."""
        return AcceptWithin(self.within, self.when.compiled())


class HandoverPart(ConfigModel):
    """An activity of the holder with that ``outcome`` sends the lead to somebody of the stage ``to``."""

    outcome: Text
    to: Literal["closer"]
    when: WhenPart = WhenPart()

    def compiled(self) -> Handover:
        """The rule as the domain wants it."""
        return Handover(self.outcome, Stage(self.to), self.when.compiled())


AcceptWithinParts = Annotated[tuple[AcceptWithinPart, ...], Field(max_length=100)]
HandoverParts = Annotated[tuple[HandoverPart, ...], Field(max_length=100)]


def life_of(accept_within: tuple[AcceptWithinPart, ...], handovers: tuple[HandoverPart, ...]) -> Life:
    """Both sections as the domain wants them."""
    return Life(tuple(part.compiled() for part in accept_within), tuple(part.compiled() for part in handovers))
