"""Whether a touch waits before it is judged: for a way to answer, or for what is to be known of the company."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qualification.domain.knowledge import current
from qualification.domain.lead import Lead, enrich
from qualification.domain.reading import facts_of
from qualification.domain.reason import Reason
from qualification.domain.rules import RuleBook, RuleSet
from qualification.domain.touch import IDS_ONLY, Touch

REACH: Final = "e-mail or phone"
"""What a touch waits for that names its person by an id alone."""
CAME: Final = "enrichment.came"
IN_VAIN: Final = "enrichment.in_vain"


def informed(lead: Lead | None, touches: Sequence[Touch], book: RuleBook, now: datetime) -> Lead:
    """The lead with all that its touches say, before any of them is judged. Raises NoRuleSet."""
    known = lead if lead is not None else Lead(changed_at=now)
    for touch in touches:
        known = enrich(known, touch.at, facts_of(touch, book.at(touch.motion, now).reads), touch.contact, now)
    return known


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, by the names of ``FACTS`` and ``CONTACT``."""

    facts: Mapping[str, str]
    contact: Mapping[str, str]

    @classmethod
    def of(cls, lead: Lead) -> "Known":
        """Of this lead."""
        return cls(current(lead.facts), current(lead.contact))

    def has(self, name: str) -> bool:
        """Whether a fact, or ``REACH``, is known."""
        return self.is_reachable if name == REACH else name in self.facts

    @property
    def is_reachable(self) -> bool:
        """Whether somebody could write or call."""
        return "email" in self.contact or "phone" in self.contact

    @property
    def names_company(self) -> bool:
        """Whether there is something to look the company up by."""
        return "domain" in self.facts or "mail_domain" in self.facts


@dataclass(frozen=True, slots=True)
class Wait:
    """Until when (UTC), and for what: names of facts, or ``REACH``."""

    until: datetime
    wanted: tuple[str, ...]


def may_wait(touch: Touch, rules: RuleSet) -> bool:
    """Whether it is worth a closer look: most touches never wait."""
    patience = rules.patience
    named = patience.for_reach and IDS_ONLY in touch.flags
    return bool(named or touch.channel in patience.channels) and not touch.is_test


def wait_of(lead: Lead | None, touches: Sequence[Touch], book: RuleBook, now: datetime) -> Wait | None:
    """How long a lead with these touches, none of them judged, is not judged yet; None: it is judged now.

    It goes on as soon as one of them lacks nothing. The first that came sets the limit, counted from when our side had
    it, so that a restart or an outage makes no wait longer. Raises NoRuleSet.
    """
    if lead is not None and (lead.is_open or lead.is_suppressed):
        return None
    known = Known.of(informed(lead, touches, book, now))
    waits = [_wait(touch, known, book.at(touch.motion, now), now) for touch in touches]
    lasting = [wait for wait in waits if wait is not None]
    if len(lasting) < len(waits):
        return None
    wanted = dict.fromkeys(name for wait in lasting for name in wait.wanted)
    return Wait(min(wait.until for wait in lasting), tuple(wanted))


def _wait(touch: Touch, known: Known, rules: RuleSet, now: datetime) -> Wait | None:
    patience, since = rules.patience, min(touch.received_at, now)
    if patience.for_reach and IDS_ONLY in touch.flags and not known.is_reachable:
        return Wait(since + patience.for_reach, (REACH,))
    missing = tuple(name for name in patience.facts if name not in known.facts)
    if missing and touch.channel in patience.channels and known.names_company:
        return Wait(since + patience.for_facts, missing)
    return None


def reason_of(wanted: tuple[str, ...], known: Known) -> Reason:
    """What the verdict says of the wait: for what it was, and what of that never came."""
    missing = [name for name in wanted if not known.has(name)]
    waited = f"waited for {', '.join(wanted)}"
    return Reason(IN_VAIN, 0, f"{waited}; still unknown: {', '.join(missing)}") if missing else Reason(CAME, 0, waited)
