"""Lists: how fast rows are read and made into the records that Kafka would get, and in how much memory."""

import asyncio
import io
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import psutil
from tests.benchmarks.kept_list import keep

from lead_contracts.events.delivery import RequestFacts
from lead_intake.adapters.http.import_run import Rows
from lead_intake.adapters.lists.reading import ListFile, Options
from lead_intake.adapters.lists.table import Row

CSV_ROWS, XLSX_ROWS, KEPT_ROWS, LONG_ROWS, ROUNDS = 100_000, 20_000, 200_000, 1_000_000, 3
HEADER = ("First Name", "Last Name", "Title", "Company", "E-Mail", "Phone", "Employees", "Country")


def measure() -> Iterable[tuple[str, str, str]]:
    """What, reached, aim."""
    csv = b"".join(_csv(CSV_ROWS))
    for encoding, body in (("UTF-8", csv), ("UTF-16", csv.decode().encode("utf-16"))):
        rates = [_rate(_pieces(body), CSV_ROWS) for _ in range(ROUNDS)]
        yield f"CSV of 8 columns in {encoding}, rows/s parsed into records", _shown(rates), "at least 20,000"
    book = _workbook(XLSX_ROWS)
    rates = [_rate(_pieces(book), XLSX_ROWS) for _ in range(ROUNDS)]
    yield "workbook of 8 columns, rows/s parsed into records", _shown(rates), ""
    before = psutil.Process().memory_info().rss
    rate, _ = _rate(_async(_csv(LONG_ROWS)), LONG_ROWS)
    grown = (psutil.Process().memory_info().rss - before) / (1 << 20)
    yield "CSV of 1,000,000 rows, rows/s, and MB that the process grew", f"{rate:,.0f}, {grown:.0f} MB", "bounded"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        file.write_bytes(b"".join(_csv(KEPT_ROWS)))
        kept = keep(file, KEPT_ROWS)
    what = f"CSV of {KEPT_ROWS:,} rows kept in Kafka by the HTTP side, rows/s, MB of the process, rows that lie there twice"
    yield what, f"{kept.rate:,.0f} ({kept.cpu:,.0f} per s of CPU), {kept.peak:.0f} MB, {kept.twice} twice", "bounded"


def _rate(chunks: AsyncIterator[bytes], expected: int) -> tuple[float, float]:
    """Rows per second, and per second of CPU: what others do on the machine slows the first alone."""
    facts = RequestFacts(method="POST", path="/v1/imports", authenticated=True, key_name="bench")
    rows = Rows("bench", "seed", "list", facts, "bench", lambda: datetime.now(UTC))

    async def go() -> int:
        count = 0
        async for outcomes in ListFile(Options(1 << 40)).outcomes(chunks):
            for outcome in outcomes:
                assert isinstance(outcome, Row)
                rows.delivery(outcome.body, outcome.number)
                count += 1
        return count

    started, busy = time.perf_counter(), time.process_time()
    assert asyncio.run(go()) == expected
    return expected / (time.perf_counter() - started), expected / (time.process_time() - busy)


def _csv(count: int) -> Iterator[bytes]:
    yield (",".join(HEADER) + "\n").encode()
    for start in range(0, count, 500):
        lines = (",".join(_row(n)) for n in range(start, min(start + 500, count)))
        yield ("\n".join(lines) + "\n").encode()


def _row(n: int) -> tuple[str, ...]:
    return (
        f"Jürgen{n}", "Bergman", '"Head of Operations, EMEA"', f"Firm {n % 211}", f"person{n}@firm{n % 211}.example",
        f"+49 30 2312{n % 10_000:04d}", str(n % 400), "Germany",
    )  # fmt: skip


def _workbook(count: int) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("People")
    sheet.append(HEADER)
    for n in range(count):
        sheet.append([*_row(n)[:6], n % 400, "Germany"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def _pieces(body: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def _async(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def _shown(rates: list[tuple[float, float]]) -> str:
    return "; ".join(f"{wall:,.0f} ({busy:,.0f} per s of CPU)" for wall, busy in rates)
