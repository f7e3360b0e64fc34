"""Errors go to logs and dead letters: they say where, never what."""

import json
import traceback
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests.contract.documents import CATALOGUE

from lead_contracts import topics
from lead_contracts.base import Event
from lead_contracts.codec import ContractError, Envelope, decode, encode, read_delivery
from lead_contracts.events import ALL, LeadReceived, RepChanged

NOW = datetime(2026, 11, 16, 10, 15, 30, tzinfo=UTC)
PERSONAL_TOPICS = {topics.MARKETING_EVENTS, topics.LEADS_RECEIVED, topics.LEADS_CONTACTS}
PERSONAL_MEMBERS = {"email", "phone", "phone_raw", "first_name", "last_name", "message", "consent", "attributes"}
SECRET = "marc.dubois@verre-clair.example"


def record(model: type[LeadReceived] | type[RepChanged]) -> tuple[tuple[tuple[str, bytes], ...], dict[str, object]]:
    example = (CATALOGUE.root / "examples" / model.NAME / "1" / "full.json").read_bytes()
    headers, value = encode(Envelope("id-1", "/x", NOW), model.model_validate_json(example))
    return headers, json.loads(value)


def told(read: Callable[[], object]) -> str | None:
    """All that the error says, with what it carries and what a traceback would print; None where there is none."""
    try:
        read()
    except ContractError as error:
        return f"{error} {error!r} {vars(error)} " + "".join(traceback.format_exception(error))
    return None


@pytest.mark.parametrize("member", LeadReceived.model_fields)
@pytest.mark.parametrize("bad", [SECRET, [SECRET], {SECRET: SECRET}, {"topic": SECRET}, [{SECRET: 1}], 10**400])
def test_no_error_repeats_a_value(member: str, bad: object) -> None:
    headers, document = record(LeadReceived)
    value = json.dumps(document | {member: bad}).encode()
    assert SECRET not in (told(lambda: decode(headers, value)) or "")


def test_an_error_with_a_value_in_its_traceback_would_be_noticed() -> None:
    def leaks() -> None:
        try:
            LeadReceived.model_validate({"lead_id": [SECRET]})
        except ValueError as error:
            raise ContractError("bad") from error

    assert SECRET in (told(leaks) or "")


def test_a_member_name_that_comes_from_the_data_is_not_repeated() -> None:
    headers, document = record(RepChanged)
    with pytest.raises(ContractError) as raised:
        decode(headers, json.dumps(document | {"hours": {SECRET: [1]}}).encode())
    assert str(raised.value) == "com.leadhandover.rep.changed.v1: hours.*.0: string_type"


@pytest.mark.parametrize("name", ["ce_id", "ce_source", "ce_time", "ce_specversion", "ce_subject"])
@pytest.mark.parametrize("text", [SECRET.encode(), SECRET.encode() + b"\xff"])
def test_no_error_repeats_a_header(name: str, text: bytes) -> None:
    headers, document = record(LeadReceived)
    value = json.dumps(document).encode()
    bad = tuple((header, text if header == name else old) for header, old in headers)
    assert SECRET not in (told(lambda: decode(bad, value)) or "")
    assert SECRET not in (told(lambda: read_delivery(bad, value, NOW)) or "")


@pytest.mark.parametrize("model", [model for model in ALL if model.TOPIC not in PERSONAL_TOPICS])
def test_what_is_kept_longer_than_thirty_days_has_no_member_for_personal_data(model: type[Event]) -> None:
    assert not PERSONAL_MEMBERS & model.model_fields.keys()


def test_personal_data_have_a_place() -> None:
    assert LeadReceived.model_fields.keys() >= PERSONAL_MEMBERS
