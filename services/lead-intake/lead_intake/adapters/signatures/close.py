"""Close: ``close-sig-hash`` beside ``close-sig-timestamp`` (developer.close.com: Webhooks)."""

import hmac

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest
from lead_intake.adapters.signatures.window import recent


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Hex HMAC-SHA256 over timestamp (s) and the raw body, within five minutes of now; ``secret`` is the key in hex."""
    stamp, key = request.header("close-sig-timestamp"), _key(secret)
    if not key or not recent(stamp, 1, request):
        return False
    digest = hmac.digest(key, stamp.encode() + request.body, "sha256").hex()
    return same(digest, request.header("close-sig-hash"))


def _key(secret: bytes) -> bytes:
    """The bytes of the key; none where it is not hexadecimal, and then nothing fits."""
    try:
        return bytes.fromhex(secret.decode())
    except ValueError:
        return b""
