"""Use case: what would the rules say of a lead that nobody submitted?"""

from datetime import datetime

from qualification.application.ports import RuleShelf
from qualification.domain.lead import Lead
from qualification.domain.receive import Received, judge
from qualification.domain.touch import Touch


def dry_run(touch: Touch, shelf: RuleShelf, now: datetime) -> Received:
    """The verdict on a first touch; nothing is kept. Raises NoRuleSet, UnreadableRuleSet."""
    return judge(Lead(changed_at=now), touch, shelf.book(), now)
