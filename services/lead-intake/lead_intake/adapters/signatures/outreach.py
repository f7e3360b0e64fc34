"""Outreach: ``Outreach-Webhook-Signature``, the hex HMAC-SHA256 of the body (developers.outreach.io/api/webhooks).

Outreach takes any HTTP answer for an acknowledgement and repeats nothing but broken connections: a secret that does not
fit loses what it sends.
"""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body."""
    return same(hmac.digest(secret, request.body, "sha256").hex(), request.header("outreach-webhook-signature"))
