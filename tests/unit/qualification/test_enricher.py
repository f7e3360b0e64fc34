"""The reference provider: what a file knows of companies, told of new leads, under the same ids every time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.qualification.samples import LEAD, NOW, received

from lead_contracts.events import LeadEnriched
from lead_contracts.topics import MARKETING_EVENTS
from lead_runtime.config import ConfigError
from lead_runtime.engine.api import Incoming, Record
from lead_runtime.errors import KafkaAway
from qualification.adapters.enrichment.company_file import CompanyFile
from qualification.adapters.enrichment.enricher import Enricher
from qualification.application.ports import Company

SHIPPED = Path(__file__).parents[3] / "deploy" / "config" / "enrichment" / "companies.yaml"
pytestmark = pytest.mark.anyio


class FakeOutlet:
    def __init__(self) -> None:
        self.away, self.told = False, list[tuple[str, str, LeadEnriched]]()

    async def send(self, event: LeadEnriched, *, topic: str, id: str) -> None:
        if self.away:
            raise KafkaAway("away")
        self.told.append((topic, id, event))


def seen(**members: object) -> Any:
    return Incoming("1", NOW, received("t-1", **members), Record("leads.received", 0, 0, 0, None, b""))


async def told(*touches: Any) -> list[tuple[str, str, LeadEnriched]]:
    outlet = FakeOutlet()
    await Enricher(CompanyFile.read(SHIPPED), outlet, lambda: NOW).fold(touches)
    return outlet.told


async def test_what_the_file_knows_of_the_company_is_told_of_the_lead() -> None:
    ((topic, _, event),) = await told(seen())
    assert (topic, event.lead_id, event.source) == (MARKETING_EVENTS, LEAD, "companies")
    assert event.attributes == {"sector": "Logistics", "company_type": "AB", "employees": "250"}
    assert (event.company, event.country) == ("Nordfrakt AB", "SE")
    assert event.occurred_at == datetime(2026, 11, 1, tzinfo=UTC)


async def test_said_again_it_has_the_same_id_and_another_touch_or_lead_another() -> None:
    ((_, first, _),), ((_, again, _),), ((_, other, _),) = (
        await told(seen()),
        await told(seen()),
        await told(seen(lead_id="lead-2")),
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("members", "known"),
    [
        ({"email": "maya@mail.nordfrakt.example"}, True),
        ({"email": "maya@gmail.com", "domain": "nordfrakt.example"}, True),
        ({"email": None, "domain": "NORDFRAKT.example"}, True),
        ({"email": "maya@gmail.com"}, False),
        ({"email": "maya@other.example"}, False),
        ({"email": "maya@notnordfrakt.example"}, False),
        ({"email": None}, False),
        ({"is_test": True}, False),
        ({"received_at": NOW - timedelta(hours=2)}, False),
    ],
)
async def test_only_fresh_leads_of_known_companies_are_enriched(members: dict[str, object], known: bool) -> None:
    assert bool(await told(seen(**members))) is known


async def test_while_kafka_is_away_nothing_is_lost() -> None:
    outlet = FakeOutlet()
    enricher, outlet.away = Enricher(CompanyFile.read(SHIPPED), outlet, lambda: NOW), True
    with pytest.raises(KafkaAway):
        await enricher.fold([seen()])
    outlet.away = False
    await enricher.fold([seen()])
    assert len(outlet.told) == 1


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("as_of: 2026-11-01\ncompanies:\n  a.example: {staff: 5}\n", r"3: companies.a.example.staff: this key is not"),
        ("as_of: soon\ncompanies: {}\n", r"1: as_of: "),
        ("as_of: 2026-11-01\ncompanies:\n  https://a.example/: {}\n", r"companies"),
        ("as_of: 2026-11-01\ncompanies:\n  a.example: {country: Sweden}\n", r"3: companies.a.example.country: "),
    ],
)
async def test_a_mistake_in_the_file_is_told_with_its_place(tmp_path: Path, text: str, mistake: str) -> None:
    file = tmp_path / "companies.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=mistake):
        CompanyFile.read(file)


async def test_any_other_provider_fits_the_port() -> None:
    class Oracle:
        async def company(self, domain: str) -> Company | None:
            return Company(NOW, None, None, {"employees": str(len(domain))})

    outlet = FakeOutlet()
    await Enricher(Oracle(), outlet, lambda: NOW).fold([seen()])
    assert outlet.told[0][2].attributes == {"employees": "17"}
