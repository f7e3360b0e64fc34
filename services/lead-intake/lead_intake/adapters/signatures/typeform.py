"""Typeform: ``Typeform-Signature: sha256=`` and the base64 HMAC-SHA256 of the body (typeform.com/developers/webhooks)."""

import base64
import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body."""
    digest = base64.b64encode(hmac.digest(secret, request.body, "sha256")).decode()
    return same(f"sha256={digest}", request.header("typeform-signature"))
