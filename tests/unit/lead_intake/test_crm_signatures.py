"""CRMs prove who they are: Mautic, Close and Intercom sign, Drift shows a token, Pipedrive a user and a password."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lead_intake.adapters.signatures import SignedRequest, verified

NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
BODY = '{"event": "lead.created", "name": "Inês", "token": "drift-verification-token"}'.encode()
KEY = hashlib.sha256(b"close").digest()
SECRETS = {
    "mautic": b"mautic-secret-of-ours",
    "intercom": b"intercom-client-secret",
    "close": KEY.hex().encode(),
    "basic": "pipedrive:pass:wörd".encode(),
    "drift": b"drift-verification-token",
}
HEADERS = {
    "mautic": {
        "webhook-signature": base64.b64encode(hmac.digest(SECRETS["mautic"], BODY, "sha256")).decode(),
    },
    "intercom": {"x-hub-signature": f"sha1={hmac.digest(SECRETS['intercom'], BODY, 'sha1').hex()}"},
    "close": {
        "close-sig-hash": hmac.digest(KEY, STAMP.encode() + BODY, "sha256").hex(),
        "close-sig-timestamp": STAMP,
    },
    "basic": {"authorization": f"Basic {base64.b64encode(SECRETS['basic']).decode()}"},
    "drift": {},
}
SIGNING = ("mautic", "intercom", "close")
UNHURRIED = settings(deadline=None)  # the machine is shared


def request(scheme: str) -> SignedRequest:
    return SignedRequest("POST", f"https://leads.example.com/hooks/{scheme}", HEADERS[scheme], BODY, NOW)


@pytest.mark.parametrize("scheme", SECRETS)
def test_what_the_vendor_sends_fits(scheme: str) -> None:
    assert verified(request(scheme), [scheme], [SECRETS[scheme]])


@pytest.mark.parametrize("scheme", SECRETS)
def test_both_secrets_are_live_while_one_is_rotated(scheme: str) -> None:
    assert verified(request(scheme), [scheme], [b"ab" * 16, SECRETS[scheme]])
    assert not verified(request(scheme), [scheme], [b"ab" * 16])


@pytest.mark.parametrize("scheme", SIGNING)
def test_one_changed_byte_of_the_body_fits_nothing(scheme: str) -> None:
    forged = replace(request(scheme), body=BODY.replace(b"created", b"creates"))

    assert not verified(forged, [scheme], [SECRETS[scheme]])


@pytest.mark.parametrize(("seconds", "fits"), [(-301, False), (-299, True), (299, True), (301, False)])
def test_closes_timestamp_may_be_five_minutes_off(seconds: int, fits: bool) -> None:
    later = replace(request("close"), now=NOW + timedelta(seconds=seconds))

    assert verified(later, ["close"], [SECRETS["close"]]) is fits


def test_closes_timestamp_is_signed_too() -> None:
    moved = HEADERS["close"] | {"close-sig-timestamp": str(int(STAMP) + 1)}

    assert not verified(replace(request("close"), headers=moved), ["close"], [SECRETS["close"]])


@pytest.mark.parametrize("secret", [b"not hexadecimal", b"abc", b"\xff\xfe", b"  "])
def test_a_key_of_closes_that_is_not_hexadecimal_fits_nothing(secret: bytes) -> None:
    digest = hmac.digest(secret, STAMP.encode() + BODY, "sha256").hex()
    bare = hmac.digest(b"", STAMP.encode() + BODY, "sha256").hex()

    for forged in (digest, bare):
        headers = HEADERS["close"] | {"close-sig-hash": forged}
        assert not verified(replace(request("close"), headers=headers), ["close"], [secret])


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic é",
        f"Bearer {base64.b64encode(SECRETS['basic']).decode()}",
        f"Basic {SECRETS['basic'].decode()}",
        f"Basic {base64.b64encode(b'pipedrive:').decode()}",
        f"Basic {base64.b64encode(SECRETS['basic'] + b'x').decode()}",
    ],
)
def test_other_credentials_do_not_fit(header: str) -> None:
    assert not verified(replace(request("basic"), headers={"authorization": header}), ["basic"], [SECRETS["basic"]])


@pytest.mark.parametrize("token", ["another-token", None, 7, ["drift-verification-token"]])
def test_another_token_in_the_body_does_not_fit(token: object) -> None:
    forged = replace(request("drift"), body=json.dumps({"token": token}).encode())

    assert not verified(forged, ["drift"], [SECRETS["drift"]])


@UNHURRIED
@given(scheme=st.sampled_from(SIGNING), where=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_flipped_bit_of_a_signed_body_passes(scheme: str, where: int, bit: int) -> None:
    body = bytearray(BODY)
    body[where % len(body)] ^= 1 << bit

    assert not verified(replace(request(scheme), body=bytes(body)), [scheme], [SECRETS[scheme]])


@UNHURRIED
@given(scheme=st.sampled_from([*SIGNING, "basic"]), given=st.text(max_size=80), data=st.data())
def test_no_invented_header_passes(scheme: str, given: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(HEADERS[scheme])))
    assume(given.strip() != HEADERS[scheme][name])
    forged = replace(request(scheme), headers=HEADERS[scheme] | {name: given})

    assert not verified(forged, [scheme], [SECRETS[scheme]])


@UNHURRIED
@given(scheme=st.sampled_from(sorted(SECRETS)), body=st.binary(max_size=200))
def test_no_invented_body_passes_and_none_makes_a_scheme_raise(scheme: str, body: bytes) -> None:
    assume(scheme != "basic")  # a password proves the sender and not the body
    assume(SECRETS["drift"] not in body)

    assert not verified(replace(request(scheme), body=body), [scheme], [SECRETS[scheme]])
