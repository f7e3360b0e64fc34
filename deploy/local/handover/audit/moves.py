"""Promise 2 where several ids are one lead: a touch that went on to another lead came there, and was decided once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lead_contracts import topics

from .evidence import Scope
from .facts import Lead, Moved, Verdict
from .report import Kind, Violation


@dataclass(slots=True)
class Moves:
    """What all leads say of touches that went from one to another; small, since few do."""

    _moved: dict[tuple[str, str], Moved] = field(default_factory=dict)
    """By lead and touch."""
    _came: set[tuple[str, str]] = field(default_factory=set)
    _decided: defaultdict[str, list[tuple[str, Verdict]]] = field(default_factory=lambda: defaultdict(list))
    """By touch."""

    def take(self, lead: Lead) -> None:
        """Takes in a lead with all its facts."""
        if not (lead.moved or lead.came):
            return
        self._came.update((lead.lead_id, touch_id) for touch_id in lead.came)
        self._moved.update(((lead.lead_id, touch_id), moved) for touch_id, moved in lead.moved.items())
        for verdict in lead.verdicts:
            if verdict.touch_id in lead.came or verdict.touch_id in lead.moved:
                self._decided[verdict.touch_id].append((lead.lead_id, verdict))

    def judge(self, scope: Scope) -> Iterator[Violation]:
        """All that is wrong with them, once every lead was taken."""
        for (lead_id, touch_id), moved in self._moved.items():
            owed = scope.settled(moved.at.time) and scope.reaches(topics.LEADS_RECEIVED, moved.at.time)
            if owed and (moved.to, touch_id) not in self._came:
                detail = f"touch {touch_id} went on to lead {moved.to} and never came there"
                yield Violation(Kind.TOUCH_WITHOUT_VERDICT, moved.at, detail, lead_id)
        for touch_id, decided in self._decided.items():
            for lead_id, verdict in decided[1:]:
                if lead_id != decided[0][0]:
                    detail = f"touch {touch_id} has a verdict for lead {decided[0][0]} already"
                    yield Violation(Kind.TOUCH_DECIDED_TWICE, verdict.at, detail, lead_id)
