"""Mautic: ``Webhook-Signature`` is the base64 HMAC-SHA256 of the body (developer.mautic.org: Webhooks)."""

import base64
import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body."""
    digest = base64.b64encode(hmac.digest(secret, request.body, "sha256")).decode()
    return same(digest, request.header("webhook-signature"))
