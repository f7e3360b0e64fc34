"""Promise 3, one owner: a cycle has at most one open assignment, and none only with a word why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from lead_contracts import topics

from .evidence import Evidence
from .facts import Lead, Ownership, Verdict
from .report import Kind, Violation

GROUPS = ("assignment.route", "assignment.decide")
ROLE_OF_MOTION: Mapping[str, str] = {"inbound": "farmer", "outbound": "hunter"}


def judge_owners(lead: Lead, evidence: Evidence) -> Iterator[Violation]:
    """All that is wrong with the owners of a lead, cycle by cycle."""
    openings, closings = lead.openings, lead.closings
    for cycle in {**openings, **{step.cycle: None for step in lead.owners}}:
        steps = [step for step in lead.owners if step.cycle == cycle]
        ownership = _Ownership(lead.lead_id, cycle, openings.get(cycle), evidence)
        yield from ownership.judge(steps, closed=cycle in closings)


@dataclass(slots=True)
class _Ownership:
    """Who has one cycle of a lead, as leads.assigned goes on."""

    lead_id: str
    cycle: int
    opening: Verdict | None
    evidence: Evidence
    owned_by: str | None = None
    """The open assignment."""
    waiting: bool = False
    """lead.unassigned said that nobody could take it."""
    attempt: int = 0
    loose_since: datetime | None = None

    def judge(self, steps: list[Ownership], *, closed: bool) -> Iterator[Violation]:
        """Judges every step, then how they leave the cycle."""
        if steps and not self.opening and self.evidence.scope.whole(topics.LEADS_QUALIFIED):
            yield self._violation(Kind.OWNER_WITHOUT_VERDICT, steps[0], "was never qualified")
        for step in steps:
            yield from self._judge_step(step)
            self._take(step)
        if self.opening and not closed:
            yield from self._judge_end(self.opening, steps)

    def _judge_step(self, step: Ownership) -> Iterator[Violation]:
        if step.step == "assigned":
            yield from self._judge_assignment(step)
        elif step.step != "unassigned" and step.assignment_id != self.owned_by and self._saw_the_beginning:
            detail = f"{step.step} assignment {step.assignment_id}, which was not open"
            yield self._violation(Kind.ANSWER_WITHOUT_OWNER, step, detail)

    def _judge_assignment(self, step: Ownership) -> Iterator[Violation]:
        if self.owned_by:
            yield self._violation(Kind.DOUBLE_OWNER, step, f"assignment {self.owned_by} was still open")
        elif step.attempt != self.attempt + 1 and self._saw_the_beginning:
            yield self._violation(Kind.ATTEMPT_GAP, step, f"attempt {step.attempt} followed attempt {self.attempt}")
        motion = self.opening and self.opening.motion
        if motion and step.role != ROLE_OF_MOTION[motion]:
            yield self._violation(Kind.WRONG_ROLE, step, f"a {step.role} got an {motion} lead")

    @property
    def _saw_the_beginning(self) -> bool:
        """False while retention may have taken the steps before."""
        return self.attempt > 0 or self.evidence.scope.whole(topics.LEADS_ASSIGNED)

    def _take(self, step: Ownership) -> None:
        if step.step == "assigned":
            self.owned_by, self.attempt, self.waiting = step.assignment_id, step.attempt or 0, False
        elif step.step == "unassigned":
            self.waiting = True
        elif step.step != "accepted" and step.assignment_id == self.owned_by:
            self.owned_by, self.loose_since = None, step.at.time

    def _judge_end(self, opening: Verdict, steps: list[Ownership]) -> Iterator[Violation]:
        scope, since = self.evidence.scope, self.loose_since or opening.at.time
        owed = scope.settled(since) and scope.reaches(topics.LEADS_ASSIGNED, since)
        excused = self.evidence.dead_letters.hold_lead(self.lead_id, GROUPS)
        if owed and not (self.owned_by or self.waiting or excused):
            detail = "has no owner" if steps else "was never assigned"
            at = steps[-1].at if steps else opening.at
            yield Violation(Kind.LEAD_WITHOUT_OWNER, at, f"cycle {self.cycle} {detail}", self.lead_id)

    def _violation(self, kind: Kind, step: Ownership, detail: str) -> Violation:
        return Violation(kind, step.at, f"cycle {self.cycle}: {detail}", self.lead_id)
