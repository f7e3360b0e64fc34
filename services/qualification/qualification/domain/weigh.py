"""A touch under a rule book: whose rules decide, what it counts, the verdict. Judging and replaying share it."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from qualification.domain.engagement import Mark
from qualification.domain.reading import circumstances, facts_of, of_person
from qualification.domain.reason import Reason
from qualification.domain.rules import RuleBook, RuleSet
from qualification.domain.touch import Motion, Touch
from qualification.domain.verdict import Case, Verdict, count, decide


class Before(NamedTuple):
    """What mattered of the lead when the touch came, beside what is known of it.

    ``motion``: whose rules decided last; ``at_once``: on a touch of the same instant as this one; ``is_open``: a cycle
    was open; ``suppressed``: nobody may contact the person. ``marks``: what was counted earlier.
    """

    motion: Motion | None = None
    at_once: bool = False
    is_open: bool = False
    suppressed: bool = False
    marks: tuple[Mark, ...] = ()


class Weighed(NamedTuple):
    """``said``: what the rules saw of the touch alone, its circumstances among it, and nothing of one that was set aside.

    ``counting``: the set by which the touch counts, that of its own motion; ``rules``: the set that decided.
    """

    motion: Motion
    said: Mapping[str, str]
    mark: Mark
    verdict: Verdict
    counting: RuleSet
    rules: RuleSet


def weigh(
    touch: Touch, before: Before, seen: Mapping[str, str], contact: Mapping[str, str], book: RuleBook, now: datetime
) -> Weighed:
    """Judges a touch by all that is ``seen`` of the lead and known of the contact. Raises NoRuleSet."""
    own = book.at(touch.motion, now)
    motion, conflict = _motion(before, touch, book, now)
    rules = own if motion == touch.motion else book.at(motion, now)
    person = of_person(touch.contact, own.terms)
    said = {**facts_of(touch, own.reads), **circumstances(touch), **person}
    mark, points = count(touch, said, own)
    if rules is not own or contact != touch.contact:
        person = of_person(contact, rules.terms)
    verdict = decide(Case({**seen, **person}, before.marks, mark, points), rules, now)
    if conflict:
        verdict = verdict._replace(reasons=(*conflict, *verdict.reasons))
    return Weighed(motion, said, mark, verdict, own, rules)


def set_aside(touch: Touch, before: Before, seen: Mapping[str, str], book: RuleBook, now: datetime) -> Weighed:
    """Turns down a test, or a touch of somebody who must not be contacted: it counts nothing. Raises NoRuleSet."""
    motion = before.motion if before.is_open and before.motion else touch.motion
    rules = book.at(motion, now)
    case = Case(seen, before.marks, is_test=touch.is_test, suppressed=before.suppressed)
    return Weighed(motion, {}, Mark(touch.touch_id, touch.at), decide(case, rules, now), rules, rules)


def _motion(before: Before, touch: Touch, book: RuleBook, now: datetime) -> tuple[Motion, tuple[Reason, ...]]:
    """Whose rules decide. An open cycle keeps its motion unless its own rules let the touch switch it.

    Of two touches at one instant that open nothing the inbound one decides, whichever arrives first.
    """
    if before.motion is None or before.motion == touch.motion:
        return touch.motion, ()
    if not before.is_open:
        return ("inbound" if before.at_once else touch.motion), ()
    does = book.at(before.motion, now).other_motion
    evidence = f"{touch.motion} touch in an {before.motion} cycle"
    return (touch.motion if does == "switch" else before.motion), (Reason(f"motion.{does}", 0, evidence),)
