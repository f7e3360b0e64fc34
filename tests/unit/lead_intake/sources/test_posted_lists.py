"""Lists that somebody posts to a hook as files: workbooks and CSV, bare or in a form."""

import pytest
from tests.unit.lead_intake.lists.files import workbook
from tests.unit.lead_intake.sources.test_generic import read

from lead_intake.domain.errors import IntakeError, UnreadableBody

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOOK = workbook(
    ["Expo 2026"], ["E-Mail", "Vorname", "Firma"], ["jo.doe@acme.example", "Jo", "Acme"], ["", "Nobody", ""],
    ["kim@fjord.example", "Kim", "Fjord"],
)  # fmt: skip
CSV = b"E-Mail;Vorname\njo.doe@acme.example;Jo\nkim@fjord.example;Kim\n"


def form(name: str, file: bytes, **fields: str) -> tuple[bytes, str]:
    """A multipart form with one file, and its content type."""
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{said}'.encode() for key, said in fields.items()]
    parts.append(f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode() + file)
    return b"".join(b"--X\r\n%b\r\n" % part for part in parts) + b"--X--\r\n", "multipart/form-data; boundary=X"


@pytest.mark.parametrize("content_type", [XLSX, "application/octet-stream", "application/json", ""])
def test_a_workbook_is_read_as_a_list_whatever_it_is_said_to_be(content_type: str) -> None:
    parsed = read(BOOK, content_type)

    assert [(lead.email, lead.first_name, lead.company) for lead in parsed.leads] == [
        ("jo.doe@acme.example", "Jo", "Acme"),
        ("kim@fjord.example", "Kim", "Fjord"),
    ]
    assert [(one.index, one.error) for one in parsed.refused] == [(1, "NoReach")]


@pytest.mark.parametrize(("name", "file"), [("People.XLSX", BOOK), ("people.csv", CSV)])
def test_a_file_in_a_form_is_a_list_and_the_form_says_what_holds_for_all(name: str, file: bytes) -> None:
    parsed = read(*form(name, file, campaign="Expo"))

    assert [(lead.email, lead.campaign) for lead in parsed.leads] == [
        ("jo.doe@acme.example", "Expo"),
        ("kim@fjord.example", "Expo"),
    ]


@pytest.mark.parametrize(("name", "file"), [("prices.xlsx", BOOK), ("cv.docx", BOOK), ("notes.csv", b"\xff\xfe")])
def test_what_a_person_attaches_is_no_list(name: str, file: bytes) -> None:
    (lead,) = read(*form(name, file, email="ann@firm.example")).leads

    assert lead.email == "ann@firm.example"


@pytest.mark.parametrize("body", [b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0 an old one", BOOK[:-200]])
def test_a_workbook_that_cannot_be_read_is_refused_by_name(body: bytes) -> None:
    with pytest.raises(UnreadableBody):
        read(body, XLSX)


def test_a_workbook_without_a_column_to_reach_anybody_by_is_refused() -> None:
    with pytest.raises(IntakeError):
        read(workbook(["Shoe", "Size"], ["left", 42]), XLSX)


def test_a_workbook_of_too_many_rows_belongs_to_imports() -> None:
    rows = [[f"p{number}@acme.example"] for number in range(5_001)]

    with pytest.raises(IntakeError, match="/v1/imports"):
        read(workbook(["Email"], *rows), XLSX)
