"""Signatures by Standard Webhooks (https://www.standardwebhooks.com, specification 1.0.0).

``webhook-signature`` holds one ``v1,`` signature for each live secret, with blanks between: while a secret is rotated the
receiver may know the old one, the new one, or both.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Final

PREFIX: Final = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes of a key, by the specification."""


class BadSecret(ValueError):
    """It is not ``whsec_`` and 24 to 64 bytes in base64."""


def key_of(secret: str) -> bytes:
    """The key in a secret. Raises BadSecret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not (secret.startswith(PREFIX) and SHORTEST <= len(key) <= LONGEST):
        raise BadSecret(f"{PREFIX} and {SHORTEST} to {LONGEST} bytes in base64 were expected")
    return key


def signed(secrets: Sequence[str], webhook_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of the specification. ``secrets``: all that are live. Raises BadSecret."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    signatures = [
        "v1," + base64.b64encode(hmac.digest(key_of(secret), content, hashlib.sha256)).decode() for secret in secrets
    ]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }
