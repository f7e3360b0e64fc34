"""Meta: ``X-Hub-Signature-256: sha256=`` and the hex HMAC-SHA256 of the body (developers.facebook.com: Webhooks).

Meta signs the bytes that it sends, in which non-ASCII letters are escaped: any other writing of the JSON fits no more.
"""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body, with the app's secret."""
    digest = hmac.digest(secret, request.body, "sha256").hex()
    return same(f"sha256={digest}", request.header("x-hub-signature-256"))
