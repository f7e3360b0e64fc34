"""Why this lead: its verdicts from the topics, in the words of those who work with it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from handover.broker import Log
from handover.commands.options import console
from handover.replay import versions
from handover.story import read_story
from lead_contracts.events import LeadDisqualified, LeadQualified, LeadTouched
from lead_contracts.topics import LEADS_QUALIFIED
from qualification.adapters.history import told_of
from qualification.adapters.rules.published import KIND, Shelf
from qualification.application.explain import with_words
from qualification.application.words import lines
from qualification.domain.recorded import Version
from qualification.domain.rules import RuleSet, UnreadableRuleSet

Verdicts = Sequence[Mapping[str, Any]]


def verdicts_in_words(log: Log, lead_id: str) -> Verdicts:
    """The verdicts on the lead, and on those who are the same person, the newest first. Raises HandoverError."""
    story = read_story(log, lead_id, (LEADS_QUALIFIED,))
    found = [entry.event for entry in story.events]
    told = [told_of(event) for event in found if isinstance(event, LeadQualified | LeadDisqualified | LeadTouched)]
    rules = _rules(log) if told else {}
    return [with_words(each, rules) for each in reversed(told)]


def show_verdicts(told: Verdicts) -> None:
    """Prints them."""
    for each in told:
        first, *rest = lines(each["in_words"])
        console.print(first, style="bold", markup=False)
        for line in rest:
            console.print(f"  {line}", markup=False)


def _rules(log: Log) -> Mapping[Version, RuleSet]:
    """Those that can be read; without the others nothing is said of the next grade."""
    shelf, found = Shelf(), dict[Version, RuleSet]()
    for event in versions(log):
        if event.kind == KIND:
            with suppress(UnreadableRuleSet):
                found[event.name, event.version] = shelf.rules(event)
    return found
