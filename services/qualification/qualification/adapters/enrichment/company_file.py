"""Companies by their domain, as YAML. ``deploy/config/enrichment/companies.yaml`` explains it."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, StringConstraints

from lead_runtime.config import ConfigModel, load_yaml
from qualification.application.ports import Company

Domain: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[^\s@/A-Z]+\.[^\s@/A-Z]+$")]
Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Country: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class CompanyPart(ConfigModel):
    """One company; what is not known is left out."""

    name: Text | None = None
    sector: Text | None = None
    company_type: Text | None = None
    employees: Annotated[int, Field(ge=1)] | Text | None = None
    country: Country | None = None


class CompaniesPart(ConfigModel):
    """The file."""

    as_of: date
    companies: dict[Domain, CompanyPart]


class CompanyFile:
    """Implements EnrichmentProvider."""

    def __init__(self, content: CompaniesPart) -> None:
        as_of = datetime(content.as_of.year, content.as_of.month, content.as_of.day, tzinfo=UTC)
        self._companies = {domain: _company(part, as_of) for domain, part in content.companies.items()}

    @classmethod
    def read(cls, path: Path) -> "CompanyFile":
        """Raises ConfigError that names file, line, key and what was expected."""
        return cls(load_yaml(path, CompaniesPart))

    async def company(self, domain: str) -> Company | None:
        """See EnrichmentProvider. A domain below a known one is the same company's."""
        labels = domain.lower().split(".")
        named = (".".join(labels[start:]) for start in range(len(labels) - 1))
        return next((self._companies[name] for name in named if name in self._companies), None)


def _company(part: CompanyPart, as_of: datetime) -> Company:
    said = {"sector": part.sector, "company_type": part.company_type, "employees": part.employees}
    attributes = {name: str(value) for name, value in said.items() if value is not None}
    return Company(as_of, part.name, part.country, attributes)
