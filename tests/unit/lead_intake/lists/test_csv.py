"""CSV as programs write it: cells come out as their authors meant them, and what cannot is refused by row."""

import csv
import gzip
import io
import json
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.lists.files import cells, people, read, refusals, workbook

from lead_intake.adapters.lists import csv_records
from lead_intake.adapters.lists.csv_records import CsvRecords
from lead_intake.adapters.lists.encoding import Decoder
from lead_intake.adapters.lists.records import Record
from lead_intake.adapters.lists.table import Row, Table
from lead_intake.domain.errors import IntakeError, OversizedBody, UnreadableBody, WrongShape

ANN = {"email": "ann@x.example", "name": "Ann"}


@pytest.mark.parametrize(
    "body",
    [
        b"email,name\nann@x.example,Ann\n",
        b"email;name\r\nann@x.example;Ann\r\n",
        b"email\tname\rann@x.example\tAnn\r",
        b"email|name\nann@x.example|Ann",
        b"email^name\nann@x.example^Ann",
        b"sep=;\r\nemail;name\r\nann@x.example;Ann\r\n",
        b"sep=#\r\nemail#name\r\nann@x.example#Ann\r\n",
        b'"sep=|"\nemail|name\nann@x.example|Ann\n',
        b'"email","name"\n"ann@x.example","Ann"\n',
        b"\n\n  \nemail,name\n\n,\nann@x.example,Ann\n\n\n",
        b"email,name,,,\nann@x.example,Ann,,,\n",
        b"email,name\nann@x.example,Ann,,,,\n",
        b"\x00email,na\x00me\nann@x.example,Ann\n",
        b" email , name \n ann@x.example , Ann \n",
        b"My contacts of 2026,,\nexported,by,Ann\nemail,name\nann@x.example,Ann\n",
        b'email,name\nann@x.example,="Ann"\n',
        gzip.compress(b"email,name\n") + gzip.compress(b"ann@x.example,Ann\n"),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1 << 16])
def test_the_form_of_the_file_does_not_matter(body: bytes, size: int) -> None:
    assert cells(body, size=size) == [ANN]


def test_a_delimiter_is_found_over_several_lines() -> None:
    body = b"name;email;turnover\nFirm, Inc;a@x.example;1,5\nB, C, D;b@x.example;2,5\n"

    assert cells(body)[0] == {"name": "Firm, Inc", "email": "a@x.example", "turnover": "1,5"}


def test_a_delimiter_may_be_said() -> None:
    assert cells(b"email:name\nann@x.example:Ann\n", delimiter=":") == [ANN]


def test_quotes_hold_line_breaks_delimiters_and_quotes() -> None:
    body = b'email,note\na@x.example,"two\r\nlines, ""quoted"""\nb@x.example,5" pipe\n'

    assert [row["note"] for row in cells(body)] == ['two\r\nlines, "quoted"', '5" pipe']


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'+44 20 7946 0000", "+44 20 7946 0000"),
        ('="0049301234567"', "0049301234567"),
        ('"=""0049301234567"""', "0049301234567"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("=", "="),
    ],
)
def test_the_marks_that_are_for_a_spreadsheet_alone_are_taken_off(cell: str, meant: str) -> None:
    assert cells(f"email,x\na@x.example,{cell}\n".encode())[0]["x"] == meant


def test_a_phone_number_that_a_spreadsheet_has_rounded_is_told_and_not_guessed() -> None:
    body = b"email,phone\na@x.example,4.47912E+11\n,4.47912E+11\n"

    rows, _ = read(body)

    assert isinstance(rows[0], Row)
    assert json.loads(rows[0].body)["phone"] == "4.47912E+11"
    assert rows[0].warnings == ("phone: a spreadsheet has rounded the number: format the column as text",)
    assert [(row.number, row.line, row.error, row.column) for row in refusals(body)] == [(2, 3, "NoReach", "phone")]


def test_a_formula_that_failed_says_nothing() -> None:
    rows, _ = read(b"email,company\na@x.example,#N/A\n")

    assert isinstance(rows[0], Row)
    assert (json.loads(rows[0].body), rows[0].warnings) == (
        {"email": "a@x.example"},
        ("company: a formula failed there",),
    )


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (b"Acme, Inc,a@x.example,Ann", "WrongShape"),
        (b"Total,,12345678", "WrongShape"),
        (b"Firm,,Ann", "NoReach"),
        (b"Firm,,12-34", "NoReach"),
        (b'Firm,"' + b"x" * 140_000 + b",Ann", "UnreadableBody"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused_and_its_neighbours_go_on(row: bytes, error: str) -> None:
    body = b"company,email,name\nF,a@x.example,A\n" + row + b"\nG,b@x.example,B\n"

    rows, _ = read(body)

    assert [type(one).__name__ for one in rows] == ["Row", "Refusal", "Row"]
    assert [(one.number, one.line, one.error) for one in refusals(body)] == [(2, 3, error)]


def test_columns_without_a_name_and_with_the_name_of_another_lose_nothing() -> None:
    body = b"Email,Email,,Phone\n,b@x.example,x,1\na@x.example,c@x.example,,\n"

    rows = cells(body)

    assert rows[0] == {"Email": "b@x.example", "column 3": "x", "Phone": "1"}
    assert rows[1] == {"Email": "a@x.example", "Email (2)": "c@x.example"}


def test_a_header_of_two_lines_is_one() -> None:
    assert cells(b"Contact,,Email\nFirst,Last,\nAnn,Lee,a@x.example\n") == [
        {"First": "Ann", "Last": "Lee", "Email": "a@x.example"}
    ]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", WrongShape),
        (b"\n\n", WrongShape),
        (b"name,company\nAnn,Firm\n", WrongShape),
        (b"ann@x.example,Ann\nbob@x.example,Bob\n", WrongShape),
        (b"\xd0\xcf\x11\xe0 an old workbook", UnreadableBody),
        (gzip.compress(b"email\na@x.example\n" * 50)[:-9], UnreadableBody),
        (b"\x1f\x8b no gzip", UnreadableBody),
        (b"email\n" + b'"' * 3 + b"x" * (2 << 20), UnreadableBody),
    ],
)
def test_a_file_that_is_no_list_is_refused_by_name(body: bytes, error: type[IntakeError]) -> None:
    with pytest.raises(error):
        read(body, limit=2 << 20)


def test_a_file_that_unpacks_to_more_than_the_limit_is_refused() -> None:
    with pytest.raises(OversizedBody):
        read(gzip.compress(b"email\n" + b"a@x.example\n" * 2_000), limit=10_000)


def test_a_header_that_holds_data_is_not_repeated_in_the_error() -> None:
    with pytest.raises(WrongShape) as refused:
        read(b"secret@x.example,Ann\n")

    assert "secret" not in str(refused.value)


def test_quotes_that_are_never_closed_do_not_cost_the_list() -> None:
    body = b"email,note\n" + b'a@x.example,"' + b"z" * 200_000 + b"\n" + b"b@x.example,ok\n" * 5

    rows, _ = read(body)

    assert [row.number for row in rows if isinstance(row, Row)] == [2, 3, 4, 5, 6]


def test_a_quote_that_is_never_closed_spoils_its_own_line_alone() -> None:
    body = b'email,note\na@x.example,"oops\n' + b"b@x.example,a note that is some characters long\n" * 4_000

    rows, _ = read(body)

    assert [row.number for row in rows if not isinstance(row, Row)] == [1]
    assert (len(rows), rows[1].line) == (4_001, 3)


@pytest.mark.parametrize("size", range(1, 9))
def test_a_line_break_that_is_cut_in_two_is_one(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "SAMPLE", 1)
    text, records = 'a,b\r\n"c\r\nd",e\r\n\r\nf,g\r\n', CsvRecords(",")

    cut = [one for start in range(0, len(text), size) for one in records.feed(text[start : start + size])]

    assert [*cut, *records.feed("", final=True)] == [
        Record(1, ["a", "b"]),
        Record(2, ["c\r\nd", "e"]),
        Record(5, ["f", "g"]),
    ]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(TEXT, min_size=1, max_size=4), max_size=8), st.sampled_from(["\n", "\r\n"]), st.integers(1, 40)
)
def test_what_was_written_is_read_however_it_is_cut(rows: list[list[str]], end: str, size: int) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    text, records = file.getvalue(), CsvRecords(",")

    cut = [one for start in range(0, len(text), size) for one in records.feed(text[start : start + size])]
    cut += records.feed("", final=True)

    assert [one.cells for one in cut if isinstance(one, Record)] == rows or "sep=" in text


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"email,a\n", b"PK\x03\x04", b"\x1f\x8b", b"\xff\xfe", b'email,a\n"']),
)
def test_no_bytes_raise_anything_but_named_errors(body: bytes, head: bytes) -> None:
    with suppress(IntakeError):
        read(head + body, size=50)


def test_a_long_list_takes_no_more_memory_than_a_short_one() -> None:
    def peak(count: int) -> int:
        decoder, records, table = Decoder(), CsvRecords(), Table()
        tracemalloc.start()
        read_rows = sum(1 for piece in people(count) for _ in table.take(records.feed(decoder.feed(piece))))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert read_rows > count - 1_000
        return most

    short, long = peak(1_500), peak(5_000)

    assert long < short * 1.2 + 100_000


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n%...", "a PDF"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><table><tr><td>Email</td></tr>", "a web page"),
        (b"<html><body>ann@x.example", "a web page"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (b'[{"email": "ann@x.example"}]', "JSON"),
        (b'{"email": "ann@x.example"}\n', "JSON"),
    ],
)
def test_what_is_no_list_is_told_by_its_kind(body: bytes, kind: str) -> None:
    with pytest.raises(UnreadableBody, match=f"the file is {kind}"):
        read(body, size=5)


@pytest.mark.parametrize(
    "body",
    [
        b'"Name,Email,Note"\n"Ann,ann@x.example,""a, b"""\n',
        b'"Name;Email;Note";;\r\n"Ann;ann@x.example;a, b";;\r\n',
        b'Our list\n\n"Name,Email,Note"\n"Ann,ann@x.example,""a, b"""\n',
        workbook(["Name;Email;Note"], ["Ann;ann@x.example;a, b"]),
    ],
)
def test_rows_that_lie_in_one_cell_are_parted(body: bytes) -> None:
    rows, facts = read(body)

    assert [json.loads(row.body) for row in rows if isinstance(row, Row)] == [
        {"Name": "Ann", "Email": "ann@x.example", "Note": "a, b"}
    ]
    assert any(note.startswith("each row lies in one cell") for note in facts.notes)


@pytest.mark.parametrize("body", [b"email\nann@x.example\n", b'"E-mail, private"\nann@x.example\n"a, b"\n'])
def test_a_list_of_one_column_is_left_in_one(body: bytes) -> None:
    _, facts = read(body)

    assert (len(facts.columns), facts.notes) == (1, [])


def test_a_long_list_in_one_cell_is_parted_to_its_end_and_what_cannot_be_is_refused() -> None:
    lines = b"".join(b'"Ann,a%d@x.example"\n' % n for n in range(40))
    rows, _ = read(b'"Name,Email"\n' + lines + b'"Bob\nLee,b@x.example"\n')

    assert [json.loads(row.body)["Email"] for row in rows if isinstance(row, Row)] == [
        f"a{n}@x.example" for n in range(40)
    ]
    assert [row.error for row in rows[40:] if not isinstance(row, Row)] == ["UnreadableBody"]
