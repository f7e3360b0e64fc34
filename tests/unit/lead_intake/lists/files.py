"""Lists as other programs write them, and what is read of them."""

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Iterator
from typing import Any

import openpyxl

from lead_intake.adapters.lists.reading import FileFacts, ListFile, Options
from lead_intake.adapters.lists.table import Outcome, Refusal, Row


async def chunks(body: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


def read(body: bytes, size: int = 1 << 16, **options: Any) -> tuple[list[Outcome], FileFacts]:
    """All rows of a list that arrives in chunks of ``size`` bytes, and what it was found to be."""
    list_file = ListFile(Options(**({"limit": 1 << 26} | options)))

    async def go() -> list[Outcome]:
        return [row async for some in list_file.outcomes(chunks(body, size)) for row in some]

    return asyncio.run(go()), list_file.facts


def cells(body: bytes, **options: Any) -> list[dict[str, str]]:
    """The cells of the rows that can be kept; all must be."""
    rows, _ = read(body, **options)
    assert not [row for row in rows if isinstance(row, Refusal)]
    return [json.loads(row.body) for row in rows if isinstance(row, Row)]


def refusals(body: bytes, **options: Any) -> list[Refusal]:
    return [row for row in read(body, **options)[0] if isinstance(row, Refusal)]


def workbook(*rows: list[Any], title: str = "People", before: int = 0) -> bytes:
    """A workbook with the rows on its last sheet, after ``before`` empty ones."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for index in range(before):
        book.create_sheet(f"Empty {index}")
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(body: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with something replaced in one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content.replace(old, new) if name == part else content)
    return file.getvalue()


def with_shared_strings(body: bytes) -> bytes:
    """The workbook as Excel writes it: openpyxl puts texts into the cells, Excel into a table beside them."""
    texts: list[str] = []

    def shared(found: re.Match[str]) -> str:
        texts.append(found[2])
        return f'{found[1]} t="s"><v>{len(texts) - 1}</v></c>'

    with zipfile.ZipFile(io.BytesIO(body)) as book:
        name = "xl/worksheets/sheet1.xml"
        sheet = book.read(name).decode()
    numbered = re.sub(r'(<c [^>]*?) t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>', shared, sheet, flags=re.DOTALL)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="rIdS" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    table = "".join(
        f"<si><r><t>{text[:1]}</t></r><r><t>{text[1:]}</t></r><rPh><t>spoken</t></rPh></si>" for text in texts
    )
    body = rewritten(body, name, sheet.encode(), numbered.encode())
    body = rewritten(body, "xl/_rels/workbook.xml.rels", b"</Relationships>", relation.encode())
    file = io.BytesIO(body)
    with zipfile.ZipFile(file, "a") as book:
        book.writestr("xl/sharedStrings.xml", f"<?xml version='1.0'?><sst xmlns='x'>{table}</sst>")
    return file.getvalue()


def people(count: int) -> Iterator[bytes]:
    """A long list in pieces of some rows."""
    yield b"First Name;Last Name;Title;Company;E-Mail;Phone;Employees;Country\n"
    for start in range(0, count, 500):
        yield b"".join(
            b"Ada%d;Bergman;Head of Operations;Firm %d;ada%d@firm%d.example;+49 30 2312%04d;%d;Germany\n"
            % (n, n % 211, n, n % 211, n % 10_000, n % 400)
            for n in range(start, min(start + 500, count))
        )
