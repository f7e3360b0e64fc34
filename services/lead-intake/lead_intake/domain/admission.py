"""The rules that every parsed delivery passes, whatever its source."""

from dataclasses import replace
from datetime import datetime, timedelta

from lead_intake.domain.errors import FutureClock, NoReach
from lead_intake.domain.hygiene import flagged
from lead_intake.domain.lead import Activity, Lead
from lead_intake.domain.parsed import Disposition, Parsed, Refused

SKEW = timedelta(minutes=5)
"""How much a sender's clock may be ahead of ours: what HubSpot and CloudEvents receivers allow."""
CLOCK_SKEW = "clock_skew"
IDS_ONLY = "ids_only"
"""The flag of a touch whose person is named by an id alone: it may wait for who it is."""


def admit(parsed: Parsed) -> Parsed:
    """Puts clocks right, refuses what nobody could answer, and settles the disposition.

    A lead is never lost over a clock: an instant in the future is dropped, flagged and told. An activity in the future
    is refused, since it would stop clocks that it must not. Test leads need no reach: nobody will answer them. Whom a
    system names by an id of its own without a way to reach them waits for one, as all do who are named by an id alone.
    """
    leads = flagged(tuple(_on_our_clock(lead) for lead in parsed.leads))
    warnings = parsed.warnings + tuple(_told(lead) for lead in leads if CLOCK_SKEW in lead.flags)
    activities = tuple(item for item in parsed.activities if not _ahead(item.occurred_at, item.recorded_at))
    refused = parsed.refused + _late(parsed.activities)
    beside = tuple(_pointing(_on_our_clock(lead)) for lead in parsed.beside)
    if parsed.disposition.makes_leads:
        refused += _unreachable(leads)
        beside += tuple(_pointing(lead) for lead in leads if _to_be_found(lead))
        leads = tuple(lead for lead in leads if _answerable(lead))
    if parsed.disposition is Disposition.NEEDS_ENRICHMENT:
        leads = tuple(map(_pointing, leads))
    changes = tuple(map(_on_our_clock, parsed.changes))
    settled = _settled(parsed.disposition, leads, activities, refused, warnings)
    if settled is Disposition.ACCEPT and beside and not (leads or activities):
        settled, leads, beside = Disposition.NEEDS_ENRICHMENT, beside, ()
    return replace(
        parsed,
        disposition=settled,
        leads=leads,
        activities=activities,
        refused=refused,
        warnings=warnings,
        beside=beside,
        changes=changes,
    )


def _ahead(occurred_at: datetime | None, received_at: datetime | None) -> bool:
    return occurred_at is not None and received_at is not None and occurred_at - received_at > SKEW


def _on_our_clock(lead: Lead) -> Lead:
    if not _ahead(lead.occurred_at, lead.received_at):
        return lead
    return replace(lead, occurred_at=None, flags=(*lead.flags, CLOCK_SKEW))


def _pointing(lead: Lead) -> Lead:
    return replace(lead, flags=(*lead.flags, IDS_ONLY))


def _told(lead: Lead) -> str:
    return f"occurred_at of {lead.source} is in the future: dropped"


def _answerable(lead: Lead) -> bool:
    return lead.reachable or lead.is_test


def _to_be_found(lead: Lead) -> bool:
    """Nobody can reach them yet, but their system names them again by an id, perhaps with an address."""
    return not _answerable(lead) and lead.alias is not None


def _unreachable(leads: tuple[Lead, ...]) -> tuple[Refused, ...]:
    return tuple(
        Refused(index, NoReach.__name__, "neither an e-mail address nor a phone number")
        for index, lead in enumerate(leads)
        if not _answerable(lead) and not _to_be_found(lead)
    )


def _late(activities: tuple[Activity, ...]) -> tuple[Refused, ...]:
    return tuple(
        Refused(index, FutureClock.__name__, "occurred_at is in the future")
        for index, item in enumerate(activities)
        if _ahead(item.occurred_at, item.recorded_at)
    )


def _settled(
    said: Disposition,
    leads: tuple[Lead, ...],
    activities: tuple[Activity, ...],
    refused: tuple[Refused, ...],
    warnings: tuple[str, ...],
) -> Disposition:
    if said is not Disposition.ACCEPT:
        return said
    if leads and all(lead.is_test for lead in leads):
        return Disposition.ACCEPT_TEST
    if refused and not (leads or activities):
        return Disposition.REJECT_INVALID
    return Disposition.ACCEPT_WITH_WARNINGS if warnings or refused else Disposition.ACCEPT
