"""``/hooks``: what authenticates is kept as it came."""

import asyncio

import httpx
import pytest
from tests.unit.lead_intake.calls import LEAD, ask, send_sample
from tests.unit.lead_intake.samples import body_of, request_of
from tests.unit.lead_intake.world import REP_KEY, FakeLog, app


@pytest.mark.parametrize(
    ("sample", "status"),
    [
        ("hubspot/workflow_contact.json", 202),
        ("typeform/form_response.json", 202),
        ("google_ads/lead_form.json", 200),
        ("cloudevents/http_binary.json", 202),
        ("cloudevents/http_structured.json", 202),
    ],
)
def test_a_vendors_delivery_is_kept_as_it_came(sample: str, status: int) -> None:
    log = FakeLog()

    answer = send_sample(sample, log)

    assert answer.status_code == status
    assert [kept.body for kept in log.kept] == [body_of(sample)]
    assert log.kept[0].request is not None
    assert "authorization" not in log.kept[0].request.headers


@pytest.mark.parametrize(
    "sample", ["hubspot/workflow_contact.json", "typeform/form_response.json", "google_ads/lead_form.json"]
)
def test_a_delivery_that_proves_nothing_is_401_and_not_kept(sample: str) -> None:
    log = FakeLog()
    body = body_of(sample).replace(b"sample-google-key", b"another-google-key") + b" "

    assert (send_sample(sample, log, body=body).status_code, log.kept) == (401, [])


def test_what_authenticates_is_kept_even_if_it_cannot_be_read() -> None:
    log = FakeLog()

    answer = ask(
        "POST", "/hooks/forms", log=log, headers={"X-Auth-Token": "token-of-the-forms"}, key=None, content=b"\xff"
    )

    assert (answer.status_code, log.kept[0].body) == (202, b"\xff")


def test_a_token_in_the_address_is_not_kept() -> None:
    log = FakeLog()

    answer = ask("POST", "/hooks/forms?token=token-of-the-forms&form=7", log=log, key=None, json=LEAD)

    assert answer.status_code == 202
    assert log.kept[0].request is not None
    assert log.kept[0].request.query == {"form": "7"}


def test_a_marketing_key_opens_the_hook_of_a_source_that_nobody_configured() -> None:
    log = FakeLog()

    assert ask("POST", "/hooks/new-tool", log=log, json=LEAD).status_code == 202
    assert log.kept[0].source == "new-tool"


@pytest.mark.parametrize("key", [None, REP_KEY])
def test_without_token_or_marketing_key_nobody_learns_which_sources_there_are(key: str | None) -> None:
    answers = [ask("POST", f"/hooks/{source}", key=key, json=LEAD).status_code for source in ("forms", "nobody")]

    assert answers == [401, 401]


@pytest.mark.parametrize(("source", "channel"), [("apollo", "list"), ("new-tool", "list"), ("forms", "live")])
def test_a_file_of_leads_is_a_list_whatever_address_it_is_posted_to(source: str, channel: str) -> None:
    log = FakeLog()
    kind = "text/csv; charset=utf-8" if channel == "list" else "application/json"

    ask("POST", f"/hooks/{source}", log=log, content=b"email\na@firm.example\n", headers={"Content-Type": kind})

    assert [kept.channel for kept in log.kept] == [channel]


def test_a_vendor_that_looks_first_finds_somebody() -> None:
    answer = ask("GET", "/hooks/forms", key=None)

    assert (answer.status_code, answer.text) == (200, "ready")


def test_the_address_that_was_signed_is_the_public_one() -> None:
    log, request = FakeLog(), request_of("hubspot/workflow_contact.json")
    inside = {"headers": request.headers, "content": body_of("hubspot/workflow_contact.json")}

    async def go() -> int:
        transport = httpx.ASGITransport(app(log))
        async with httpx.AsyncClient(transport=transport, base_url="http://intake.internal:8080") as client:
            return (await client.post("/hooks/hubspot", **inside)).status_code  # type: ignore[arg-type]

    assert asyncio.run(go()) == 202
