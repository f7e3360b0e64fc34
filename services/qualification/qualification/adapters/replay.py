"""A draft against the past: whose rules would have decided, and what they ask that no verdict has kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lead_contracts.events import ConfigPublished
from lead_contracts.events.verdict import Verdict
from qualification.adapters.basis import passed_on, recorded
from qualification.adapters.rules.compile import compile_rules
from qualification.adapters.rules.file import RuleFile
from qualification.adapters.rules.published import KIND, Shelf
from qualification.application.what_if import Asks, WhatIf
from qualification.domain.recorded import Version
from qualification.domain.rules import NoRuleSet, RuleBook, RuleSet, UnreadableRuleSet
from qualification.domain.touch import Motion

DRAFT = 0
"""The version of a draft: published ones count from 1."""


class TwoDrafts(ValueError):
    """Two drafts decide about one motion."""


class DraftBook(RuleBook):
    """The drafts as if they had always decided about their motions; about others decides what decided then."""

    def __init__(self, drafts: Sequence[RuleFile], published: Iterable[ConfigPublished]) -> None:
        super().__init__()
        self._drafts: dict[Motion, RuleSet] = {draft.motion: compile_rules(draft, DRAFT) for draft in drafts}
        events = [event for event in published if event.kind == KIND]
        self._past = sorted(events, key=_rank, reverse=True)
        self._shelf = Shelf()

    def at(self, motion: Motion, now: datetime) -> RuleSet:
        """See RuleBook. Raises NoRuleSet also for a set that this release cannot read."""
        if motion in self._drafts:
            return self._drafts[motion]
        for event in self._past:
            if event.content.get("motion") == motion and event.effective_from <= now:
                return self._readable(event)
        raise NoRuleSet(f"no rule set was in effect for {motion} leads")

    def _readable(self, event: ConfigPublished) -> RuleSet:
        try:
            return self._shelf.rules(event)
        except UnreadableRuleSet as error:
            raise NoRuleSet(str(error)) from None


def what_if(drafts: Sequence[RuleFile], published: Sequence[ConfigPublished]) -> WhatIf:
    """The replay of a history under the drafts. ``published``: all that ``config.versions`` holds."""
    asked: dict[Version, Asks] = {
        (event.name, event.version): _asks(event.content) for event in published if event.kind == KIND
    }
    asks = {draft.motion: _asks(draft.model_dump(mode="json", by_alias=True)) for draft in drafts}
    return WhatIf(DraftBook(drafts, published), asks, asked)


def take(what: WhatIf, event: Verdict) -> None:
    """Goes on with the next verdict of the history."""
    passed = passed_on(event)
    if passed is None:
        what.take(recorded(event))
    else:
        what.pass_on(passed)


def one_for_each_motion(drafts: Sequence[RuleFile]) -> None:
    """Raises TwoDrafts."""
    motions = [draft.motion for draft in drafts]
    for motion in motions:
        if motions.count(motion) > 1:
            raise TwoDrafts(f"two drafts decide about {motion} leads: name one")


def _asks(content: Mapping[str, Any]) -> Asks:
    """What a rule set asks of a touch that its verdict does not keep: the verdict keeps the answers alone."""
    terms: Mapping[str, Any] = content.get("terms") or {}
    reads: Mapping[str, Any] = content.get("reads") or {}
    return Asks(
        frozenset(
            f"message, {name}: {json.dumps(part, sort_keys=True)}"
            for name, part in terms.items()
            if part["reads"] == "message"
        ),
        frozenset(f"attribute {name} as {fact}" for fact, names in reads.items() for name in names or ()),
    )


def _rank(event: ConfigPublished) -> tuple[datetime, datetime, int]:
    return event.effective_from, event.published_at, event.version
