"""Webflow: ``x-webflow-signature`` beside ``x-webflow-timestamp`` (developers.webflow.com: Working with webhooks).

Only hooks that were made by an app or through the API are signed.
"""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.signatures.window import recent


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Hex HMAC-SHA256 over timestamp (ms), colon and the raw body, within five minutes of now."""
    stamp = request.header("x-webflow-timestamp")
    if not recent(stamp, 1000, request):
        return False
    digest = hmac.digest(secret, stamp.encode() + b":" + request.body, "sha256").hex()
    return same(digest, request.header("x-webflow-signature"))
