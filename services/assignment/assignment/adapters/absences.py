"""The absences of a rep's record: put in, taken out, taken over from a calendar."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from assignment.adapters.calendar_file import REASON
from lead_contracts.events import RepChanged
from lead_contracts.events.rep_changed import Absence

MOST_ABSENCES: Final = 2_000
"""Of one rep."""


class TooManyAbsences(ValueError):
    """More than a record should hold."""


def absence_id(absence: Absence) -> str:
    """Names the absence of a rep: ``20261222T230000Z-20270106T230000Z``."""
    return "-".join(at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") for at in (absence.starts_at, absence.ends_at))


def with_absence(rep: RepChanged, absence: Absence) -> RepChanged:
    """The rep with it; one from and to the same instants is replaced. Raises TooManyAbsences."""
    others = (one for one in rep.absences if absence_id(one) != absence_id(absence))
    return _with(rep, (*others, absence))


def without_absence(rep: RepChanged, named: str) -> RepChanged | None:
    """The rep without it; None where there is none of that name."""
    others = tuple(one for one in rep.absences if absence_id(one) != named)
    return None if len(others) == len(rep.absences) else _with(rep, others)


def with_calendar(rep: RepChanged, busy: Sequence[Absence]) -> RepChanged:
    """The rep with what a calendar says, in the place of what one said before. Raises TooManyAbsences."""
    others = tuple(one for one in rep.absences if one.reason_code != REASON)
    return _with(rep, (*others, *busy))


def keeping_calendar(rep: RepChanged, before: RepChanged | None, now: datetime) -> RepChanged:
    """The rep with what was imported for them before and is not over: a file does not know of it."""
    busy = (one for one in before.absences if one.reason_code == REASON and one.ends_at > now) if before else ()
    return _with(rep, (*rep.absences, *busy))


def _with(rep: RepChanged, absences: Sequence[Absence]) -> RepChanged:
    if len(absences) > MOST_ABSENCES:
        raise TooManyAbsences(f"a rep has at most {MOST_ABSENCES:,} absences")
    in_order = sorted(absences, key=lambda one: (one.starts_at, one.ends_at))
    return rep.model_copy(update={"absences": tuple(in_order)})
