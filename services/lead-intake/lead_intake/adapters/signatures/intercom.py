"""Intercom: ``X-Hub-Signature: sha1=`` and the hex HMAC-SHA1 of the body (developers.intercom.com: Webhooks)."""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body, keyed with the app's client secret."""
    digest = hmac.digest(secret, request.body, "sha1").hex()
    return same(f"sha1={digest}", request.header("x-hub-signature"))
