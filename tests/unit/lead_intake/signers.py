"""Signs requests as the vendors' documents say, written anew here: what ``adapters/signatures`` verifies is compared to it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from lead_intake.adapters.signatures import SignedRequest

URL = "https://leads.example.com/hooks/source"
Signer: TypeAlias = Callable[[str, bytes, datetime], SignedRequest]
"""From secret, body and clock (UTC) to a request that its sender proves."""


def _hex(secret: str | bytes, signed: bytes, algorithm: str = "sha256") -> str:
    key = secret if isinstance(secret, bytes) else secret.encode()
    return hmac.new(key, signed, getattr(hashlib, algorithm)).hexdigest()


def _base64(secret: str, signed: bytes) -> str:
    return base64.b64encode(bytes.fromhex(_hex(secret, signed))).decode()


def _with(headers: Mapping[str, str], body: bytes, now: datetime) -> SignedRequest:
    return SignedRequest("POST", URL, headers, body, now)


def _seconds(now: datetime) -> str:
    return str(int(now.timestamp()))


def _milliseconds(now: datetime) -> str:
    return str(int(now.timestamp() * 1000))


def body_key(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({}, json.dumps({"google_key": secret, "lead": body.hex()}).encode(), now)


def drift(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({}, json.dumps({"token": secret, "data": body.hex()}).encode(), now)


def token(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-auth-token": secret}, body, now)


def basic(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}, body, now)


def calendly(secret: str, body: bytes, now: datetime) -> SignedRequest:
    digest = _hex(secret, _seconds(now).encode() + b"." + body)
    return _with({"calendly-webhook-signature": f"t={_seconds(now)},v1={digest}"}, body, now)


def close(secret: str, body: bytes, now: datetime) -> SignedRequest:
    digest = _hex(bytes.fromhex(secret), _seconds(now).encode() + body)
    return _with({"close-sig-timestamp": _seconds(now), "close-sig-hash": digest}, body, now)


def hubspot_v1(secret: str, body: bytes, now: datetime) -> SignedRequest:
    digest = hashlib.sha256(secret.encode() + body).hexdigest()
    return _with({"x-hubspot-signature-version": "v1", "x-hubspot-signature": digest}, body, now)


def hubspot_v2(secret: str, body: bytes, now: datetime) -> SignedRequest:
    digest = hashlib.sha256(secret.encode() + b"POST" + URL.encode() + body).hexdigest()
    return _with({"x-hubspot-signature-version": "v2", "x-hubspot-signature": digest}, body, now)


def hubspot_v3(secret: str, body: bytes, now: datetime) -> SignedRequest:
    stamp = _milliseconds(now)
    digest = _base64(secret, b"POST" + URL.encode() + body + stamp.encode())
    return _with({"x-hubspot-signature-v3": digest, "x-hubspot-request-timestamp": stamp}, body, now)


def intercom(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-hub-signature": f"sha1={_hex(secret, body, 'sha1')}"}, body, now)


def linkedin(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-li-signature": _hex(secret, b"hmacsha256=" + body)}, body, now)


def mautic(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"webhook-signature": _base64(secret, body)}, body, now)


def meta(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-hub-signature-256": f"sha256={_hex(secret, body)}"}, body, now)


def outreach(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"outreach-webhook-signature": _hex(secret, body)}, body, now)


def salesloft(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-salesloft-signature": _hex(secret, body, "sha1")}, body, now)


def segment(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"x-signature": _hex(secret, body, "sha1")}, body, now)


def tiktok(secret: str, body: bytes, now: datetime) -> SignedRequest:
    ascii_body = "".join(letter if letter < "\x80" else json.dumps(letter)[1:-1] for letter in body.decode())
    return _with({"x-open-signature": _hex(secret, ascii_body.encode())}, body, now)


def typeform(secret: str, body: bytes, now: datetime) -> SignedRequest:
    return _with({"typeform-signature": f"sha256={_base64(secret, body)}"}, body, now)


def webflow(secret: str, body: bytes, now: datetime) -> SignedRequest:
    stamp = _milliseconds(now)
    digest = _hex(secret, f"{stamp}:".encode() + body)
    return _with({"x-webflow-timestamp": stamp, "x-webflow-signature": digest}, body, now)


SIGNERS: Mapping[str, Signer] = {
    "basic": basic,
    "body_key": body_key,
    "calendly": calendly,
    "close": close,
    "drift": drift,
    "hubspot_v1": hubspot_v1,
    "hubspot_v2": hubspot_v2,
    "hubspot_v3": hubspot_v3,
    "intercom": intercom,
    "linkedin": linkedin,
    "mautic": mautic,
    "meta": meta,
    "outreach": outreach,
    "salesloft": salesloft,
    "segment": segment,
    "tiktok": tiktok,
    "token": token,
    "typeform": typeform,
    "webflow": webflow,
}
SENDER_ONLY = frozenset({"basic", "body_key", "drift", "token"})
"""They show a secret: that proves who sends, and not what is sent."""
STAMPED = frozenset({"calendly", "close", "hubspot_v3", "webflow"})
"""They sign the instant too."""
