"""Segment and RudderStack: who gave a way to be answered is a lead, a step of a visit is none; what a signature proves."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.calls import ask
from tests.unit.lead_intake.samples import body_of, checked, request_of
from tests.unit.lead_intake.sources.reading import NOW, read, record, sample
from tests.unit.lead_intake.world import SECRETS, SOURCES, FakeLog

from lead_intake.adapters.catalogue import Catalogue
from lead_intake.adapters.check import Proof, check
from lead_intake.adapters.signatures import SignedRequest, verified
from lead_intake.domain.errors import WrongShape
from lead_intake.domain.parsed import Disposition

IDENTIFY, TRACK = "segment/identify.json", "segment/track_lead_submitted.json"
SECRET = "segment-sample-shared-secret"
GRACE = record(
    external_id="97980cfea0067",
    email="grace.mbeki@savannahpay.example",
    first_name="Grace",
    last_name="Mbeki",
    company="SavannahPay",
    domain="savannahpay.example",
    campaign="spring-launch",
)
RECORDS = {
    IDENTIFY: GRACE
    | {
        "occurred_at": "2026-11-16T13:28:55.240000Z",
        "phone": "+12025550122",
        "job_title": "Engineering Manager",
        "country": "KE",
    },
    TRACK: GRACE | {"occurred_at": "2026-11-16T13:31:01.249000Z"},
}


def signature(body: bytes) -> str:
    return hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()


def batch(*names: str) -> bytes:
    return b"[" + b",".join(body_of(name) for name in names) + b"]"


@pytest.mark.parametrize(
    ("name", "message"),
    [(IDENTIFY, "ajs-022bb90cbbac11e48dfcaa07a5b093db"), (TRACK, "ajs-f8ca1e4de5024d9430b3928bd8ac6b96")],
)
def test_a_sample_becomes_its_canonical_record(name: str, message: str) -> None:
    result = checked(name)

    assert (result.disposition, result.records, result.warnings) == ("accept", (RECORDS[name],), ())
    assert result.idempotency_keys == (f"segment:{message}",)


@pytest.mark.parametrize("name", [IDENTIFY, TRACK])
def test_a_body_of_which_one_byte_changed_is_rejected(name: str) -> None:
    result = checked(name, body=body_of(name).replace(b"grace.mbeki", b"grace.mbekj", 1))

    assert (result.disposition, result.records) == ("reject_auth", ())


def test_what_rules_ask_for_is_kept_and_nothing_private() -> None:
    body = sample(IDENTIFY)
    body["traits"] |= {"birthday": "1990-01-01", "gender": "f", "avatar": "https://x.example/a.png"}

    (lead,) = read("segment", body).leads

    assert lead.alias == "97980cfea0067"
    assert dict(lead.attributes) == {
        "industry": "Financial Services",
        "company_size": 120,
        "city": "Nairobi",
        "utm_source": "google",
        "utm_medium": "cpc",
    }


def test_a_browser_is_no_person() -> None:
    body = sample(IDENTIFY)
    del body["userId"]

    (lead,) = read("segment", body).leads

    assert (lead.external_id, lead.alias) == ("507f191e810c19729de860ea", None)


def test_who_identifies_by_their_address_can_be_answered() -> None:
    (lead,) = read("segment", {"type": "identify", "userId": "ann@firm.example", "messageId": "m", "traits": {}}).leads

    assert lead.email == "ann@firm.example"


@pytest.mark.parametrize(
    "traits",
    [{"plan": "free"}, {"email": "a@firm.example", "createdAt": "2026-01-01T00:00:00Z"}],
    ids=["no way to answer", "known for long"],
)
def test_an_identification_that_asks_for_nothing_opens_no_lead(traits: dict[str, Any]) -> None:
    body = sample(IDENTIFY) | {"traits": traits}

    assert read("segment", body).disposition is Disposition.UPDATE_ONLY


@pytest.mark.parametrize(
    ("event", "properties", "disposition"),
    [
        ("Demo Requested", {}, Disposition.ACCEPT),
        ("signed_up", {"email": "a@firm.example"}, Disposition.ACCEPT),
        ("Calculator Finished", {"email": "a@firm.example"}, Disposition.ACCEPT),
        ("Product Viewed", {"sku": "7"}, Disposition.IGNORE),
        ("Email Opened", {"email": "a@firm.example"}, Disposition.IGNORE),
        ("Unsubscribed", {}, Disposition.SUPPRESS),
        ("Email Marked as Spam", {}, Disposition.SUPPRESS),
    ],
)
def test_a_step_of_a_visit_is_no_lead(event: str, properties: dict[str, str], disposition: Disposition) -> None:
    body = sample(TRACK) | {"event": event, "properties": properties}

    assert read("segment", body).disposition is disposition


@pytest.mark.parametrize("kind", ["page", "screen", "group", "alias"])
def test_other_calls_are_acknowledged(kind: str) -> None:
    assert read("segment", sample(IDENTIFY) | {"type": kind}).disposition is Disposition.IGNORE


def test_what_is_no_call_is_refused_with_its_field() -> None:
    with pytest.raises(WrongShape) as refusal:
        read("segment", {"event": "x"})

    assert refusal.value.field == "type"


def test_rudderstack_has_the_traits_within_the_context() -> None:
    body = sample(IDENTIFY)
    body["context"]["traits"] = body.pop("traits")
    del body["timestamp"]

    (lead,) = read("rudderstack", body).leads

    assert (lead.email, lead.company, lead.country) == ("grace.mbeki@savannahpay.example", "SavannahPay", "KE")
    assert lead.occurred_at == datetime(2026, 11, 16, 13, 28, 54, 964000, UTC)
    assert lead.event_id == "ajs-022bb90cbbac11e48dfcaa07a5b093db"


def test_an_array_of_rudderstack_goes_on_without_its_bad_one() -> None:
    parsed = read("rudderstack", [sample(IDENTIFY), 7, sample(TRACK)])

    assert [len(parsed.leads), [(one.index, one.error) for one in parsed.refused]] == [2, [(1, "WrongShape")]]


@pytest.mark.parametrize(
    ("proof", "leads", "refused"),
    [("segment", 1, [1]), ("segment token", 2, []), ("token", 2, []), ("key", 2, []), (None, 2, [])],
    ids=["signed alone", "signed and token", "token", "marketing key", "offline"],
)
def test_of_a_batch_the_signature_proves_the_first_event_alone(
    proof: str | None, leads: int, refused: list[int]
) -> None:
    parsed = read("segment", batch(IDENTIFY, TRACK), headers={"proven-by": proof} if proof else {})

    assert len(parsed.leads) == leads
    assert [one.index for one in parsed.refused] == refused
    assert {one.error for one in parsed.refused} <= {"BadSignature"}


def test_a_batch_of_one_is_proven_whole() -> None:
    assert len(read("segment", batch(TRACK), headers={"proven-by": "segment"}).leads) == 1


def test_the_offline_check_tells_what_of_a_batch_is_proven() -> None:
    request = request_of(IDENTIFY)
    one = check(batch(IDENTIFY, TRACK), request, Catalogue({}))
    both = check(
        batch(IDENTIFY, TRACK),
        request.model_copy(
            update={
                "headers": request.headers | {"X-Auth-Token": "sample-token"},
                "auth": Proof(scheme="token", secret="sample-token"),
            }
        ),
        Catalogue({}),
    )

    assert (one.disposition, one.records) == ("accept_with_warnings", (RECORDS[IDENTIFY],))
    assert (both.disposition, both.records) == ("accept", (RECORDS[IDENTIFY], RECORDS[TRACK]))


@pytest.mark.parametrize(
    ("token", "proof"),
    [({}, "segment"), ({"x-auth-token": "token-of-segment"}, "segment token")],
    ids=["signed", "signed with a token"],
)
def test_the_hook_leaves_for_the_worker_what_is_proven_and_not_what_the_sender_says(
    token: dict[str, str], proof: str
) -> None:
    log, body = FakeLog(), batch(IDENTIFY, TRACK)
    settings_of = {name: one | {"secrets": [SECRETS[name]]} for name, one in SOURCES.items()}
    settings_of["segment"] = {
        "adapter": "segment", "schemes": ["segment", "token"], "secrets": [SECRET, "token-of-segment"],
    }  # fmt: skip
    headers = {"x-signature": signature(body_of(IDENTIFY)), "proven-by": "token key", **token}

    answer = ask(
        "POST", "/hooks/segment", log=log, key=None, headers=headers, content=body, configured={"sources": settings_of}
    )

    assert answer.status_code == 202
    assert log.kept[0].request is not None
    assert log.kept[0].request.headers["proven-by"] == proof


def fits(body: bytes, proof: str) -> bool:
    request = SignedRequest("POST", "https://x.example/", {"x-signature": proof}, body, NOW)
    return verified(request, ["segment"], [SECRET.encode()])


@pytest.mark.parametrize("around", [b"[%s]", b" [ %s , {}]", b"[%s,%s]", b"\n[\t%s\n]"])
def test_the_first_event_of_a_batch_is_found_whatever_stands_in_it(around: bytes) -> None:
    first = b'{"a": "}] \\" \\\\", "b": [{"c": "["}], "d": {}}'

    assert fits(around.replace(b"%s", first), signature(first))
    assert not fits(around.replace(b"%s", first.replace(b'"d"', b'"e"')), signature(first))


@settings(deadline=None)
@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_no_batch_passes_whose_first_event_was_not_signed(before: bytes, inside: bytes, after: bytes) -> None:
    signed = b'{"type": "identify"}'
    forged = b"[" + before + b'{"type": "track", ' + inside + b"}" + after + b"," + signed + b"]"

    assert not fits(forged, signature(signed))


def test_a_text_without_an_end_is_looked_through_once() -> None:
    assert not fits(b'[{"' + b'\\"' * 200_000, signature(b"{}"))
