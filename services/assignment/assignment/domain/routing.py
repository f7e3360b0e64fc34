"""Which pool a lead goes to: ordered rules, the first that fits wins."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assignment.domain.decision import PolicyRef
from assignment.domain.lead import Motion


@dataclass(frozen=True, slots=True)
class Rule:
    """Sends what fits to ``pool``; a condition that is None fits everything. ``countries``: ISO 3166 alpha-2."""

    pool: str
    motion: Motion | None = None
    countries: frozenset[str] | None = None

    def fits(self, motion: Motion, country: str | None) -> bool:
        """Whether a lead of that motion and country falls under the rule."""
        return self.motion in (None, motion) and (self.countries is None or country in self.countries)


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """A published version. ``fallbacks``: from a pool to the one that takes over where a role is missing altogether."""

    ref: PolicyRef
    default_pool: str
    rules: tuple[Rule, ...] = ()
    fallbacks: Mapping[str, str] = field(default_factory=dict)

    def pool_for(self, motion: Motion, country: str | None) -> str:
        """The pool of the first rule that fits, else the default pool."""
        return next((rule.pool for rule in self.rules if rule.fits(motion, country)), self.default_pool)


ONE_POOL = RoutingPolicy(PolicyRef("one-pool", 1), "default")
"""In force until a policy is published: one pool for all."""
