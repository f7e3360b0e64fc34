"""One lead's alerts beside the facts that they are judged by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .clocks import Clock, Terms
from .evidence import Evidence
from .facts import Alert, Lead, Moved, Reply, Touch, Verdict, Version, Withdrawal


@dataclass(frozen=True, slots=True)
class Hearing:
    """Brings alerts, touches, verdicts and policies together."""

    lead: Lead
    evidence: Evidence

    @property
    def alerts(self) -> list[Alert]:
        """All but the withdrawals, in the order of the log."""
        return [alert for alert in self.lead.alerts if isinstance(alert, Alert)]

    @property
    def withdrawals(self) -> list[Withdrawal]:
        """The withdrawals, in the order of the log."""
        return [alert for alert in self.lead.alerts if isinstance(alert, Withdrawal)]

    def standing_breaches(self) -> list[Alert]:
        """The breaches that were not withdrawn."""
        withdrawn = {withdrawal.withdraws for withdrawal in self.withdrawals}
        return [alert for alert in self.alerts if alert.step == "breached" and alert.alert_id not in withdrawn]

    def terms(self, version: Version) -> Terms | None:
        """What that version of the policy promises; None where no such version was published."""
        published = self.evidence.versions.get("sla", version)
        return published.terms if published else None

    def clock_of(self, alert: Alert) -> Clock | None:
        """The clock as the alert names it."""
        terms = self.terms(alert.policy)
        return Clock(alert.started_at, terms) if terms else None

    def touches_of(self, alert: Alert) -> list[Touch]:
        """The touches that start a clock when the alert's clock started: one, unless two came at the same instant."""
        terms = self.terms(alert.policy)
        if terms is None:
            return []
        return [touch for touch in self.lead.starts.values() if terms.start_of(touch) == alert.started_at]

    def disqualified_at(self, alert: Alert) -> list[Touch]:
        """Those of them that nobody had to answer: each may have had a clock of its own before that was known."""
        verdicts = [(touch, self.verdict_on(touch)) for touch in self.touches_of(alert)]
        return [touch for touch, verdict in verdicts if verdict and verdict.outcome == "disqualified"]

    def verdict_on(self, touch: Touch) -> Verdict | None:
        """The first verdict on a touch. For one that went on to another lead nobody has to answer here."""
        decided = next((verdict for verdict in self.lead.verdicts if verdict.touch_id == touch.touch_id), None)
        return decided or _as_moved(touch, self.lead.moved.get(touch.touch_id))

    def is_about(self, alert: Alert, opening: Verdict) -> bool:
        """Whether the alert stands for the cycle that ``opening`` opened.

        While no verdict has opened a cycle, the clock of the earliest touch runs for it. The touch that opens the cycle
        takes that clock over, with what it has raised, unless the earlier one had had its verdict before.
        """
        if alert.cycle != opening.cycle:
            return False
        touches = self.touches_of(alert)
        return not touches or len(self.others(alert, opening)) < len(touches)

    def others(self, alert: Alert, opening: Verdict) -> list[Touch]:
        """The touches that may have started the alert's clock, but none that ``opening`` took over."""
        verdicts = [(touch, self.verdict_on(touch)) for touch in self.touches_of(alert)]
        return [touch for touch, verdict in verdicts if verdict and not _ran_for(verdict, opening)]

    def replies_in_time(self, clock: Clock) -> Iterator[Reply]:
        """The replies that meet the promise, whenever they were logged."""
        return (reply for reply in self.lead.replies if clock.is_answered_by(reply))

    def ended_by(self, clock: Clock, cycle: int | None, logged_by: datetime | None = None) -> str:
        """What ended the need to answer before the deadline: empty where nothing did.

        ``logged_by``: nothing counts that was logged later.
        """
        closed = self.lead.closings.get(cycle) if cycle else None
        if closed and closed.occurred_at <= clock.due and _logged(closed.at.time, logged_by):
            return f"cycle {cycle} was closed"
        for suppressed in self.lead.suppressions:
            if suppressed.occurred_at >= clock.start and _logged(suppressed.at.time, logged_by):
                return "the lead was suppressed"
        return ""


def _as_moved(touch: Touch, moved: Moved | None) -> Verdict | None:
    if moved is None:
        return None
    nobodys = Version("", 0)
    return Verdict(moved.at, "disqualified", touch.touch_id, None, None, nobodys, touch.received_at, moved.at.time)


def _ran_for(verdict: Verdict, opening: Verdict) -> bool:
    """Whether the touch's clock ran when ``opening`` took it over: it had no verdict yet, or one in the same cycle."""
    judged_later = verdict.at.offset > opening.at.offset
    return judged_later or (verdict.outcome != "disqualified" and verdict.cycle == opening.cycle)


def _logged(at: datetime, by: datetime | None) -> bool:
    return by is None or at <= by
