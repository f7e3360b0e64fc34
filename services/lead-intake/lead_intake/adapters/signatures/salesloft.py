"""Salesloft: ``x-salesloft-signature``, the hex HMAC-SHA1 of the body under the subscription's callback token
(developers.salesloft.com/docs/platform/webhooks/delivery-headers).

The name of the event travels in a header that is not signed: whoever repeats a signed body under another name could
make a deletion of a creation. Salesloft offers nothing better; deliver over TLS alone.
"""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body."""
    return same(hmac.digest(secret, request.body, "sha1").hex(), request.header("x-salesloft-signature"))
