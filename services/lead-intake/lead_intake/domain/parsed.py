"""What an adapter made of a delivery."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from lead_intake.domain.lead import Activity, Correction, Lead, Suppression


class Disposition(StrEnum):
    """What a delivery is for us. Only the first three open or extend a lead."""

    ACCEPT = "accept"
    ACCEPT_TEST = "accept_test"
    ACCEPT_WITH_WARNINGS = "accept_with_warnings"
    NEEDS_ENRICHMENT = "needs_enrichment"
    UPDATE_ONLY = "update_only"
    SUPPRESS = "suppress"
    IGNORE = "ignore"
    REJECT_AUTH = "reject_auth"
    REJECT_INVALID = "reject_invalid"

    @property
    def makes_leads(self) -> bool:
        """Whether its leads go on to qualification."""
        return self in _MAKE_LEADS


_MAKE_LEADS = frozenset({Disposition.ACCEPT, Disposition.ACCEPT_TEST, Disposition.ACCEPT_WITH_WARNINGS})


@dataclass(frozen=True, slots=True)
class Refused:
    """One item of a delivery that cannot go on while its neighbours can. ``error`` is the name of the reason."""

    index: int
    error: str
    detail: str


class Seen(NamedTuple):
    """A value of the body: where it lies, and the member of the lead that it is; None where it is none."""

    path: tuple[str, ...]
    member: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The leads, activities, suppressions and corrections of one delivery; ``warnings`` are sentences without personal data.

    With a disposition that makes no leads, ``leads`` shows what was recognised: see ``touches`` and ``updated``.
    """

    disposition: Disposition
    leads: tuple[Lead, ...] = ()
    activities: tuple[Activity, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    refused: tuple[Refused, ...] = ()
    warnings: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    seen: tuple[Seen, ...] = field(default=(), repr=False)
    """What a reader that goes by meaning found, and what it left."""
    beside: tuple[Lead, ...] = ()
    """Whom a batch names by an id alone, beside what makes the disposition another."""
    changes: tuple[Lead, ...] = ()
    """Of whom a batch says more, beside what makes the disposition another."""

    @property
    def unfetched(self) -> tuple[Lead, ...]:
        """All whom it names by an id alone: who they are has to be fetched."""
        return (self.leads if self.disposition is Disposition.NEEDS_ENRICHMENT else ()) + self.beside

    @property
    def touches(self) -> tuple[Lead, ...]:
        """All that go on to a verdict; of those who are not fetched, who can be found again by an id."""
        named = tuple(lead for lead in self.unfetched if lead.external_id)
        return (self.leads if self.disposition.makes_leads else ()) + named

    @property
    def updated(self) -> tuple[Lead, ...]:
        """All of whom it says more without making a lead of them."""
        return (self.leads if self.disposition is Disposition.UPDATE_ONLY else ()) + self.changes

    @classmethod
    def refusing(cls, refused: Refused) -> "Parsed":
        """One item that cannot go on."""
        return cls(Disposition.REJECT_INVALID, refused=(refused,))


_BY_WEIGHT = {one: weight for weight, one in enumerate((
    Disposition.IGNORE, Disposition.UPDATE_ONLY, Disposition.REJECT_AUTH, Disposition.REJECT_INVALID,
    Disposition.SUPPRESS, Disposition.NEEDS_ENRICHMENT,
))}  # fmt: skip
"""What a batch is, where several things are in it: what asks more of us outweighs what asks less."""


def merged(parts: Iterable[Parsed]) -> Parsed:
    """The parts of a batch as one; the disposition is that of the first that makes leads, else of the weightiest.

    The leads are those of the parts with that disposition; activities, suppressions and refusals are those of all.
    """
    items = tuple(parts)
    dispositions = [part.disposition for part in items] or [Disposition.IGNORE]
    live = next((one for one in dispositions if one.makes_leads), None)
    said = live or max(dispositions, key=_BY_WEIGHT.__getitem__)
    return Parsed(
        said,
        tuple(lead for part in items if part.disposition in (_MAKE_LEADS if live else (said,)) for lead in part.leads),
        tuple(activity for part in items for activity in part.activities),
        tuple(suppression for part in items for suppression in part.suppressions),
        tuple(refused for part in items for refused in part.refused),
        tuple(dict.fromkeys(warning for part in items for warning in part.warnings)),
        tuple(correction for part in items for correction in part.corrections),
        seen=tuple(dict.fromkeys(seen for part in items for seen in part.seen)),
        beside=tuple(
            lead for part in items for lead in (part.beside if said is Disposition.NEEDS_ENRICHMENT else part.unfetched)
        ),
        changes=tuple(
            lead for part in items for lead in (part.changes if said is Disposition.UPDATE_ONLY else part.updated)
        ),
    )
