"""How the demo is told: every stage with counts, a few leads with who has them and why, the alerts, the dead letter."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from handover.demo.receiver import TEAM, Receiver
from handover.demo.scenario import ANSWERED, DUPLICATE, Sent, lead_of
from handover.demo.watcher import Watcher
from lead_contracts.events import (
    DeadLettered,
    LeadAccepted,
    LeadAssigned,
    LeadClosed,
    LeadDisqualified,
    LeadQualified,
    LeadReceived,
    LeadTouched,
    LeadUnassigned,
    RepChanged,
    SlaBreached,
    SlaMet,
    SlaWithdrawn,
)
from lead_contracts.events.lead_assigned import Decision
from lead_contracts.values import Reason

_SHOWN = 4
_REASONS = 3


def told(watcher: Watcher, sent: Sent, receiver: Receiver) -> Iterator[RenderableType]:
    """The whole account."""
    yield Panel(_sent(sent), title="1  marketing systems deliver", title_align="left")
    yield Panel(_received(watcher, sent), title="2  lead-intake: received", title_align="left")
    yield Panel(_verdicts(watcher), title="3  qualification: a verdict with reasons", title_align="left")
    yield Panel(_owners(watcher), title="4  assignment: farmers for inbound, hunters for outbound", title_align="left")
    yield Panel(
        _messages(receiver), title="5  messages: signed webhooks, here to a team's own system", title_align="left"
    )
    yield Panel(_alerts(watcher), title="6  sla-monitor: 24 hours to the first response", title_align="left")
    yield Panel(
        _dead(watcher), title="7  what could not be read is kept, and its neighbours went on", title_align="left"
    )


def _messages(receiver: Receiver) -> RenderableType:
    shown = [message["data"] for message in receiver.messages.values()][:_SHOWN]
    table = _plain()
    table.add_row(f"{len(receiver.messages):,}", f"to {TEAM}, each signature verified there (Standard Webhooks)")
    for lead in shown:
        company = lead.get("facts", {}).get("company") or "a lead"
        table.add_row(
            "", escape(f"{company}: grade {lead.get('grade')}, {lead.get('motion')}, for {lead.get('rep_id')}")
        )
    return table


def _sent(sent: Sent) -> Table:
    table = _plain()
    for way, count in sent.counts.items():
        table.add_row(f"{count:,}", way)
    return table


def _received(watcher: Watcher, sent: Sent) -> RenderableType:
    touches = {lead.touch_id for lead in watcher.all(LeadReceived)}
    leads = {lead.lead_id for lead in watcher.all(LeadReceived)}
    repeats = len(watcher.all(LeadReceived)) - len(touches)
    return (
        f"[bold]{len(leads):,}[/] leads in [bold]{len(touches):,}[/] touches; {repeats} repeated "
        f"({escape(DUPLICATE)}) and recognised by its id; nothing sent was lost: {sent.touches:,} expected"
    )


def _verdicts(watcher: Watcher) -> RenderableType:
    qualified, merged = watcher.all(LeadQualified), watcher.all(LeadTouched)
    refused = watcher.all(LeadDisqualified)
    grades = Counter(f"{lead.motion} {lead.grade}" for lead in qualified)
    numbers = _plain()
    numbers.add_row(f"{len(qualified):,}", "qualified: " + ", ".join(f"{n:,} {g}" for g, n in sorted(grades.items())))
    reasons = Counter(lead.reason_code for lead in refused)
    numbers.add_row(f"{len(refused):,}", "disqualified: " + ", ".join(f"{n:,} {r}" for r, n in reasons.most_common()))
    numbers.add_row(f"{len(merged):,}", "merged into an open cycle: one person, one lead")
    return numbers


def _owners(watcher: Watcher) -> RenderableType:
    assigned, names = watcher.all(LeadAssigned), {rep.rep_id: rep.name for rep in watcher.all(RepChanged)}
    load = Counter((lead.role, lead.rep_id) for lead in assigned)
    owned = {(lead.lead_id, lead.cycle) for lead in assigned}
    waits = [lead for lead in watcher.all(LeadUnassigned) if (lead.lead_id, lead.cycle) not in owned]
    why = Counter(lead.reason_code for lead in waits)
    per_rep = "   ".join(f"{names.get(rep, rep)} ({role}) {count:,}" for (role, rep), count in sorted(load.items()))
    numbers = _plain()
    numbers.add_row(f"{len(assigned):,}", f"assigned: {escape(per_rep)}")
    if waits:
        numbers.add_row(
            f"{len(waits):,}", "wait for a place, and why: " + ", ".join(f"{n:,} {r}" for r, n in why.items())
        )
    accepted, closed = len(watcher.all(LeadAccepted)), len(watcher.all(LeadClosed))
    numbers.add_row(f"{accepted + closed}", f"requests decided: {accepted} accepted, {closed} closed as won")
    return Group(numbers, "", _few(watcher, assigned, names))


def _few(watcher: Watcher, assigned: list[LeadAssigned], names: dict[str, str]) -> Table:
    """A few leads of each motion: who has them, and why."""
    table = Table("lead", "grade", "because", "owner", "because", box=None, header_style="dim", padding=(0, 2, 0, 0))
    verdicts = {(lead.lead_id, lead.cycle): lead for lead in watcher.all(LeadQualified)}
    few = [lead for role in ("farmer", "hunter") for lead in [a for a in assigned if a.role == role][: _SHOWN // 2]]
    for lead in few:
        verdict = verdicts[lead.lead_id, lead.cycle]
        who = f"{verdict.facts.get('company') or verdict.facts.get('domain') or lead.lead_id[:8]}"
        owner = f"{names.get(lead.rep_id, lead.rep_id)}, {lead.role}"
        table.add_row(
            escape(who),
            f"{verdict.grade} {verdict.score:.0f}",
            _why(verdict.reasons),
            escape(owner),
            _why_rep(lead.decision),
        )
    return table


def _why(reasons: Iterable[Reason]) -> str:
    best = sorted(reasons, key=lambda reason: -abs(reason.points))[:_REASONS]
    return escape(", ".join(f"{reason.rule} {reason.points:+g}" for reason in best))


def _why_rep(decision: Decision) -> str:
    groups = {why: _size(who) for why, who in decision.candidates.items()}
    eligible = groups.pop("eligible", 0)
    others = ", ".join(f"{count} {why.replace('_', ' ')}" for why, count in groups.items())
    return escape(f"first in turn of {eligible}" + (f"; not {others}" if others else ""))


def _size(group: object) -> int:
    """Few reps are named, many are a count with a mask."""
    return len(group) if isinstance(group, list) else int(group["count"]) if isinstance(group, dict) else 0


def _alerts(watcher: Watcher) -> RenderableType:
    answered = lead_of(watcher, ANSWERED)
    table = _plain()
    for breach in watcher.all(SlaBreached):
        late = breach.raised_at - breach.due_at
        end = "withdrawn: a call made in time was reported later" if breach.lead_id == answered else "nobody answered"
        table.add_row("breached", f"{breach.lead_id[:8]}  due {breach.due_at:%d %b %H:%M}, {str(late)[:7]} ago  {end}")
    for withdrawal in watcher.all(SlaWithdrawn):
        table.add_row("withdrawn", f"{withdrawal.lead_id[:8]}  answered {withdrawal.answered_at:%d %b %H:%M}")
    for met in watcher.all(SlaMet):
        table.add_row("met", f"{met.lead_id[:8]}  after {met.elapsed_seconds / 3600:.1f} h")
    return table


def _dead(watcher: Watcher) -> RenderableType:
    table = _plain()
    for letter in watcher.all(DeadLettered):
        where = f"{letter.topic}/{letter.partition}@{letter.offset}"
        table.add_row(letter.error, escape(f"{where}  {letter.detail or ''}  → handover dlq show {letter.dead_id[:8]}"))
    return table


def _plain() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold", no_wrap=True)
    return table
