"""Use case: which rules decide now, and which were published before or for later."""

from collections.abc import Sequence
from datetime import datetime

from qualification.application.ports import RuleShelf, RuleVersion
from qualification.domain.rules import NoRuleSet
from qualification.domain.touch import Motion

MOTIONS: tuple[Motion, ...] = ("inbound", "outbound")


def current_rules(shelf: RuleShelf, now: datetime) -> Sequence[tuple[RuleVersion, bool]]:
    """Every version, the newest first, and whether it decides at ``now``."""
    book, deciding = shelf.book(), set()
    for motion in MOTIONS:
        try:
            rules = book.at(motion, now)
        except NoRuleSet:
            continue  # nothing decides about that motion yet, which the list shows
        deciding.add((rules.name, rules.version))
    return [(version, (version.rules.name, version.rules.version) in deciding) for version in shelf.versions()]
