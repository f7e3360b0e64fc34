"""The section ``enrichment`` of a rule file: who may wait for what is looked up elsewhere, and how long."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from qualification.adapters.rules.ideal_customer import Part
from qualification.domain.rules import Patience
from qualification.domain.touch import Channel

LONGEST = timedelta(minutes=10)
"""Less than the shipped SLA policy allows for a verdict before it calls the lead stuck (15 minutes)."""
Limit = Annotated[timedelta, Field(gt=timedelta(0), le=LONGEST)]


class IdsOnlyPart(Part):
    """A delivery that names a person by an id alone waits for a way to answer."""

    wait: Limit


class CompanyPart(Part):
    """A touch that names a company waits for those of the facts ``missing`` that nobody knows."""

    wait: Limit
    missing: tuple[Literal["sector", "company_type", "employees", "country"], ...] = Field(min_length=1)
    channels: tuple[Channel, ...] = Field(default=("list",), min_length=1)


class EnrichmentPart(Part):
    """Nobody waits for what is not set."""

    ids_only: IdsOnlyPart | None = None
    company: CompanyPart | None = None


def patience_of(part: EnrichmentPart | None) -> Patience:
    """As it decides."""
    if part is None:
        return Patience()
    named, company = part.ids_only, part.company
    reach = named.wait if named else timedelta()
    if company is None:
        return Patience(for_reach=reach)
    return Patience(reach, company.wait, company.missing, frozenset(company.channels))
