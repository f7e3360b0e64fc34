"""Which pool a lead goes to, and by which steps somebody in it is found: the first that has somebody free wins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from assignment.domain.conditions import When
from assignment.domain.lead import Motion
from assignment.domain.life import NO_RULES, Life
from assignment.domain.policy_ref import PolicyRef


@dataclass(frozen=True, slots=True)
class Rule:
    """Sends what fits to ``pool``; a condition that is None fits everything. ``countries``: ISO 3166 alpha-2."""

    pool: str
    motion: Motion | None = None
    countries: frozenset[str] | None = None

    def fits(self, motion: Motion, country: str | None) -> bool:
        """Whether a lead of that motion and country falls under the rule."""
        return self.motion in (None, motion) and (self.countries is None or country in self.countries)


ALWAYS: Final = When()
"""Every lead."""


class Kind(StrEnum):
    """Whom a step is about."""

    OWNER = "owner"
    """Who has to do with the company, or had the cycle before."""
    ACCOUNTS = "accounts"
    """Whose named accounts hold the company's domain."""
    MATCH = "match"
    """Whose territory, skills or languages are those of the lead."""
    TEAM = "team"
    ANYBODY = "anybody"
    QUEUE = "queue"
    """Nobody: the lead waits, to be given out by hand, or for somebody of an earlier step."""


class Owner(StrEnum):
    """Whose a lead is already."""

    ACCOUNT = "account"
    """Who holds, or won, another lead of the same company's domain."""
    EARLIER_CYCLE = "earlier_cycle"
    """Who last had the cycle before."""


class Criterion(StrEnum):
    """What of a rep and a lead is compared."""

    TERRITORY = "territory"
    SKILLS = "skills"
    LANGUAGES = "languages"


class OnReturn(StrEnum):
    """What becomes of the turns that somebody missed."""

    KEEP_TURN = "keep_turn"
    CATCH_UP = "catch_up"


@dataclass(frozen=True, slots=True)
class Step:
    """A step. ``wait``: seconds that a lead waits for its candidates while none is free, before later steps count."""

    name: str
    kind: Kind
    when: When = ALWAYS
    owner: tuple[Owner, ...] = ()
    match: tuple[Criterion, ...] = ()
    team: str | None = None
    queue: str | None = None
    wait: int | None = None


ANYBODY = Step("anybody", Kind.ANYBODY)
"""The one step of a policy that names none."""


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """A published version. ``fallbacks``: from a pool to the one that takes over where a role is missing altogether."""

    ref: PolicyRef
    default_pool: str
    rules: tuple[Rule, ...] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = (ANYBODY,)
    catch_up: int | None = None
    """How many leads of what was missed are caught up at most; None: nothing is, the turn is kept."""
    life: Life = NO_RULES

    def pool_for(self, motion: Motion, country: str | None) -> str:
        """The pool of the first rule that fits, else the default pool."""
        return next((rule.pool for rule in self.rules if rule.fits(motion, country)), self.default_pool)

    @property
    def knows_accounts(self) -> bool:
        """Whether it asks who has to do with a company."""
        for step in self.steps:  # noqa: SIM110 - asked for every lead: any() costs four times as much
            if Owner.ACCOUNT in step.owner:
                return True
        return False


ONE_POOL = RoutingPolicy(PolicyRef("one-pool", 1), "default")
"""In force until a policy is published: one pool for all."""
