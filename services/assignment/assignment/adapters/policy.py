"""The routing policy: its file, its published content, and the version in force at an instant."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator
from structlog import get_logger

from assignment.adapters.policy_life import AcceptWithinParts, HandoverParts, life_of
from assignment.adapters.policy_steps import Countries, FairnessPart, Name, StepPart, in_order
from assignment.domain.lead import Motion
from assignment.domain.policy_ref import PolicyRef
from assignment.domain.routing import ANYBODY, ONE_POOL, RoutingPolicy, Rule
from lead_contracts.events import ConfigPublished
from lead_contracts.topics import CONFIG_VERSIONS
from lead_runtime.config import ConfigModel
from lead_runtime.engine.api import Globals

KIND: Final = "routing"
log = get_logger(__name__)


class PoolPart(ConfigModel):
    """A pool: reps who share capacity."""

    fallback: Name | None = None
    """Takes over what comes while the pool has nobody of the role at all. It has no fallback itself."""


class Conditions(ConfigModel):
    """All that are given must hold; ``country`` is ISO 3166 alpha-2, one or several."""

    motion: Motion | None = None
    country: Countries | None = None


class RulePart(ConfigModel):
    """Sends what fits to a pool."""

    when: Conditions
    pool: Name


class RoutingFile(ConfigModel):
    """A routing policy as it is written and published.

    ``rules``: which pool; in order, the first that fits wins. ``steps``: who in the pool; in order, the first that has
    somebody free wins. No steps: anybody. ``accept_within`` and ``handovers``: the life of an assignment.
    """

    name: Name
    pools: dict[Name, PoolPart] = Field(min_length=1)
    rules: tuple[RulePart, ...] = ()
    default_pool: Name
    steps: Annotated[tuple[StepPart, ...], AfterValidator(in_order)] = ()
    fairness: FairnessPart = FairnessPart()
    accept_within: AcceptWithinParts = ()
    handovers: HandoverParts = ()

    @model_validator(mode="after")
    def _pools_exist(self) -> Self:
        fallbacks = {part.fallback for part in self.pools.values() if part.fallback}
        named = {self.default_pool, *fallbacks, *(rule.pool for rule in self.rules)}
        if missing := sorted(named - self.pools.keys()):
            raise ValueError(f"not among the pools: {', '.join(missing)}")
        if chained := sorted(pool for pool in fallbacks if self.pools[pool].fallback):
            raise ValueError(f"a fallback cannot have one itself: {', '.join(chained)}")
        return self


def compile_policy(file: RoutingFile, version: int) -> RoutingPolicy:
    """The policy as the domain wants it."""
    rules = tuple(
        Rule(part.pool, part.when.motion, frozenset(part.when.country) if part.when.country else None)
        for part in file.rules
    )
    fallbacks = {name: part.fallback for name, part in file.pools.items() if part.fallback}
    return RoutingPolicy(
        ref=PolicyRef(file.name, version),
        default_pool=file.default_pool,
        rules=rules,
        fallbacks=fallbacks,
        steps=tuple(step.compiled() for step in file.steps) or (ANYBODY,),
        catch_up=file.fairness.limit,
        life=life_of(file.accept_within, file.handovers),
    )


class Shelf:
    """The published policies, compiled once. It belongs to one topology."""

    def __init__(self) -> None:
        self._of: Globals | None = None
        self._version = -1
        self._policies: list[tuple[datetime, RoutingPolicy]] = []

    def in_force(self, world: Globals, now: datetime) -> RoutingPolicy:
        """The newest version that has taken effect; before the first one, a single pool for all."""
        version = world.version(CONFIG_VERSIONS)
        if world is not self._of or version != self._version:
            self._of, self._version = world, version
            self._policies = sorted(_compiled(world), key=lambda each: (each[0], each[1].ref.version), reverse=True)
        return next((policy for since, policy in self._policies if since <= now), ONE_POOL)


def _compiled(world: Globals) -> Iterator[tuple[datetime, RoutingPolicy]]:
    for event in world.items(CONFIG_VERSIONS).values():
        if isinstance(event, ConfigPublished) and event.kind == KIND:
            try:
                file = RoutingFile.model_validate({"name": event.name, **event.content})
            except ValidationError as error:
                # The version before it stays in force: a policy that this release cannot read must not stop the leads.
                log.error(
                    "routing_policy_unreadable", name=event.name, version=event.version, errors=error.error_count()
                )
            else:
                yield event.effective_from, compile_policy(file, event.version)
