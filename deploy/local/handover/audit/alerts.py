"""Promise 4, one alert: a breach is exactly one event, never a false one, never a missing one.

The clocks are computed anew from what was received, decided, done and closed. Where the monitor may have seen facts in
another order than their instants say, it gets the benefit of the doubt (``Scope.leeway``).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from lead_contracts import topics

from .clocks import FIRST_RESPONSE, Clock
from .evidence import Evidence
from .facts import Alert, Lead, Touch, Verdict
from .hearing import Hearing
from .missing import GROUPS, judge_missing
from .report import Kind, Violation


def judge_alerts(lead: Lead, evidence: Evidence) -> Iterator[Violation]:
    """All that is wrong with the alerts on a lead."""
    hearing = Hearing(lead, evidence)
    yield from _judge_repeats(hearing)
    yield from _judge_withdrawals(hearing)
    for alert in hearing.alerts:
        yield from _judge_alert(alert, hearing)
    yield from judge_missing(hearing)


def _judge_repeats(hearing: Hearing) -> Iterator[Violation]:
    """One of each rung for each clock; of the breaches that stand, one for each cycle."""
    rungs: Counter[tuple[object, ...]] = Counter()
    for alert in hearing.alerts:
        rung = alert.step, alert.clock, alert.rung, alert.cycle, alert.started_at
        rungs[rung] += 1
        if rungs[rung] > 1 + len(hearing.disqualified_at(alert)):
            yield _violation(Kind.ALERT_DOUBLED, alert, hearing, "was raised before on the same clock")
    for opening in hearing.lead.openings.values():
        for alert in list(_standing_for(opening, hearing))[1:]:
            yield _violation(Kind.ALERT_DOUBLED, alert, hearing, "was raised before for the same cycle")


def _standing_for(opening: Verdict, hearing: Hearing) -> Iterator[Alert]:
    """The breaches that must be about the cycle: one of each start, without what another touch may have left there."""
    by_start: defaultdict[datetime, list[Alert]] = defaultdict(list)
    for alert in hearing.standing_breaches():
        if hearing.is_about(alert, opening):
            by_start[alert.started_at].append(alert)
    for alerts in by_start.values():
        yield from alerts[len(hearing.others(alerts[0], opening)) :][:1]


def _judge_withdrawals(hearing: Hearing) -> Iterator[Violation]:
    """Each takes back a breach that stands."""
    standing = {alert.alert_id for alert in hearing.alerts if alert.step == "breached"}
    whole = hearing.evidence.scope.whole(topics.SLA_ALERTS)
    for withdrawal in hearing.withdrawals:
        if withdrawal.withdraws not in standing and whole:
            detail = f"withdraws {withdrawal.withdraws}, which is no breach that stands"
            yield Violation(Kind.WITHDRAWAL_WITHOUT_BREACH, withdrawal.at, detail, hearing.lead.lead_id)
        standing.discard(withdrawal.withdraws)


def _judge_alert(alert: Alert, hearing: Hearing) -> Iterator[Violation]:
    clock = hearing.clock_of(alert)
    if clock is None or not hearing.evidence.versions.effective(
        "sla", alert.policy, alert.at.time + hearing.evidence.scope.leeway
    ):
        yield _violation(Kind.UNKNOWN_POLICY, alert, hearing, f"policy {alert.policy} was not in effect")
    elif alert.clock == FIRST_RESPONSE and alert.step != "met":
        touches = hearing.touches_of(alert)
        if touches:
            yield from _judge_truth(alert, clock, touches, hearing)
        elif hearing.evidence.scope.reaches(topics.LEADS_RECEIVED, alert.started_at):
            yield _violation(Kind.ALERT_WITHOUT_CLOCK, alert, hearing, "no touch starts a clock then")


def _judge_truth(alert: Alert, clock: Clock, touches: list[Touch], hearing: Hearing) -> Iterator[Violation]:
    """Whether it was due, and whether anything forbade it that was logged by then: the monitor has to read that first."""
    due = clock.warn_at if alert.step == "warned" else clock.due
    must_be_read = due - hearing.evidence.scope.leeway
    if alert.raised_at < due:
        yield _violation(Kind.FALSE_ALERT, alert, hearing, f"was raised before it was due, at {due:%Y-%m-%d %H:%M:%S}")
    elif hearing.evidence.dead_letters.ever_held_lead(hearing.lead.lead_id, GROUPS):
        return  # what it could not process it could not know
    elif reply := next((r for r in hearing.replies_in_time(clock) if r.at.time <= must_be_read), None):
        yield _violation(Kind.FALSE_ALERT, alert, hearing, f"was answered in time, see {reply.at}")
    elif ended := _ended(alert, clock, touches, hearing, must_be_read):
        yield _violation(Kind.ALERT_AFTER_END, alert, hearing, f"was raised after {ended}")


def _ended(alert: Alert, clock: Clock, touches: list[Touch], hearing: Hearing, by: datetime) -> str:
    verdicts = [hearing.verdict_on(touch) for touch in touches]
    if all(verdict and verdict.outcome != "qualified" and verdict.at.time <= by for verdict in verdicts):
        return "the verdict that nobody has to answer"
    return hearing.ended_by(clock, alert.cycle, by)


def _violation(kind: Kind, alert: Alert, hearing: Hearing, detail: str) -> Violation:
    what = f"{alert.step} of cycle {alert.cycle or '-'} {detail}"
    return Violation(kind, alert.at, what, hearing.lead.lead_id)
