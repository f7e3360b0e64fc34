"""A hunter won the account: a farmer goes on with it, in a cycle of its own that no touch opened."""

from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from qualification.domain.handover import Opening
from qualification.domain.knowledge import current
from qualification.domain.lead import Lead
from qualification.domain.reading import in_order, of_person
from qualification.domain.reason import Reason
from qualification.domain.rules import NoRuleSet, RuleBook, RuleSet
from qualification.domain.touch import Motion
from qualification.domain.verdict import Case, Verdict, decide

ACCOUNT_HANDOVER: Final = "account_handover"
"""Why the cycle opened, and the first of its reasons."""
WON: Final = "won"
FARMERS: Final[Motion] = "inbound"
HUNTERS: Final[Motion] = "outbound"


class HandedOver(NamedTuple):
    """``lead``: with its next cycle open; ``verdict``: on what is known of it now, by ``rules``."""

    lead: Lead
    verdict: Verdict
    rules: RuleSet


def to_farmer(won: Lead, closed: Lead, book: RuleBook, now: datetime) -> HandedOver | None:
    """The lead after its cycle was won, as it goes on with a farmer; None where it was a farmer's, or rules keep it.

    ``won``: before the cycle was closed; ``closed``: after it. Raises NoRuleSet.
    """
    if _opened_as(won) != HUNTERS or not book.at(HUNTERS, now).hands_over:
        return None
    rules = book.at(won.motion or HUNTERS, now)
    return HandedOver(_reopened(won, closed, now), _verdict(won, rules, book, now), rules)


def _opened_as(lead: Lead) -> Motion | None:
    """Whose cycle it is: assignment goes by the motion in which it opened, whatever touches came since."""
    return (lead.opening.motion if lead.opening else None) or lead.motion


def _reopened(won: Lead, closed: Lead, now: datetime) -> Lead:
    came = won.opening
    opening = Opening(now, came.channel, came.source, came.campaign, FARMERS, handed_over=True) if came else None
    return replace(
        closed, standing="open", motion=FARMERS, motion_at=now, cycle=won.cycle + 1, opening=opening, changed_at=now
    )


def _verdict(won: Lead, rules: RuleSet, book: RuleBook, now: datetime) -> Verdict:
    """What the rules of the cycle say of it today. Nothing turns down who is a customer already."""
    facts = {**in_order(won.facts), **_circumstances(won), **of_person(current(won.contact), rules.terms)}
    verdict = decide(Case(facts, won.marks), rules, now)
    reasons = verdict.reasons[1:] if verdict.reason_code else verdict.reasons
    by = f" by {won.owner.rep_id}" if won.owner else ""
    return verdict._replace(
        reason_code=None,
        priority=_priority(verdict, book, now),
        reasons=(Reason(ACCOUNT_HANDOVER, 0, f"cycle {won.cycle} was won{by}"), *reasons),
    )


def _circumstances(won: Lead) -> dict[str, str]:
    """How the lead had come."""
    came = won.opening
    if came is None:
        return {}
    seen = {"source": came.source, "channel": came.channel}
    return seen if came.campaign is None else {**seen, "campaign": came.campaign}


def _priority(verdict: Verdict, book: RuleBook, now: datetime) -> int:
    """Among the leads of farmers, whose priorities are not those of hunters."""
    try:
        return book.at(FARMERS, now).thresholds.priority[verdict.grade]
    except NoRuleSet:
        return verdict.priority
