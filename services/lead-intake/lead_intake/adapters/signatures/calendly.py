"""Calendly: ``Calendly-Webhook-Signature: t=…,v1=…`` (developer.calendly.com: Webhook signatures)."""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.signatures.window import recent


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Hex HMAC-SHA256 over timestamp (s), full stop and the raw body, within five minutes of now."""
    header = request.header("calendly-webhook-signature")
    parts = dict(part.strip().split("=", 1) for part in header.split(",") if "=" in part)
    stamp = parts.get("t", "")
    if not recent(stamp, 1, request):
        return False
    digest = hmac.digest(secret, stamp.encode() + b"." + request.body, "sha256").hex()
    return same(digest, parts.get("v1", ""))
