"""Workbooks: the list's sheet is found, and its cells read as people see them."""

import datetime as dt
import io
import tracemalloc
import zipfile

import openpyxl
import pytest
from tests.unit.lead_intake.lists.files import cells, read, refusals, rewritten, with_shared_strings, workbook

from lead_intake.adapters.lists import shared_strings, xml_parts
from lead_intake.adapters.lists.reading import Options
from lead_intake.adapters.lists.workbook import Workbook
from lead_intake.domain.errors import IntakeError, OversizedBody, UnreadableBody, WrongShape

HEADER = ["E-Mail", "Name", "Phone", "When"]
ANN = ["ann@x.example", "Ann", 447912345678, dt.datetime(2026, 11, 1, 9, 30)]  # noqa: DTZ001 - no workbook knows zones
READ = {"E-Mail": "ann@x.example", "Name": "Ann", "Phone": "447912345678", "When": "2026-11-01T09:30:00"}


@pytest.mark.parametrize("body", [workbook(HEADER, ANN), with_shared_strings(workbook(HEADER, ANN))])
def test_numbers_dates_and_texts_are_read_as_they_are_seen(body: bytes) -> None:
    assert cells(body) == [READ]


def test_texts_may_hold_what_xml_cannot() -> None:
    assert cells(with_shared_strings(workbook(["email", "x"], ["a@x.example", "a_x000D_b_x0041_"])))[0]["x"] == "a\rbA"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.time(9, 5), "09:05:00"),
        (True, "true"),
        (1.5, "1.5"),
        (12.0, "12"),
        ("line\none", "line\none"),
        ("'+44 20 7946 0000", "+44 20 7946 0000"),
        ("=1+1", None),
        ("#N/A", None),
        ("a\u200b& <b>", "a\u200b& <b>"),
    ],
)
def test_each_kind_of_cell(value: object, shown: str | None) -> None:
    assert cells(workbook(["email", "x"], ["a@x.example", value]))[0].get("x") == shown


def test_of_a_formula_the_value_that_was_last_calculated_counts() -> None:
    body = workbook(["email", "x"], ["a@x.example", "=1+1"])
    calculated = rewritten(body, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    assert calculated != body or b"<v></v>" in body

    assert cells(calculated)[0].get("x") == "2"


def test_a_number_that_lost_its_digits_is_told() -> None:
    (refused,) = refusals(workbook(["name", "phone", "email"], ["Ann", 4.479123456789e20, None]))

    assert (refused.error, refused.column) == ("NoReach", "phone")


def test_the_first_sheet_that_is_shown_and_not_empty_is_the_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADER, ANN, before=2)))
    hidden = book.create_sheet("Hidden", 0)
    hidden.append(["email"])
    hidden.append(["hidden@x.example"])
    hidden.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)

    rows, facts = read(file.getvalue())

    assert (len(rows), facts.format, facts.sheet) == (1, "xlsx", "People")
    assert cells(file.getvalue(), sheet="hidden ") == [{"email": "hidden@x.example"}]


def sheets(**rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, lines in rows.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


PEOPLE = [["Name", "Email"], ["Ann", "ann@x.example"]]


@pytest.mark.parametrize(
    "before",
    [
        [["How to read this book"], ["Ask crm@firm.example"]],
        [["E-Mail", "crm@firm.example"], ["Phone", "+44 20 7946 0000"]],
        [["Country", "Code"], ["Germany", "DE"]],
    ],
)
def test_a_cover_before_the_list_is_not_taken_for_it(before: list[list[str]]) -> None:
    rows, facts = read(sheets(Cover=before, People=PEOPLE))

    assert ([row.line for row in rows], facts.sheet, facts.notes) == ([2], "People", [])


def test_of_two_lists_the_first_is_read_and_the_other_is_told() -> None:
    rows, facts = read(sheets(Mine=PEOPLE, Codes=[["a"]], Yours=PEOPLE))

    assert (len(rows), facts.sheet) == (1, "Mine")
    assert facts.notes == ["only the sheet Mine is read; name the sheet to read another: Yours"]
    assert read(sheets(Mine=PEOPLE, Yours=PEOPLE), sheet="Yours")[1].notes == []


def test_a_title_in_merged_cells_and_gaps_are_left_out() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"], sheet["B4"], sheet["D4"], sheet["B9"], sheet["D9"] = "Our list", "E-Mail", "Name", "a@x.example", "Ann"
    sheet.merge_cells("B2:D2")
    file = io.BytesIO()
    book.save(file)

    rows, facts = read(file.getvalue())

    assert [(row.number, row.line) for row in rows] == [(1, 9)]
    assert "1 lines above the header were left out" in facts.notes
    assert cells(file.getvalue()) == [{"E-Mail": "a@x.example", "Name": "Ann"}]


@pytest.mark.parametrize(
    ("part", "old", "new", "error"),
    [
        ("xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData><row", UnreadableBody),
        ("xl/worksheets/sheet1.xml", b'r="2"', b'r="2000000"', WrongShape),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="ZZZZ2"', WrongShape),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="XFD2"', WrongShape),
        ("xl/worksheets/sheet1.xml", b'r="A2"', b'r="2"', UnreadableBody),
        ("xl/worksheets/sheet1.xml", b"<v>447912345678</v>", b"<v>many</v>", UnreadableBody),
        ("xl/worksheets/sheet1.xml", b"<v>3</v>", b"<v>99</v>", UnreadableBody),
        ("xl/workbook.xml", b"<sheets>", b"<sheet", UnreadableBody),
        ("_rels/.rels", b"officeDocument", b"nothing", UnreadableBody),
    ],
)
def test_a_damaged_workbook_is_refused_by_name(part: str, old: bytes, new: bytes, error: type[IntakeError]) -> None:
    whole = with_shared_strings(workbook(HEADER, ANN))
    damaged = rewritten(whole, part, old, new)
    assert damaged != whole

    with pytest.raises(error):
        read(damaged)


def test_an_xml_bomb_does_not_go_off() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    whole = with_shared_strings(workbook(HEADER, ANN))
    for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        with zipfile.ZipFile(io.BytesIO(whole)) as book:
            content = book.read(part)
        with pytest.raises(UnreadableBody):
            read(rewritten(whole, part, content, bomb + content.split(b"?>", 1)[-1]))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    file = io.BytesIO(workbook(HEADER, ANN))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/media/image.bin", "w") as part:
        for _ in range(80):
            part.write(bytes(1 << 20))

    with pytest.raises(OversizedBody):
        read(file.getvalue())


@pytest.mark.parametrize("body", [b"PK\x03\x04 and no more", workbook(HEADER, ANN)[:-30], workbook(HEADER, ANN)[:900]])
def test_a_workbook_that_breaks_off_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableBody):
        read(body)


def test_a_table_of_texts_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings, "_MOST_TEXTS", 5)

    with pytest.raises(OversizedBody):
        read(with_shared_strings(workbook(HEADER, ANN)))


def test_a_sheet_that_is_not_there_and_one_of_a_csv_file_are_refused() -> None:
    for body in (workbook(HEADER, ANN), b"email\na@x.example\n"):
        with pytest.raises(WrongShape) as refused:
            read(body, sheet="Summary")
        assert refused.value.field == "sheet"


def test_a_workbook_over_the_limit_is_refused() -> None:
    with pytest.raises(OversizedBody):
        read(workbook(HEADER, ANN), limit=1024)
    assert Options(limit=1).limit == 1


def test_a_long_sheet_takes_no_more_memory_than_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_strings, "_REMEMBERED", 100)

    def peak(count: int) -> int:
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("L")
        sheet.append(HEADER)
        for n in range(count):
            sheet.append([f"a{n}@x.example", f"Ann {n}", n, None])
        file = io.BytesIO()
        book.save(file)
        whole = io.BytesIO(with_shared_strings(file.getvalue()))
        tracemalloc.start()
        assert sum(1 for _ in Workbook(whole).records()) == count + 1
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is imported once
    short, long = peak(1_500), peak(4_500)

    assert long < short + 150_000  # 16 bytes are kept for a row's two texts; 3,000 rows take more than a million


@pytest.mark.parametrize("runs", [1, 3])
@pytest.mark.parametrize("shared", [False, True])
def test_a_cell_without_end_is_refused(runs: int, shared: bool) -> None:
    whole = workbook(["email", "x"], ["a@x.example", "endless"])
    text = b"</t></r><r><t>".join([b"a" * (xml_parts.LONGEST_TEXT // runs + 70_000)] * runs)
    if shared:
        whole = with_shared_strings(whole)
        endless = rewritten(whole, "xl/sharedStrings.xml", b"<t>ndless</t>", b"<t>" + text + b"</t>")
    else:
        endless = rewritten(whole, "xl/worksheets/sheet1.xml", b"<t>endless</t>", b"<r><t>" + text + b"</t></r>")
    assert len(endless) != len(whole)

    with pytest.raises(UnreadableBody, match="longer than"):
        read(endless)


@pytest.mark.parametrize("number", [b"-1", b"x", b"9" * 5_000, b""])
def test_a_text_by_a_number_that_is_none_is_refused(number: bytes) -> None:
    whole = with_shared_strings(workbook(["email", "x"], ["a@x.example", "text"]))
    damaged = rewritten(whole, "xl/worksheets/sheet1.xml", b"<v>3</v>", b"<v>" + number + b"</v>")

    if number:
        with pytest.raises(UnreadableBody):
            read(damaged)
    else:
        assert cells(damaged) == [{"email": "a@x.example"}]


def test_cells_in_any_order_and_with_whitespace_between_are_read() -> None:
    whole = workbook(["email", "x", "y"], ["a@x.example", 1, 2])
    swapped = rewritten(
        whole, "xl/worksheets/sheet1.xml",
        b'<c r="B2" t="n"><v>1</v></c><c r="C2" t="n"><v>2</v></c>',
        b'\n <c r="C2" t="n">\n <f>1+1</f>\n <v>2</v>\n </c>\n <c r="B2" t="n">\n <v>1</v>\n </c>\n',
    )  # fmt: skip
    assert swapped != whole

    assert cells(swapped) == [{"email": "a@x.example", "x": "1", "y": "2"}]
