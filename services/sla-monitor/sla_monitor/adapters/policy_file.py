"""A policy as a YAML file, and as the content of a published version: what it may hold and its checks."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from lead_contracts.values import ActivityKind, Id
from lead_runtime.config import ConfigModel
from sla_monitor.domain.policy import Policy

LONGEST_HOURS = 24 * 365
Hours = Annotated[float, Field(gt=0, le=LONGEST_HOURS)]
Minutes = Annotated[float, Field(gt=0, le=LONGEST_HOURS * 60)]


class FirstResponse(ConfigModel):
    """The time to the first human response. ``warn_at_percent``: of ``within_hours``; 0 is never."""

    within_hours: Hours
    warn_at_percent: Annotated[float, Field(ge=0, lt=100)]
    responses: Annotated[tuple[ActivityKind, ...], Field(min_length=1)]
    live_limit_hours: Hours
    backdating_limit_hours: Hours


class Stuck(ConfigModel):
    """How long a lead may stay without a verdict, and without an owner."""

    without_verdict_minutes: Minutes
    without_owner_minutes: Minutes


class PolicyFile(ConfigModel):
    """One policy; versions are counted by ``name``."""

    name: Id
    first_response: FirstResponse
    stuck: Stuck
    keep_days: Annotated[float, Field(ge=1, le=3650)]

    @model_validator(mode="after")
    def _is_kept_past_its_deadlines(self) -> Self:
        clock = self.first_response
        if self.keep_days * 24 < clock.within_hours + clock.backdating_limit_hours:
            raise ValueError("keep_days must be longer than within_hours and backdating_limit_hours together")
        return self

    def policy(self, version: int) -> Policy:
        """The policy that the clocks run by."""
        clock = self.first_response
        return Policy(
            name=self.name,
            version=version,
            first_response=timedelta(hours=clock.within_hours),
            warn_share=clock.warn_at_percent / 100,
            response_kinds=frozenset(clock.responses),
            live_limit=timedelta(hours=clock.live_limit_hours),
            backdating_limit=timedelta(hours=clock.backdating_limit_hours),
            verdict_within=timedelta(minutes=self.stuck.without_verdict_minutes),
            owner_within=timedelta(minutes=self.stuck.without_owner_minutes),
            keep=timedelta(days=self.keep_days),
        )
