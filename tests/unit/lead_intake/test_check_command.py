"""``handover intake check``: one payload, offline, with the shape that other systems rely on."""

import json
from pathlib import Path

import pytest
from tests.unit.lead_intake.samples import PAYLOADS, request_path
from tests.unit.lead_intake.world import SOURCES
from typer.testing import CliRunner, Result

from handover.commands.intake import app
from handover.errors import HandoverError

SAMPLE = "typeform/form_response.json"
MEMBERS = [
    "external_id", "received_at", "occurred_at", "motion", "email", "phone", "first_name", "last_name", "company",
    "domain", "job_title", "country", "campaign", "is_test",
]  # fmt: skip


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, arguments)])


def check(sample: str, *options: str) -> dict[str, object]:
    result = run(PAYLOADS / sample, "--request", request_path(sample), "--json", *options)
    assert result.exit_code == 0, result.output
    shown: dict[str, object] = json.loads(result.output)
    return shown


def test_the_json_has_exactly_the_members_of_the_contract() -> None:
    shown = check(SAMPLE)

    assert list(shown) == ["disposition", "records", "idempotency_keys", "warnings", "recognised", "ignored"]
    (record,) = shown["records"]  # type: ignore[misc]
    assert list(record) == MEMBERS


def test_the_source_may_be_said() -> None:
    assert len(check("apollo/contacts_export.csv", "--source", "apollo")["records"]) == 2  # type: ignore[arg-type]


def test_the_source_of_a_cloudevent_is_looked_up_in_the_configured_mapping(monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = {
        "forms": SOURCES["forms"] | {"secret_env": ["NOT_SET_HERE"], "cloudevent_sources": ["https://marketing."]}
    }
    monkeypatch.setenv("LEAD_INTAKE_SOURCES", json.dumps(mapping))

    shown = check("cloudevents/kafka_binary.json")

    assert shown["idempotency_keys"] == ["forms:b2c1f6a0-8c1e-4b54-9c0b-000000000001"]


def test_what_is_rejected_is_a_result_too(tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_bytes((PAYLOADS / SAMPLE).read_bytes() + b"\n")

    result = run(body, "--request", request_path(SAMPLE), "--json")

    assert (result.exit_code, json.loads(result.output)["disposition"]) == (0, "reject_auth")


@pytest.mark.parametrize("signing", [{"scheme": "nobody-knows", "secret": "x"}])
def test_a_scheme_that_is_not_known_proves_nothing(tmp_path: Path, signing: dict[str, str]) -> None:
    request = tmp_path / "request.json"
    request.write_text(json.dumps({"url": "https://x.example/hooks/forms", "signing": signing}))

    result = run(PAYLOADS / SAMPLE, "--request", request, "--json")

    assert json.loads(result.output)["disposition"] == "reject_auth"


def test_an_unreadable_body_is_reject_invalid_with_its_reason(tmp_path: Path) -> None:
    body, request = tmp_path / "body", tmp_path / "request.json"
    body.write_bytes(b"\xff")
    request.write_text('{"url": "https://x.example/hooks/hubspot"}')

    shown = json.loads(run(body, "--request", request, "--json").output)

    assert shown["disposition"] == "reject_invalid"
    assert shown["warnings"] == ["UnreadableBody: the body is not JSON in UTF-8"]


def test_people_see_the_lead() -> None:
    result = run(PAYLOADS / SAMPLE, "--request", request_path(SAMPLE))

    assert "accept" in result.output
    assert "oliver.grant@kestrel-labs.example" in result.output


def test_a_request_file_that_is_wrong_is_named_with_its_field(tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text('{"headers": 7}')

    result = run(PAYLOADS / SAMPLE, "--request", request)

    assert isinstance(result.exception, HandoverError)
    assert "request.json: headers" in result.exception.message


def test_a_file_that_is_not_there_is_wrong_usage() -> None:
    assert run("nowhere.json", "--request", request_path(SAMPLE)).exit_code == 2


@pytest.mark.parametrize(
    ("request_file", "disposition"),
    [
        ({"url": "/hooks/mailchimp", "method": "GET"}, "ignore"),
        ({"url": "/hooks/nobody-knows", "method": "HEAD"}, "ignore"),
        ({"url": "/hooks/forms", "method": "OPTIONS", "headers": {"WebHook-Request-Origin": "a.example"}}, "ignore"),
        ({"url": "/hooks/meta-lead-ads?hub.mode=subscribe&hub.challenge=7&hub.verify_token=word"}, "ignore"),
        ({"url": "/hooks/meta-lead-ads?hub.mode=subscribe&hub.challenge=7&hub.verify_token=other"}, "reject_auth"),
        ({"url": "/hooks/linkedin?challengeCode=3e8a1b52-0c0e-4d7b-9a55-0a1b2c3d4e5f"}, "ignore"),
        ({"url": "/hooks/linkedin?challengeCode=anything"}, "reject_auth"),
    ],
)
def test_a_handshake_is_no_delivery(tmp_path: Path, request_file: dict[str, object], disposition: str) -> None:
    body, request = tmp_path / "body", tmp_path / "request.json"
    body.write_bytes(b"")
    signing = {"scheme": "meta", "secret": "word"}
    request.write_text(json.dumps({"method": "GET", "signing": signing} | request_file))

    shown = json.loads(run(body, "--request", request, "--json").output)

    assert (shown["disposition"], shown["records"], shown["idempotency_keys"]) == (disposition, [], [])
