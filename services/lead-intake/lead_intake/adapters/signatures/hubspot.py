"""HubSpot's three signatures (developers.hubspot.com: Validating requests).

v1 and v2 are plain hashes over the secret and the request, v3 is an HMAC with a timestamp: choose v3 where HubSpot
offers it; workflows sign with v2.
"""

import base64
import hashlib
import hmac
import re

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.signatures.window import recent

_DECODED = {
    code: chr(int(code[1:], 16)) for code in ("%3A", "%2F", "%3F", "%40", "%21", "%24", "%27", "%28", "%29", "%2A", "%2C", "%3B")
}  # fmt: skip
_ENCODED = re.compile("|".join(_DECODED), re.IGNORECASE)


def v1(request: SignedRequest, secret: bytes) -> bool:
    """Hex SHA-256 of secret and body."""
    digest = hashlib.sha256(secret + request.body).hexdigest()
    return _version(request) in ("", "v1") and same(digest, request.header("x-hubspot-signature"))


def v2(request: SignedRequest, secret: bytes) -> bool:
    """Hex SHA-256 of secret, method, URL and body."""
    signed = secret + request.method.encode() + request.url.encode() + request.body
    digest = hashlib.sha256(signed).hexdigest()
    return _version(request) == "v2" and same(digest, request.header("x-hubspot-signature"))


def v3(request: SignedRequest, secret: bytes) -> bool:
    """Base64 HMAC-SHA256 of method, decoded URL, body and timestamp (ms), within five minutes of now."""
    stamp = request.header("x-hubspot-request-timestamp")
    if not recent(stamp, 1000, request):
        return False
    url = _ENCODED.sub(lambda found: _DECODED[found[0].upper()], request.url)
    signed = request.method.encode() + url.encode() + request.body + stamp.encode()
    digest = base64.b64encode(hmac.digest(secret, signed, "sha256")).decode()
    return same(digest, request.header("x-hubspot-signature-v3"))


def _version(request: SignedRequest) -> str:
    return request.header("x-hubspot-signature-version").lower()
