"""A cycle that no touch opened: only where a hunter has just won the one before, and once for each time."""

from collections.abc import Iterator

from lead_contracts import topics
from lead_contracts.ids import account_handover_id

from .evidence import Evidence
from .facts import Closed, Lead, Verdict
from .report import Kind, Violation

HUNTERS, FARMERS = "outbound", "inbound"


def judge_handover(verdict: Verdict, lead: Lead, evidence: Evidence) -> Iterator[Violation]:
    """All that is wrong with it. The walk over the cycles finds one that came while a cycle was open, or left a gap."""
    mistakes = ", ".join(_mistakes(verdict, lead, evidence))
    if mistakes:
        detail = f"cycle {verdict.cycle} was handed over {mistakes}"
        yield Violation(Kind.HANDOVER_WITHOUT_WIN, verdict.at, detail, lead.lead_id)


def _mistakes(verdict: Verdict, lead: Lead, evidence: Evidence) -> Iterator[str]:
    before = _just_before(verdict, lead)
    if before is None and not evidence.scope.whole(topics.LEADS_QUALIFIED):
        return  # retention took what came before
    if not (isinstance(before, Closed) and before.outcome == "won" and before.cycle + 1 == verdict.cycle):
        yield "though the cycle before was not won just then"
    elif verdict.touch_id != account_handover_id(lead.lead_id, before.request_id or ""):
        yield "by another request than the one that won the cycle before"
    opening = lead.openings.get((verdict.cycle or 0) - 1)
    if opening is not None and opening.motion != HUNTERS:
        yield f"though the cycle before was {opening.motion}, not a hunter's"
    if verdict.motion != FARMERS:
        yield f"to {verdict.motion}, not to a farmer"
    if verdict.received_at != verdict.decided_at:
        yield "with a clock that runs from another instant than that of the verdict"


def _just_before(verdict: Verdict, lead: Lead) -> Verdict | Closed | None:
    place = next(place for place, decision in enumerate(lead.decisions) if decision is verdict)
    return lead.decisions[place - 1] if place else None
