"""How long a touch may go without a verdict because the rules let it wait: read a second time, as an audit should."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from pydantic import BaseModel, ValidationError

from .facts import Touch

NONE = timedelta()


@dataclass(frozen=True, slots=True)
class Waits:
    """What a published rule set allows: to a touch with an id alone, and to one of a company by one of ``channels``."""

    ids_only: timedelta = NONE
    company: timedelta = NONE
    channels: frozenset[str] = frozenset()

    def of(self, touch: Touch) -> timedelta:
        """The longest that it may wait."""
        by_company = self.company if ("live" if touch.live else "list") in self.channels else NONE
        return max(self.ids_only if touch.ids_only else NONE, by_company)


NO_WAITS = Waits()


def waits_of(content: Mapping[str, object]) -> Waits:
    """What the content of a published rule set allows; nothing where it cannot be read."""
    try:
        said = _Content.model_validate(content).enrichment
    except ValidationError:
        return NO_WAITS
    named, company = (said.ids_only, said.company) if said else (None, None)
    return Waits(
        named.wait if named else NONE,
        company.wait if company else NONE,
        company.channels if company else frozenset(),
    )


class _Wait(BaseModel):
    wait: timedelta
    channels: frozenset[str] = frozenset({"list"})


class _Enrichment(BaseModel):
    ids_only: _Wait | None = None
    company: _Wait | None = None


class _Content(BaseModel):
    enrichment: _Enrichment | None = None
