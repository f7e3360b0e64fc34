"""Apollo's and ZoomInfo's exports: outbound lists, whatever the columns are called and whatever a spreadsheet did."""

import json
from typing import Any

import pytest
from tests.unit.lead_intake.samples import checked
from tests.unit.lead_intake.sources.reading import read, record

from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition, Parsed

APOLLO = "apollo/contacts_export.csv"
ZOOMINFO = {
    "ZoomInfo Contact ID": "-1482910372",
    "Last Name": "Okafor",
    "First Name": "Chidi",
    "Job Title": "Head of Procurement",
    "Management Level": "Director",
    "Department": "Operations",
    "Direct Phone Number": "(202) 555-0147",
    "Email Address": "chidi.okafor@meridian-freight.example",
    "Email Domain": "meridian-freight.example",
    "Mobile phone": "",
    "Contact Accuracy Score": "94",
    "Notice Provided Date": "2026-03-02",
    "Person City": "Boston",
    "Person State": "Massachusetts",
    "Country": "United States",
    "ZoomInfo Company ID": "344589814",
    "Company Name": "Meridian Freight",
    "Website": "www.meridian-freight.example",
    "Company HQ Phone": "(202) 555-0100",
    "Revenue (in 000s USD)": "24,500",
    "Employees": "180",
    "Primary Industry": "Transportation",
}


def listed(adapter: str, *rows: dict[str, str]) -> Parsed:
    header = list(rows[0])
    lines = [header, *([row.get(name, "") for name in header] for row in rows)]
    text = "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    return read(adapter, text.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")


def row(adapter: str, **cells: str) -> Parsed:
    """As an import cuts it out: empty cells are left out."""
    return read(adapter, json.dumps(cells).encode(), content_type="application/json")


def test_the_rows_of_apollos_sample_become_their_canonical_records() -> None:
    result = checked(APOLLO, "apollo")

    assert result.records == (
        record(
            external_id="6919aa0000000000000000a1",
            motion="outbound",
            email="carla.nystrom@borealrobotics.example",
            phone="+12025550190",
            first_name="Carla",
            last_name="Nystrom",
            company="Boreal Robotics",
            domain="borealrobotics.example",
            job_title="VP Engineering",
            country="US",
        ),
        record(
            external_id="6919aa0000000000000000a2",
            motion="outbound",
            email="viktor@halesons.example",
            phone="+442079460811",
            first_name="Viktor",
            last_name="Hale",
            company="Hale & Sons",
            domain="halesons.example",
            job_title="CTO",
            country="GB",
        ),
    )
    assert (result.disposition, result.warnings) == ("accept", ())
    assert result.idempotency_keys == (
        "apollo:6919aa0000000000000000a1:Q4 robotics list",
        "apollo:6919aa0000000000000000a2:Q4 robotics list",
    )


@pytest.mark.parametrize(
    ("cells", "member", "value"),
    [
        ({"Company": "Firm"}, "company", "Firm"),
        ({"Company Name for Emails": "Firm"}, "company", "Firm"),
        ({"company  name": "Firm"}, "company", "Firm"),
        ({"Company Name": "", "Account Name": "Firm"}, "company", "Firm"),
        ({"First Phone": "'+44 20 7946 0811"}, "phone", "+442079460811"),
        ({"Corporate Phone": "'+1 202-555-0191"}, "phone", "+12025550191"),
        ({"Person Country": "France"}, "country", "FR"),
        ({"Job Title": "CTO"}, "job_title", "CTO"),
        ({"Apollo Contact Id": "'6919aa0000000000000000a1"}, "external_id", "6919aa0000000000000000a1"),
        ({"Apollo Contact Id": "6.919E+23"}, "external_id", None),
    ],
)
def test_apollos_columns_vary_by_the_date_of_the_export(cells: dict[str, str], member: str, value: str | None) -> None:
    (lead,) = row("apollo", Email="x@firm.example", **cells).leads

    assert getattr(lead, member) == value


@pytest.mark.parametrize("column", ["# Employees", "Employees", "Number of Employees"])
def test_apollos_count_of_employees_is_kept_under_one_name(column: str) -> None:
    (lead,) = row("apollo", **{"Email": "x@firm.example", column: "180"}).leads

    assert lead.attributes["company_size"] == "180"


def test_a_row_of_apollo_without_e_mail_and_first_name_is_still_one() -> None:
    (lead,) = row("apollo", **{"Last Name": "Hale", "Work Direct Phone": "'+44 20 7946 0811"}).leads

    assert (lead.last_name, lead.phone) == ("Hale", "+442079460811")


def test_who_must_not_be_contacted_is_left_alone_and_the_others_are_leads() -> None:
    parsed = listed(
        "apollo",
        {"Email": "a@firm.example", "Stage": "Cold", "Apollo Contact Id": "c1"},
        {"Email": "b@firm.example", "Stage": "Do Not Contact", "Apollo Contact Id": "c2"},
        {"Email": "", "Stage": "Do Not Contact", "Apollo Contact Id": ""},
    )

    assert [lead.email for lead in parsed.leads] == ["a@firm.example"]
    assert [one.person.email for one in parsed.suppressions] == ["b@firm.example"]
    assert [one.error for one in parsed.refused] == ["NobodyNamed"]
    assert row("apollo", Email="b@firm.example", Stage="do not contact").disposition is Disposition.SUPPRESS


def test_a_contact_of_zoominfo_is_an_outbound_lead() -> None:
    (lead,) = listed("zoominfo", ZOOMINFO).leads

    assert (lead.motion, lead.external_id, lead.alias, lead.event_id, lead.occurred_at) == (
        "outbound", "-1482910372", "-1482910372", "-1482910372", None,
    )  # fmt: skip
    assert (lead.email, lead.phone, lead.first_name, lead.last_name, lead.job_title) == (
        "chidi.okafor@meridian-freight.example", "+12025550147", "Chidi", "Okafor", "Head of Procurement",
    )  # fmt: skip
    assert (lead.company, lead.domain, lead.country) == ("Meridian Freight", "meridian-freight.example", "US")
    assert lead.consent is None
    assert dict(lead.attributes) == {
        "industry": "Transportation",
        "company_size": "180",
        "seniority": "Director",
        "department": "Operations",
        "city": "Boston",
        "region": "Massachusetts",
        "accuracy_score": "94",
        "notice_provided": "2026-03-02",
        "zoominfo_company_id": "344589814",
        "annual_revenue": 24_500_000,
    }


@pytest.mark.parametrize(
    ("said", "dollars"),
    [("24500", 24_500_000), ("$ 1,024", 1_024_000), ("12.7", 12_000), ("n/a", None), ("1E+06", None)],
)
def test_zoominfo_writes_revenue_in_thousands(said: str, dollars: int | None) -> None:
    (lead,) = listed("zoominfo", ZOOMINFO | {"Revenue (in 000s USD)": said}).leads

    assert lead.attributes.get("annual_revenue") == dollars


@pytest.mark.parametrize(("said", "id"), [("'-77", "-77"), ("77", "77"), ("-1.48E+09", None), ("", None)])
def test_an_id_that_a_spreadsheet_rounded_is_none(said: str, id: str | None) -> None:
    (lead,) = listed("zoominfo", ZOOMINFO | {"ZoomInfo Contact ID": said}).leads

    assert (lead.external_id, lead.event_id) == (id, id)


def test_the_same_contact_on_another_list_is_another_touch() -> None:
    keys = [listed("zoominfo", ZOOMINFO | {"List Name": name}).leads[0].event_id for name in ("Q1", "Q2")]

    assert keys == ["-1482910372:Q1", "-1482910372:Q2"]


def test_the_e_mail_domain_stands_for_a_missing_website() -> None:
    cells: dict[str, Any] = {
        name: ZOOMINFO[name] for name in ("ZoomInfo Contact ID", "Email Domain", "Company HQ Phone")
    }

    (lead,) = row("zoominfo", **cells, Country="US").leads

    assert (lead.domain, lead.phone) == ("meridian-freight.example", "+12025550100")


@pytest.mark.parametrize("adapter", ["apollo", "zoominfo"])
def test_a_file_of_another_vendor_is_refused(adapter: str) -> None:
    with pytest.raises(WrongShape):
        listed(adapter, {"Kundennummer": "1", "Ort": "Bremen"})


SEMICOLONS = "First Name;Last Name;Email;Company;Corporate Phone\r\nJürgen;Groß;j.gross@sued.example;Süd, AG;'+49 30 23125777\r\n"


@pytest.mark.parametrize(
    "body",
    [
        SEMICOLONS.encode(),
        SEMICOLONS.encode("cp1252"),
        SEMICOLONS.encode("utf-16"),
        SEMICOLONS.encode("utf-16-le"),
        SEMICOLONS.replace(";", "\t").encode(),
        SEMICOLONS.replace(";", "|").encode("utf-8-sig"),
        b"sep=;\r\n" + SEMICOLONS.encode(),
        b"\r\n\r\n" + SEMICOLONS.encode(),
    ],
    ids=["semicolons", "windows-1252", "utf-16", "utf-16 unmarked", "tabs", "bars", "sep line", "blank lines"],
)
def test_a_list_at_a_hook_is_read_whatever_program_wrote_it(body: bytes) -> None:
    (lead,) = read("apollo", body, content_type="text/csv").leads

    assert (lead.first_name, lead.last_name, lead.email, lead.company, lead.phone) == (
        "Jürgen", "Groß", "j.gross@sued.example", "Süd, AG", "+493023125777",
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["text/plain; charset=utf-8", "application/octet-stream", ""])
def test_a_list_that_is_not_called_one_is_read_as_one(kind: str) -> None:
    leads = read("generic", SEMICOLONS.encode(), content_type=kind).leads

    assert [lead.email for lead in leads] == ["j.gross@sued.example"]
