"""What the HTTP side needs from outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from qualification.domain.rules import RuleBook, RuleSet

Told: TypeAlias = Mapping[str, object]
"""A verdict or an end of a cycle as it was published, with its ``type``."""


class HistoryAway(Exception):
    """The verdicts cannot be read now; they are kept elsewhere and will be back."""


class VerdictHistory(Protocol):
    """What was decided about a lead, the newest first. Bounded: what is older is in the topic."""

    async def of(self, lead_id: str) -> Sequence[Told]:
        """The newest verdicts, or none. Raises HistoryAway."""
        ...


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a company, as of an instant (UTC): what was said later wins over it.

    ``attributes`` by the names that the rules read: sector, company_type, employees.
    """

    as_of: datetime
    name: str | None
    country: str | None
    attributes: Mapping[str, str]


class ProviderAway(Exception):
    """It cannot be asked now: the same is asked again."""


class EnrichmentProvider(Protocol):
    """Knows companies by their domain. Nobody waits for it longer than the rules say, whatever it does."""

    async def company(self, domain: str) -> Company | None:
        """What it knows; None where it knows nothing. Raises ProviderAway."""
        ...


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A published version of a rule set; instants are UTC. ``content``: the file, as it was published."""

    rules: RuleSet
    effective_from: datetime
    published_at: datetime
    published_by: str
    content: Mapping[str, object]


class RuleShelf(Protocol):
    """The rule sets that were published."""

    def versions(self) -> Sequence[RuleVersion]:
        """All of them, the newest first."""
        ...

    def book(self) -> RuleBook:
        """All of them, as the worker decides by them."""
        ...
