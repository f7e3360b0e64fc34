"""TikTok lead generation: ``X-Open-Signature``, a hex HMAC-SHA256 with the app's secret.

What is signed is known from public client code only: the body with every non-ASCII letter escaped as JSON does it.
"""

import hmac
import re

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest

_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def body_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the body in ASCII. What is no UTF-8 cannot have been signed."""
    try:
        ascii_body = _NOT_ASCII.sub(_escaped, request.body.decode()).encode()
    except UnicodeDecodeError:
        return False
    return same(hmac.digest(secret, ascii_body, "sha256").hex(), request.header("x-open-signature"))


def _escaped(found: re.Match[str]) -> str:
    r"""``\uXXXX``; of a letter beyond 16 bits both halves of its surrogate pair."""
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
