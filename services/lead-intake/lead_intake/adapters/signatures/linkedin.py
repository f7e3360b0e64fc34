"""LinkedIn: ``X-LI-Signature``, the hex HMAC-SHA256 of a prefix and the body (learn.microsoft.com: Webhook validation)."""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest

_PREFIX = b"hmacsha256="
"""Part of what is signed, not of the header."""


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the prefix and the raw bytes of the body, with the app's client secret."""
    digest = hmac.digest(secret, _PREFIX + request.body, "sha256").hex()
    return same(digest, request.header("x-li-signature"))
