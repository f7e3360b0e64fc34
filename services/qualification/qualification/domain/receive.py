"""What a touch does to a lead: opens a cycle, is merged into the open one, or is turned down."""

from dataclasses import replace
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from qualification.domain.basis import Basis, basis_of
from qualification.domain.handover import Opening, since
from qualification.domain.knowledge import Known, current, learn
from qualification.domain.lead import Lead, with_mark
from qualification.domain.reading import circumstances, facts_of, in_order
from qualification.domain.reason import Reason
from qualification.domain.rules import RuleBook, RuleSet
from qualification.domain.touch import Motion, Touch
from qualification.domain.verdict import Verdict
from qualification.domain.weigh import Before, set_aside, weigh

Kind: TypeAlias = Literal["qualified", "disqualified", "touched"]


class Received(NamedTuple):
    """The lead after the touch and the one verdict on it. ``cycle``: the open one, or None.

    ``rules``: the set that decided; ``basis``: by which the touch can be judged again; ``contact_changed``: a
    salesperson now knows something new of the person.
    """

    lead: Lead
    kind: Kind
    cycle: int | None
    motion: Motion
    verdict: Verdict
    rules: RuleSet
    basis: Basis
    contact_changed: bool = False


def receive(
    lead: Lead | None, touch: Touch, book: RuleBook, now: datetime, waited: tuple[Reason, ...] = ()
) -> Received | None:
    """The verdict on a touch, or None when it had one before. Raises NoRuleSet.

    ``waited``: what it says beside its own reasons, of a wait before it.
    """
    before = lead if lead is not None else Lead(changed_at=now)
    if before.knows(touch.touch_id):
        return None
    found = judge(before, touch, book, now)
    if not waited:
        return found
    return found._replace(verdict=found.verdict._replace(reasons=(*found.verdict.reasons, *waited)))


def judge(before: Lead, touch: Touch, book: RuleBook, now: datetime) -> Received:
    """The verdict on a touch that had none. Raises NoRuleSet.

    While a cycle is open every touch but a test is merged into it, and what would turn it down is a reason its owner
    reads: only a close request or a suppression ends a cycle.
    """
    if touch.is_test or before.is_suppressed:
        return _set_aside(before, touch, book, now)
    own = book.at(touch.motion, now)
    facts = learn(before.facts, touch.at, facts_of(touch, own.reads))
    contact = learn(before.contact, touch.at, touch.contact)
    standing, known = _before(before, touch), current(contact)
    weighed = weigh(touch, standing, _seen(facts, touch), known, book, now)
    motion, verdict, rules = weighed.motion, weighed.verdict, weighed.rules
    kind = _kind(before, verdict)
    opening = Opening.of(touch, motion) if kind == "qualified" else before.opening
    after = Lead(
        changed_at=now,
        standing="disqualified" if kind == "disqualified" else "open",
        motion=motion,
        motion_at=touch.at,
        cycle=before.cycle + (kind == "qualified"),
        marks=with_mark(before.marks, weighed.mark),
        facts=facts,
        contact=contact,
        owner=None if kind == "qualified" else before.owner,
        opening=opening,
        work=since(before.work, opening) if opening else (),
    )
    return Received(
        lead=after,
        kind=kind,
        cycle=None if kind == "disqualified" else after.cycle,
        motion=motion,
        verdict=verdict,
        rules=rules,
        basis=basis_of(touch, standing, known, weighed),
        contact_changed=kind == "qualified" or (kind == "touched" and contact is not before.contact),
    )


def _seen(facts: Known, touch: Touch) -> dict[str, str]:
    """What the rules see and the verdict keeps: what is known of the lead, in fixed order, and how this touch came."""
    return {**in_order(facts), **circumstances(touch)}


def _kind(before: Lead, verdict: Verdict) -> Kind:
    if before.is_open:
        return "touched"
    return "qualified" if verdict.reason_code is None else "disqualified"


def _before(lead: Lead, touch: Touch) -> Before:
    at_once = lead.motion_at == touch.at
    return Before(lead.motion, at_once, lead.is_open, lead.is_suppressed, lead.marks)


def _set_aside(before: Lead, touch: Touch, book: RuleBook, now: datetime) -> Received:
    """A test, or a touch of somebody who must not be contacted: known by its id from now on, nothing else is kept."""
    facts = {} if before.is_suppressed else _seen(before.facts, touch)
    standing = _before(before, touch)
    weighed = set_aside(touch, standing, facts, book, now)
    after = replace(
        before,
        changed_at=now,
        standing="disqualified" if before.standing == "new" else before.standing,
        marks=with_mark(before.marks, weighed.mark),
    )
    return Received(
        lead=after,
        kind="disqualified",
        cycle=before.cycle if before.is_open else None,
        motion=weighed.motion,
        verdict=weighed.verdict,
        rules=weighed.rules,
        basis=basis_of(touch, standing, {}, weighed),
    )
