"""The paths of the HTTP side."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path

from lead_runtime.http.auth import require
from lead_runtime.http.problems import not_found, unavailable
from qualification.adapters.http.bodies import DryRunBody, LeadBody, RulesBody, RuleSetBody, VerdictsBody
from qualification.adapters.translate import touch_of
from qualification.application.current_rules import current_rules
from qualification.application.dry_run import dry_run
from qualification.application.explain import explained
from qualification.application.ports import HistoryAway, RuleShelf, VerdictHistory
from qualification.domain.rules import QualificationError, UnreadableRuleSet


def router(shelf: RuleShelf, history: VerdictHistory, clock: Callable[[], datetime]) -> APIRouter:
    """``/v1/rules``, ``/v1/rules/dry-run``, ``/v1/leads/{lead_id}/verdicts``."""
    routes = APIRouter(prefix="/v1")

    @routes.get("/rules", dependencies=[Depends(require("marketing", "rep", "manager", "ops"))])
    async def rules() -> RulesBody:
        """Every published rule set, the newest first, and which of them decide now."""
        try:
            found = current_rules(shelf, clock())
        except UnreadableRuleSet as error:
            raise unavailable(str(error)) from None
        return RulesBody(rules=[RuleSetBody.of(version, in_effect) for version, in_effect in found])

    @routes.post("/rules/dry-run", dependencies=[Depends(require("marketing", "manager", "ops"))])
    async def try_lead(body: LeadBody) -> DryRunBody:
        """What the rules in effect would say of a lead. Nothing is kept, nobody is told."""
        now = clock()
        try:
            return DryRunBody.of(dry_run(touch_of(body.as_event(now)), shelf, now))
        except QualificationError as error:
            raise unavailable(str(error)) from None

    @routes.get("/leads/{lead_id}/verdicts", dependencies=[Depends(require("marketing", "rep", "manager", "ops"))])
    async def verdicts(lead_id: Annotated[str, Path(max_length=512)]) -> VerdictsBody:
        """What was decided about a lead and why, the newest first; each verdict says it ``in_words`` too."""
        try:
            told = await history.of(lead_id)
        except HistoryAway:
            raise unavailable("The verdicts cannot be read at the moment.") from None
        if not told:
            raise not_found("No verdict on such a lead is known, or it is too long ago.")
        return VerdictsBody.model_validate({"lead_id": lead_id, "verdicts": explained(told, shelf)})

    return routes
