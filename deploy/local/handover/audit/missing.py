"""What the monitor owes: a breach for every deadline that passed unanswered, a withdrawal for every one that was none."""

from collections.abc import Iterator

from lead_contracts import topics

from .clocks import FIRST_RESPONSE, Clock, Terms
from .facts import Alert, Touch, Verdict
from .hearing import Hearing
from .report import Kind, Violation

GROUPS = ("sla-monitor",)


def judge_missing(hearing: Hearing) -> Iterator[Violation]:
    """Alerts and withdrawals that should be on the log by now."""
    if hearing.evidence.dead_letters.hold_lead(hearing.lead.lead_id, GROUPS):
        return
    for opening in hearing.lead.openings.values():
        touch = hearing.lead.starts.get(opening.touch_id)
        if touch is not None:
            yield from _judge_cycle(opening, touch, hearing)
    for alert in hearing.standing_breaches():
        yield from _judge_breach(alert, hearing)


def _judge_cycle(opening: Verdict, touch: Touch, hearing: Hearing) -> Iterator[Violation]:
    standing = (alert for alert in hearing.standing_breaches() if alert.clock == FIRST_RESPONSE)
    if any(hearing.is_about(alert, opening) for alert in standing):
        return
    clocks = [Clock(terms.start_of(touch), terms) for terms in _terms(opening, touch, hearing)]
    if clocks and all(_is_owed(clock, opening, touch, hearing) for clock in clocks):
        due = max(clock.due for clock in clocks)
        detail = f"cycle {opening.cycle} was due at {due:%Y-%m-%d %H:%M:%S}, nobody answered, no breach was raised"
        yield Violation(Kind.ALERT_MISSING, opening.at, detail, hearing.lead.lead_id)


def _terms(opening: Verdict, touch: Touch, hearing: Hearing) -> list[Terms]:
    """The policies that may be in force for a clock: the one that its alerts name, else all since the touch arrived."""
    named = {alert.policy for alert in hearing.alerts if hearing.is_about(alert, opening)}
    known = [terms for version in named if (terms := hearing.terms(version))]
    scope = hearing.evidence.scope
    since = touch.at.time - scope.leeway
    published = hearing.evidence.versions.in_force("sla", since, max(since, scope.read_until))
    return known or [each.terms for each in published if each.terms]


def _is_owed(clock: Clock, opening: Verdict, touch: Touch, hearing: Hearing) -> bool:
    scope, latest = hearing.evidence.scope, max(clock.due, opening.at.time, touch.at.time)
    in_reach = scope.reaches(topics.SLA_ALERTS, clock.due) and scope.reaches(topics.LEADS_ACTIVITIES, clock.start)
    answered = next(hearing.replies_in_time(clock), None)
    return scope.settled(latest) and in_reach and not answered and not hearing.ended_by(clock, opening.cycle)


def _judge_breach(alert: Alert, hearing: Hearing) -> Iterator[Violation]:
    """A reply in time that the monitor could not know when it raised the breach must have withdrawn it."""
    own = hearing.clock_of(alert)
    if own is None or not hearing.touches_of(alert) or alert.clock != FIRST_RESPONSE:
        return
    clocks = [own, *_taken_over_by(alert, own.terms, hearing)]
    scope = hearing.evidence.scope
    late = own.due - scope.leeway
    for reply in hearing.lead.replies:
        in_time = all(clock.is_answered_by(reply) for clock in clocks)
        if in_time and reply.at.time > late and scope.settled(reply.at.time):
            detail = f"breach of cycle {alert.cycle or '-'} was answered in time, see {reply.at}, and stands"
            yield Violation(Kind.WITHDRAWAL_MISSING, alert.at, detail, hearing.lead.lead_id)
            return


def _taken_over_by(alert: Alert, terms: Terms, hearing: Hearing) -> Iterator[Clock]:
    opening = hearing.lead.openings.get(alert.cycle) if alert.cycle else None
    touch = hearing.lead.starts.get(opening.touch_id) if opening else None
    if opening and touch and hearing.is_about(alert, opening):
        yield Clock(terms.start_of(touch), terms)
