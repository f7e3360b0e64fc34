"""A delivery is believed only with the proof that its vendor documents."""

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of, request_of

from lead_intake.adapters.signatures import SCHEMES, SignedRequest, verified

SECRET = b"sample-secret-of-16"
UNHURRIED = settings(deadline=None)  # the machine is shared
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
SIGNED = {
    "hubspot_v2": "hubspot/workflow_contact.json",
    "hubspot_v3": "hubspot/webhook_v3_contact_creation.json",
    "typeform": "typeform/form_response.json",
    "body_key": "google_ads/lead_form.json",
}


def sample(scheme: str) -> tuple[SignedRequest, bytes]:
    """The vendor's sample request, and its secret."""
    request = request_of(SIGNED[scheme])
    proof = request.signing or request.auth
    assert proof is not None
    now = datetime.fromtimestamp(int(proof.ts) / 1000, UTC) if proof.ts else NOW
    headers = {name.lower(): value for name, value in request.headers.items()}
    return SignedRequest(request.method, request.url, headers, body_of(SIGNED[scheme]), now), proof.secret.encode()


@pytest.mark.parametrize("scheme", SIGNED)
def test_the_vendors_sample_fits(scheme: str) -> None:
    request, secret = sample(scheme)

    assert verified(request, [scheme], [secret])


@pytest.mark.parametrize("scheme", SIGNED)
def test_another_secret_does_not_fit(scheme: str) -> None:
    request, _ = sample(scheme)

    assert not verified(request, [scheme], [SECRET])


@pytest.mark.parametrize("scheme", SIGNED)
def test_two_secrets_are_live_while_one_is_rotated(scheme: str) -> None:
    request, secret = sample(scheme)

    assert verified(request, [scheme], [SECRET, secret])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_empty_secret_fits_nothing(scheme: str) -> None:
    unsigned = hashlib.sha256(b"POSThttps://x.example/hooks/hubspot{}").hexdigest()
    headers = {"x-hubspot-signature-version": "v2", "x-hubspot-signature": unsigned, "authorization": "Bearer "}
    request = SignedRequest("POST", "https://x.example/hooks/hubspot", headers, b"{}", NOW)

    assert not verified(request, [scheme], [b""])


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_old_or_early_v3_timestamp_is_refused(minutes: int) -> None:
    request, secret = sample("hubspot_v3")
    assert request.now is not None

    assert not verified(replace(request, now=request.now + timedelta(minutes=minutes)), ["hubspot_v3"], [secret])


def test_hubspot_v3_signs_the_decoded_address() -> None:
    url, stamp = "https://x.example/hooks/hubspot?next=%2Fa%3A1&keep=%20", str(int(NOW.timestamp() * 1000))
    signed = b"POSThttps://x.example/hooks/hubspot?next=/a:1&keep=%20{}" + stamp.encode()
    digest = base64.b64encode(hmac.digest(SECRET, signed, "sha256")).decode()
    headers = {"x-hubspot-signature-v3": digest, "x-hubspot-request-timestamp": stamp}

    assert verified(SignedRequest("POST", url, headers, b"{}", NOW), ["hubspot_v3"], [SECRET])


def test_hubspot_v1_is_a_hash_of_secret_and_body() -> None:
    headers = {"x-hubspot-signature": hashlib.sha256(SECRET + b"{}").hexdigest(), "x-hubspot-signature-version": "v1"}

    assert verified(SignedRequest("POST", "https://x.example/", headers, b"{}", NOW), ["hubspot_v1"], [SECRET])
    assert not verified(SignedRequest("POST", "https://x.example/", headers, b"{}", NOW), ["hubspot_v2"], [SECRET])


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://x.example/hooks/list", {"authorization": f"Bearer {SECRET.decode()}"}),
        ("https://x.example/hooks/list", {"x-auth-token": SECRET.decode()}),
        ("https://x.example/hooks/list", {"x-api-key": SECRET.decode()}),
        (f"https://x.example/hooks/list?token={SECRET.decode()}", {}),
        (f"https://x.example/hooks/list?a=1&secret={SECRET.decode()}", {}),
    ],
)
def test_a_token_may_be_in_a_header_or_in_the_address(url: str, headers: dict[str, str]) -> None:
    assert verified(SignedRequest("POST", url, headers, b"", NOW), ["token"], [SECRET])


HEADERS = (
    "authorization",
    "typeform-signature",
    "x-auth-token",
    "x-hubspot-request-timestamp",
    "x-hubspot-signature",
    "x-hubspot-signature-v3",
    "x-hubspot-signature-version",
)


@UNHURRIED
@given(
    scheme=st.sampled_from(sorted(SCHEMES)),
    url=st.text(max_size=60),
    headers=st.dictionaries(st.sampled_from(HEADERS), st.text(max_size=80)),
    body=st.binary(max_size=200),
)
def test_no_forged_request_fits_and_none_makes_a_scheme_raise(
    scheme: str, url: str, headers: dict[str, str], body: bytes
) -> None:
    assert not verified(SignedRequest("POST", url, headers, body, NOW), [scheme], [SECRET])


@UNHURRIED
@given(scheme=st.sampled_from(sorted(SIGNED)), where=st.integers(min_value=0), bit=st.integers(0, 7))
def test_no_flipped_bit_of_a_signed_body_passes(scheme: str, where: int, bit: int) -> None:
    assume(scheme != "body_key")  # a key in the body proves the sender and not the body
    request, secret = sample(scheme)
    body = bytearray(request.body)
    body[where % len(body)] ^= 1 << bit

    assert not verified(replace(request, body=bytes(body)), [scheme], [secret])
