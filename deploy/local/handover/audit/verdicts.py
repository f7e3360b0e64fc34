"""Promise 2, one verdict: every touch is decided exactly once, and the cycles of a lead follow one another."""

from collections.abc import Iterator

from lead_contracts import topics

from .evidence import Evidence
from .facts import Closed, Lead, Verdict
from .handovers import judge_handover
from .report import Kind, Violation


def judge_verdicts(lead: Lead, evidence: Evidence) -> Iterator[Violation]:
    """All that is wrong with the verdicts of a lead."""
    first, repeated = _first_verdicts(lead)
    yield from _touches_without_verdict(lead, first, evidence)
    for verdict in repeated:
        yield _violation(Kind.TOUCH_DECIDED_TWICE, verdict, lead, f"touch {verdict.touch_id} has a verdict already")
    for verdict in first.values():
        yield from _judge_one(verdict, lead, evidence)
    yield from _judge_cycles(lead, set(map(id, repeated)), evidence)


def _first_verdicts(lead: Lead) -> tuple[dict[str, Verdict], list[Verdict]]:
    first: dict[str, Verdict] = {}
    repeated = [verdict for verdict in lead.verdicts if first.setdefault(verdict.touch_id, verdict) is not verdict]
    return first, repeated


def _touches_without_verdict(lead: Lead, decided: dict[str, Verdict], evidence: Evidence) -> Iterator[Violation]:
    scope = evidence.scope
    for touch in lead.touches.values():
        if touch.touch_id in decided or touch.touch_id in lead.moved:
            continue
        due = touch.at.time + evidence.versions.may_wait(touch, scope.leeway)
        if not (scope.settled(due) and scope.reaches(topics.LEADS_QUALIFIED, touch.at.time)):
            continue
        if not evidence.dead_letters.hold_touch(lead.lead_id, touch.touch_id):
            detail = f"touch {touch.touch_id} has no verdict"
            yield Violation(Kind.TOUCH_WITHOUT_VERDICT, touch.at, detail, lead.lead_id)


def _judge_one(verdict: Verdict, lead: Lead, evidence: Evidence) -> Iterator[Violation]:
    known = verdict.touch_id in lead.touches
    if verdict.handed_over:
        yield from judge_handover(verdict, lead, evidence)
    elif not known and evidence.scope.reaches(topics.LEADS_RECEIVED, verdict.received_at):
        yield _violation(Kind.VERDICT_WITHOUT_TOUCH, verdict, lead, f"touch {verdict.touch_id} was never received")
    if not evidence.versions.effective("rules", verdict.rule_set, verdict.decided_at):
        detail = f"rule set {verdict.rule_set} was not in effect at {verdict.decided_at:%Y-%m-%d %H:%M:%S}"
        yield _violation(Kind.UNKNOWN_RULE_SET, verdict, lead, detail)


def _judge_cycles(lead: Lead, skip: set[int], evidence: Evidence) -> Iterator[Violation]:
    """Walks the log of a lead: opened, touched while open, closed, opened again.

    Where retention has shortened the topic, the walk begins at the first opening that is left.
    """
    last, is_open, begun = 0, False, evidence.scope.whole(topics.LEADS_QUALIFIED)
    for decision in lead.decisions:
        if id(decision) in skip:
            continue
        if isinstance(decision, Verdict) and decision.outcome == "qualified":
            cycle = decision.cycle or 0
            yield from _judge_opening(decision, lead, last if begun else cycle - 1, is_open)
            last, is_open, begun = cycle, True, True
        elif begun:
            yield from _judge_use(decision, lead, open_cycle=last if is_open else None)
            is_open = is_open and not isinstance(decision, Closed)


def _judge_use(decision: Verdict | Closed, lead: Lead, open_cycle: int | None) -> Iterator[Violation]:
    if isinstance(decision, Closed):
        kind = Kind.CLOSED_WITHOUT_CYCLE
    elif decision.outcome == "touched":
        kind = Kind.TOUCHED_CLOSED_CYCLE
    else:
        return
    if decision.cycle != open_cycle:
        yield _violation(kind, decision, lead, f"cycle {decision.cycle} was not open")


def _judge_opening(verdict: Verdict, lead: Lead, last: int, is_open: bool) -> Iterator[Violation]:
    if is_open:
        yield _violation(Kind.CYCLE_OPENED_WHILE_OPEN, verdict, lead, f"cycle {last} was still open")
    elif verdict.cycle != last + 1:
        yield _violation(Kind.CYCLE_GAP, verdict, lead, f"cycle {verdict.cycle} followed cycle {last}")


def _violation(kind: Kind, decision: Verdict | Closed, lead: Lead, detail: str) -> Violation:
    return Violation(kind, decision.at, detail, lead.lead_id)
