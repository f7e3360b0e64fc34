"""Segment: ``X-Signature``, the hex HMAC-SHA1 of the body (segment.com/docs: Webhooks destination).

Of a batch, which is an array, Segment signs the first event alone. That proves that Segment once sent this first event.
It does not prove that it sent the others, nor that they belong together: who has seen one signed event may put any
others behind it. So a batch passes here, and the adapter takes its first event only, unless a token proves the request
as a whole (``adapters/sources/segment.py``). Nothing in a signature tells when it was made: a repeat shows by its id.
"""

import hmac
import re
from typing import Final

from lead_intake.adapters.signatures.compare import same
from lead_intake.adapters.signatures.request import SignedRequest

_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[{}\[\]]', re.DOTALL)
"""A text (one that does not end goes to the end, or looking for its end would cost the square of the length), a bracket."""
_BLANK: Final = b" \t\r\n"


def first_event_hmac(request: SignedRequest, secret: bytes) -> bool:
    """Over the raw bytes of the body, or of a batch over those of its first event."""
    return same(hmac.digest(secret, _signed(request.body), "sha1").hex(), request.header("x-signature"))


def _signed(body: bytes) -> bytes:
    """The first object of an array; else the body."""
    inside = body.lstrip(_BLANK)
    if not inside.startswith(b"["):
        return body
    first = inside[1:].lstrip(_BLANK)
    return first[: _end(first)] if first.startswith(b"{") else body


def _end(text: bytes) -> int:
    """Where the object ends that the text starts with; the end of the text if it does not end."""
    depth = 0
    for found in _TOKEN.finditer(text):
        depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(found[0], 0)
        if depth == 0 and found[0] in (b"}", b"]"):
            return found.end()
    return len(text)
