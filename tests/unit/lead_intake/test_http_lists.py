"""``/v1/imports``: each row of a list is a delivery."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.samples import body_of
from tests.unit.lead_intake.world import KEY, FakeLog, app


def test_each_row_of_a_list_is_a_delivery() -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports?source=apollo", log=log, content=body_of("apollo/contacts_export.csv"))

    assert (answer.status_code, answer.json()["rows"]) == (202, 2)
    assert [(kept.source, kept.channel) for kept in log.kept] == [("apollo", "list")] * 2
    assert [kept.request.headers["import-row"] for kept in log.kept if kept.request] == ["1", "2"]
    assert json.loads(log.kept[1].body)["Company Name"] == "Hale & Sons"


def test_a_long_list_is_streamed_and_kept_whole() -> None:
    log = FakeLog()
    body = b"Email;Notes\n" + b"".join(b'p%d@firm.example;"two\nlines; ""quoted"""\n' % row for row in range(3000))

    async def go() -> httpx.Response:
        async def chunks() -> Any:
            for start in range(0, len(body), 997):
                yield body[start : start + 997]

        async with httpx.AsyncClient(transport=httpx.ASGITransport(app(log)), base_url="https://x.example") as client:
            return await client.post("/v1/imports", headers={"Authorization": f"Bearer {KEY}"}, content=chunks())

    answer = asyncio.run(go())

    assert answer.json()["rows"] == len(log.kept) == 3000
    assert json.loads(log.kept[2999].body) == {"Email": "p2999@firm.example", "Notes": 'two\nlines; "quoted"'}


def test_the_same_list_under_the_same_key_gives_the_same_deliveries() -> None:
    logs = [FakeLog(), FakeLog()]
    for log in logs:
        ask("POST", "/v1/imports", log=log, content=b"email\na@firm.example\n", headers={"Idempotency-Key": "q4"})

    assert logs[0].kept[0].delivery_id == logs[1].kept[0].delivery_id


@pytest.mark.parametrize("body", [b"", b"\n\n", b"email\n", b"name,company\nAnn,Firm\n"])
def test_a_list_without_rows_or_reach_is_refused(body: bytes) -> None:
    log = FakeLog()

    answer = ask("POST", "/v1/imports", log=log, content=body)

    assert (answer.status_code, log.kept) == (422, [])


def test_a_list_that_breaks_off_keeps_what_came_before_and_says_so() -> None:
    log = FakeLog()
    body = b"email\n" + b"a@firm.example\n" * 20_000 + b"\xff\n"

    answer = ask("POST", "/v1/imports", log=log, content=body)

    assert answer.status_code == 422
    assert f"{len(log.kept)} rows before it are kept" in answer.json()["detail"]
