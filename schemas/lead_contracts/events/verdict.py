"""The members that the three verdicts on a touch share."""

from typing import ClassVar, Final

from lead_contracts.base import Event, Instant
from lead_contracts.topics import LEADS_QUALIFIED
from lead_contracts.values import Grade, Id, JsonObject, Motion, Points, Reason, VersionRef

BASIS: Final = "basis"
"""The member of ``facts`` with what else the verdict rests on, so that it can be made again: the touch's own motion and
``acted_at``, the earlier touches and replies with their instants, how the person can be reached, the words of the rules
that the message had. Only the replay of rules needs it.
"""


class Verdict(Event):
    """What qualification found, with its reasons, inputs and rule version, frozen. No personal data."""

    TOPIC: ClassVar[str] = LEADS_QUALIFIED

    lead_id: Id
    touch_id: Id
    motion: Motion
    score: Points
    fit: Points
    """How well the company and the person match the ideal customer."""
    engagement: Points
    """How much they showed that they want to talk."""
    grade: Grade
    priority: int
    """The larger the sooner."""
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...] = ()
    """What nobody knows yet and a rep should ask."""
    rule_set: VersionRef
    received_at: Instant
    decided_at: Instant
    facts: JsonObject
    """What the rules saw."""
