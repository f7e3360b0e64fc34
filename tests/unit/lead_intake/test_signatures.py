"""A delivery is believed only with the proof that its vendor documents."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.unit.lead_intake.samples import body_of, request_of

from lead_contracts.normalise import instant
from lead_intake.adapters.signatures import SCHEMES, SignedRequest, verified

SECRET = b"sample-secret-of-16"
UNHURRIED = settings(deadline=None)  # the machine is shared
NOW = datetime(2026, 11, 16, 12, tzinfo=UTC)
SIGNED = {
    "hubspot_v2": "hubspot/workflow_contact.json",
    "hubspot_v3": "hubspot/webhook_v3_contact_creation.json",
    "typeform": "typeform/form_response.json",
    "body_key": "google_ads/lead_form.json",
    "calendly": "calendly/invitee_created.json",
    "linkedin": "linkedin/webhook_lead_action.json",
    "meta": "meta_lead_ads/webhook_leadgen.json",
    "tiktok": "tiktok/webhook_lead.json",
    "webflow": "webflow/form_submission.json",
}
TIMED = ("calendly", "hubspot_v3", "webflow")


def sample(scheme: str) -> tuple[SignedRequest, bytes]:
    """The vendor's sample request, and its secret."""
    request = request_of(SIGNED[scheme])
    proof = request.signing or request.auth
    assert proof is not None
    now = instant(proof.ts) or NOW
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


@pytest.mark.parametrize("scheme", TIMED)
@pytest.mark.parametrize(("minutes", "fits"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_clocks_may_differ_by_five_minutes_and_no_more(scheme: str, minutes: int, fits: bool) -> None:
    request, secret = sample(scheme)
    assert request.now is not None

    assert verified(replace(request, now=request.now + timedelta(minutes=minutes)), [scheme], [secret]) is fits


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


def test_linkedin_signs_a_prefix_before_the_body() -> None:
    digest = hmac.digest(SECRET, b"{}", "sha256").hex()
    request = SignedRequest("POST", "https://x.example/", {"x-li-signature": digest}, b"{}", NOW)

    assert not verified(request, ["linkedin"], [SECRET])


def test_meta_signs_the_bytes_that_it_sent_and_no_other_writing_of_them() -> None:
    sent = rb'{"name": "Zo\u00eb"}'
    headers = {"x-hub-signature-256": "sha256=" + hmac.digest(SECRET, sent, "sha256").hex()}

    assert verified(SignedRequest("POST", "https://x.example/", headers, sent, NOW), ["meta"], [SECRET])
    rewritten = '{"name": "Zoë"}'.encode()
    assert not verified(SignedRequest("POST", "https://x.example/", headers, rewritten, NOW), ["meta"], [SECRET])


@pytest.mark.parametrize("name", ["Zoe", "Zoë", "佐藤", "Ann \N{GRINNING FACE}", ""])
def test_tiktok_signs_the_body_in_ascii(name: str) -> None:
    sent = json.dumps({"name": name}, ensure_ascii=False).encode()
    headers = {"x-open-signature": hmac.digest(SECRET, json.dumps({"name": name}).encode(), "sha256").hex()}

    assert verified(SignedRequest("POST", "https://x.example/", headers, sent, NOW), ["tiktok"], [SECRET])


def test_what_is_no_utf_8_cannot_have_been_signed_by_tiktok() -> None:
    headers = {"x-open-signature": hmac.digest(SECRET, b"\xff", "sha256").hex()}

    assert not verified(SignedRequest("POST", "https://x.example/", headers, b"\xff", NOW), ["tiktok"], [SECRET])


@pytest.mark.parametrize(
    "header", ["", "t=", "v1=", "t=1794828046", "v1=ab,t=x", "t=1794828046,v1=", "t=9999999999999999"]
)
def test_half_a_calendly_signature_fits_nothing(header: str) -> None:
    request = SignedRequest("POST", "https://x.example/", {"calendly-webhook-signature": header}, b"{}", None)

    assert not verified(request, ["calendly"], [SECRET])


HEADERS = (
    "authorization",
    "calendly-webhook-signature",
    "typeform-signature",
    "x-auth-token",
    "x-hub-signature-256",
    "x-hubspot-request-timestamp",
    "x-hubspot-signature",
    "x-hubspot-signature-v3",
    "x-hubspot-signature-version",
    "x-li-signature",
    "x-open-signature",
    "x-webflow-signature",
    "x-webflow-timestamp",
)
SHOWN = re.compile(r"signature(?!-version)|timestamp")
"""The headers that carry the proof."""


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


@UNHURRIED
@given(scheme=st.sampled_from(sorted(SIGNED)), where=st.integers(min_value=0), bit=st.integers(0, 6))
def test_no_changed_signature_passes(scheme: str, where: int, bit: int) -> None:
    request, secret = sample(scheme)
    shown = sorted(name for name in request.headers if SHOWN.search(name))
    assume(shown)  # a key in the body is not shown in a header
    name = shown[where % len(shown)]
    value = bytearray(request.headers[name].encode())
    value[where // len(shown) % len(value)] ^= 1 << bit

    assert not verified(replace(request, headers={**request.headers, name: value.decode()}), [scheme], [secret])
